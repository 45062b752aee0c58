import { badRequest } from "../arm-error";
import { listAt, numberAt, objectAt, withDefaults, without } from "../json";
import type { PutRequest, ResourceType } from "../resource-type";
import type { ResourceRecord } from "../store";
import type { World } from "../world";
import { idsAt, NETWORK_MANNERS, resourceGuid, usersAsIds } from "./network";
import { outboundReferences } from "./public-ips";
import { SUBNET_TYPE } from "./subnets";

/** NAT gateways. */
export const natGateways: ResourceType = {
  ...NETWORK_MANNERS,
  type: "Microsoft.Network/natGateways",
  hasLocation: true,
  envelope: ["tags", "sku", "zones"],
  required: ["sku.name"],
  admit: checkGateway,
  envelopeOf: ({ body }) => ({ sku: withDefaults(objectAt(body, "sku"), { tier: "Regional" }) }),
  properties: (request) =>
    withDefaults(without(objectAt(request.body, "properties"), "subnets", "provisioningState"), {
      resourceGuid: resourceGuid(request),
      idleTimeoutInMinutes: 4,
    }),
  references: outboundReferences,
  checkDelete: refuseOnSubnets,
  // A subnet chooses its NAT gateway; the gateway only shows who has chosen it.
  render: (record, world) => ({
    ...record.body,
    properties: { ...objectAt(record.body, "properties"), subnets: usersAsIds(record, world, SUBNET_TYPE) },
  }),
};

/**
 * The limits are documented, the words of the refusals are ours.
 *
 * @see https://learn.microsoft.com/azure/nat-gateway/nat-gateway-resource (public addresses, idle time-out, zones)
 */
function checkGateway({ id, body }: PutRequest): void {
  const minutes = numberAt(body, "properties.idleTimeoutInMinutes") ?? 4;
  if (minutes < 4 || minutes > 120) {
    throw badRequest(
      "InvalidIdleTimeoutInMinutes",
      `NAT gateway ${id.text} has an idle time-out of ${minutes} minutes. It must be from 4 to 120.`,
    );
  }
  const addresses = idsAt(body, "properties.publicIpAddresses").length;
  if (addresses > 16) {
    throw badRequest(
      "NatGatewayPublicIpAddressCountExceeded",
      `NAT gateway ${id.text} has ${addresses} public IP addresses. It can have 16 at most.`,
    );
  }
  if (listAt(body, "zones").length > 1) {
    throw badRequest(
      "NatGatewayMultipleZones",
      `NAT gateway ${id.text} names ${listAt(body, "zones").length} availability zones. One of sku Standard is in one zone, or in none.`,
    );
  }
}

/** Azure-Samples/Copilot-Studio-with-Azure-AI-Search#62 quotes the refusal. */
function refuseOnSubnets(record: ResourceRecord, world: World): void {
  const { length } = usersAsIds(record, world, SUBNET_TYPE) ?? [];
  if (length === 0) return;
  throw badRequest(
    "CannotDeleteNatGatewayAssociatedToSubnet",
    `NAT Gateway ${record.id} is still configured on ${length} subnets. Remove NAT Gateway from all referenced subnets and then delete NAT Gateway.`,
  );
}
