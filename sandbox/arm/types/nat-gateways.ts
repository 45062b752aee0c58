import { objectAt, withDefaults, without } from "../json";
import type { ResourceType } from "../resource-type";
import { NETWORK_MANNERS, refuseWhileUsed, resourceGuid, usersAsIds } from "./network";
import { outboundReferences } from "./public-ips";
import { SUBNET_TYPE } from "./subnets";

/** NAT gateways. */
export const natGateways: ResourceType = {
  ...NETWORK_MANNERS,
  type: "Microsoft.Network/natGateways",
  hasLocation: true,
  envelope: ["tags", "sku", "zones"],
  required: ["sku.name"],
  envelopeOf: ({ body }) => ({ sku: withDefaults(objectAt(body, "sku"), { tier: "Regional" }) }),
  properties: (request) =>
    withDefaults(without(objectAt(request.body, "properties"), "subnets", "provisioningState"), {
      resourceGuid: resourceGuid(request),
      idleTimeoutInMinutes: 4,
    }),
  references: outboundReferences,
  // The words of this refusal are modelled on those for subnets; Azure's own are not public.
  checkDelete: refuseWhileUsed({
    code: "InUseNatGatewayCannotBeDeleted",
    message: (id, users) => `NatGateway ${id} is in use by ${users} and cannot be deleted.`,
  }),
  // A subnet chooses its NAT gateway; the gateway only shows who has chosen it.
  render: (record, world) => ({
    ...record.body,
    properties: { ...objectAt(record.body, "properties"), subnets: usersAsIds(record, world, SUBNET_TYPE) },
  }),
};
