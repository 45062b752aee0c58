import { badRequest } from "../arm-error";
import { objectsAt, textAt } from "../json";
import { nameOf, sameId } from "../resource-id";
import type { ResourceRecord } from "../store";
import { isDelegatedToContainerGroups } from "../types/subnet-delegations";
import { subnetRange } from "../types/subnets";
import type { World } from "../world";
import { freeAddress } from "./free-address";
import { CONTAINER_GROUP_TYPE } from "./names";

/** The subnet that a group goes into; none for a group with a public address. */
export function subnetIdOf({ body }: Pick<ResourceRecord, "body">): string | undefined {
  return textAt(objectsAt(body, "properties.subnetIds")[0], "id");
}

/** Azure/dev-box-images#8 quotes the answer in full. */
export function checkDelegated(subnet: ResourceRecord, group: string): void {
  if (isDelegatedToContainerGroups(subnet)) return;
  throw badRequest(
    "SubnetMissingRequiredDelegation",
    `Subnet missing required delegation 'Microsoft.ContainerInstance' for container group '${group}'.`,
  );
}

/** An address for a group: the one that it has, or the first that no other group in the subnet has. */
export function allottedAddress(groupId: string, subnet: ResourceRecord, world: World): string {
  const groups = world.all(CONTAINER_GROUP_TYPE);
  const own = groups.find(({ id, body }) => sameId(id, groupId) && subnetIdOf({ body }) === subnet.id);
  const kept = textAt(own?.hidden, "address");
  if (kept !== undefined) return kept;
  const taken = groups.map(({ hidden }) => textAt(hidden, "address")).filter((address) => address !== undefined);
  const range = subnetRange(subnet);
  const address = range === undefined ? undefined : freeAddress(range, new Set(taken));
  if (address !== undefined) return address;
  throw badRequest(
    "SubnetIsFull",
    `Subnet ${nameOf(subnet.id)} with address prefix ${textAt(subnet.body, "properties.addressPrefix") ?? ""} does not have enough capacity for 1 IP addresses.`,
  );
}
