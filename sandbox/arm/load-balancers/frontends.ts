import { badRequest } from "../arm-error";
import { freeAddress } from "../containers/free-address";
import { objectsAt, textAt, withDefaults, type Json, type JsonObject } from "../json";
import { nameOf, sameId } from "../resource-id";
import type { PutRequest, Reference } from "../resource-type";
import type { ResourceRecord } from "../store";
import { SUBNET_JOIN, subnetRange } from "../types/subnets";
import type { World } from "../world";
import { LOAD_BALANCER_TYPE } from "./names";
import { partsOf } from "./parts";

const PUBLIC_IP_JOIN = "Microsoft.Network/publicIPAddresses/join/action";
const PREFIX_JOIN = "Microsoft.Network/publicIPPrefixes/join/action";
const LIST = "properties.frontendIPConfigurations";

/** The frontends of a load balancer; one in a subnet has an address there, which it keeps. */
export function frontendsOf(request: PutRequest): readonly JsonObject[] {
  const allotted = new Set<string>();
  return partsOf(request, "frontendIPConfigurations", (part) => {
    const subnet = textAt(part, "properties.subnet.id");
    const outside = textAt(part, "properties.publicIPAddress.id") ?? textAt(part, "properties.publicIPPrefix.id");
    if (subnet === undefined && outside === undefined) throw withoutAddress(request, part);
    const address = subnet === undefined ? undefined : privateAddress(request, part, { subnet, allotted });
    if (address !== undefined) allotted.add(address);
    return withDefaults(
      { privateIPAllocationMethod: textAt(part, "properties.privateIPAllocationMethod") },
      { privateIPAllocationMethod: "Dynamic", ...(address === undefined ? {} : { privateIPAddress: address }) },
    );
  });
}

/** The subnets and public addresses that a load balancer is reached by. */
export function frontendReferences({ body }: ResourceRecord): readonly Reference[] {
  const used = [
    ["subnet", SUBNET_JOIN],
    ["publicIPAddress", PUBLIC_IP_JOIN],
    ["publicIPPrefix", PREFIX_JOIN],
  ] as const;
  return objectsAt(body, LIST).flatMap((frontend) =>
    used.flatMap(([member, action]) => {
      const id = textAt(frontend, `properties.${member}.id`);
      return id === undefined ? [] : [{ id, action }];
    }),
  );
}

/** The ids of the frontends in a subnet, of all load balancers. */
export function frontendsIn(subnetId: string, world: World): readonly JsonObject[] {
  return frontends(world)
    .filter((frontend) => sameId(textAt(frontend, "properties.subnet.id") ?? "", subnetId))
    .map((frontend) => ({ id: textAt(frontend, "id") ?? "" }));
}

/** The frontend that a public address belongs to; absent where there is none. */
export function frontendAt(addressId: string, world: World): JsonObject | undefined {
  const frontend = frontends(world).find((each) =>
    sameId(textAt(each, "properties.publicIPAddress.id") ?? "", addressId),
  );
  return frontend === undefined ? undefined : { id: textAt(frontend, "id") ?? "" };
}

function frontends(world: World): readonly JsonObject[] {
  return world.all(LOAD_BALANCER_TYPE).flatMap(({ body }) => objectsAt(body, LIST));
}

function privateAddress(
  { id, current, world }: PutRequest,
  part: JsonObject,
  { subnet, allotted }: { readonly subnet: string; readonly allotted: ReadonlySet<string> },
): string | undefined {
  const asked = textAt(part, "properties.privateIPAddress");
  if (asked !== undefined) return asked;
  const kept = objectsAt(current?.body, LIST).find(
    (before) =>
      textAt(before, "name") === textAt(part, "name") && sameId(textAt(before, "properties.subnet.id") ?? "", subnet),
  );
  const had = textAt(kept, "properties.privateIPAddress");
  if (had !== undefined) return had;
  const record = world.find(subnet);
  const range = record === undefined ? undefined : subnetRange(record);
  if (range === undefined) return undefined;
  const taken = frontends(world).map((other) => textAt(other, "properties.privateIPAddress") ?? "");
  const address = freeAddress(range, new Set([...taken, ...allotted]));
  if (address !== undefined) return address;
  throw badRequest(
    "SubnetIsFull",
    `Subnet ${nameOf(subnet)} with address prefix ${prefixOf(record?.body)} does not have enough capacity for 1 IP addresses. (Load balancer ${id.name})`,
  );
}

function prefixOf(body: Json | undefined): string {
  return textAt(body, "properties.addressPrefix") ?? "";
}

/** A rule of the API's reference; code and words are ours. */
function withoutAddress({ id }: PutRequest, part: JsonObject): Error {
  return badRequest(
    "FrontendIPConfigurationMissingAddress",
    `Frontend IP configuration ${id.text}/frontendIPConfigurations/${textAt(part, "name") ?? ""} has neither a subnet nor a public IP address.`,
  );
}
