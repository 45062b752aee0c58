import { parseCidr } from "../../../sdk/network/cidr";
import { badRequest } from "../arm-error";
import { objectAt, textAt, type JsonObject } from "../json";
import { sameId } from "../resource-id";
import type { PutRequest } from "../resource-type";
import type { World } from "../world";
import { freeAddress } from "./free-address";
import { CONTAINER_GROUP_TYPE } from "./names";
import { fqdn } from "./shown-address";

/** The upper half of 198.18.0.0/15, which is set aside for tests (RFC 2544): the lower half is that of other addresses. */
const RANGE = "198.19.0.0/16";

/** A public address for a group: the one that it has, or the first that no other group has. */
export function allottedPublicAddress(groupId: string, world: World): string {
  const groups = world.all(CONTAINER_GROUP_TYPE);
  const own = groups.find(({ id }) => sameId(id, groupId));
  const kept = textAt(own?.hidden, "publicAddress");
  if (kept !== undefined) return kept;
  const taken = groups.map(({ hidden }) => textAt(hidden, "publicAddress")).filter((address) => address !== undefined);
  const range = parseCidr(RANGE);
  return (range === undefined ? undefined : freeAddress(range, new Set(taken))) ?? "198.19.255.254";
}

/**
 * Refuses a label that is no label, or that another group has. derekbekoe/vscode-spot#38 and shahiddev/docker-k8s-workshop#2
 * quote the messages; the codes are ours.
 */
export function checkDnsLabel({ id, body, world }: PutRequest): void {
  const label = textAt(body, "properties.ipAddress.dnsNameLabel");
  if (label === undefined) return;
  if (!/^[a-z]([a-z0-9-]*[a-z0-9])?$/.test(label) || label.length < 5 || label.length > 63) {
    throw badRequest(
      "InvalidDnsNameLabel",
      `The DNS name label '${label}' in container group '${id.name}' is invalid. It can contain only lowercase letters, numbers and hyphens. The first character must be a letter. The last character must be a letter or number. The value must be between 5 and 63 characters long.`,
    );
  }
  const nameOf = (group: { readonly id: string; readonly body: JsonObject }): string | undefined =>
    fqdn(group, objectAt(group.body, "properties.ipAddress"));
  const wanted = nameOf({ id: id.text, body });
  const taken = world.all(CONTAINER_GROUP_TYPE).some((other) => !sameId(other.id, id.text) && nameOf(other) === wanted);
  if (!taken) return;
  throw badRequest(
    "DnsNameLabelNotAvailable",
    `The DNS name label '${label}' in container group '${id.name}' not available. Try using a different label.`,
  );
}
