import { badRequest, type ArmError } from "../arm-error";
import { listAt, objectAt, objectsAt, textAt, type JsonObject } from "../json";

// ACI documents these rules but not the words of its refusals; codes and texts are ours.

/**
 * A group in a subnet has a private address alone, and a DNS name goes with a public one.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-instances-virtual-network-concepts#unsupported-networking-scenarios
 */
export function checkAddress(group: string, body: JsonObject): void {
  const address = objectAt(body, "properties.ipAddress");
  const isPublic = textAt(address, "type") === "Public";
  if (isPublic && objectsAt(body, "properties.subnetIds").length > 0) {
    throw badRequest(
      "IPAddressTypeNotSupported",
      `The IP address type 'Public' of container group '${group}' is not supported in a virtual network. Use 'Private'.`,
    );
  }
  if (!isPublic && textAt(address, "dnsNameLabel") !== undefined) {
    throw badRequest(
      "DnsNameLabelNotSupported",
      `The DNS name label of container group '${group}' is only supported with an IP address of type 'Public'.`,
    );
  }
  if (isPublic && objectsAt(address, "ports").length === 0) throw missing("properties.ipAddress.ports", group);
}

/**
 * What a group of spare capacity cannot have.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-instances-spot-containers-overview#unsupported-features
 */
export function checkSpot(group: string, body: JsonObject): void {
  if (textAt(body, "properties.priority") !== "Spot") return;
  const [unsupported] = [
    { what: "a public IP address", has: textAt(body, "properties.ipAddress.type") === "Public" },
    { what: "a virtual network", has: objectsAt(body, "properties.subnetIds").length > 0 },
    { what: "the SKU 'Confidential'", has: textAt(body, "properties.sku") === "Confidential" },
    { what: "availability zones", has: listAt(body, "zones").length > 0 },
  ].filter(({ has }) => has);
  if (unsupported === undefined) return;
  throw badRequest(
    "SpotPriorityNotSupported",
    `The priority 'Spot' of container group '${group}' is not supported with ${unsupported.what}.`,
  );
}

/** The refusal of a group that lacks a member. */
export function missing(path: string, group: string): ArmError {
  return badRequest(
    "MissingRequiredProperty",
    `The required property '${path}' of container group '${group}' is missing.`,
    path,
  );
}
