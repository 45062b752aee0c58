import type { Check } from "../check";

/** The parts of the ARM id of a virtual network. */
export interface VirtualNetworkId {
  /** The id itself, as it was given. */
  readonly id: string;
  readonly subscriptionId: string;
  readonly resourceGroupName: string;
  readonly name: string;
}

/** The parts of the ARM id of a subnet. */
export interface SubnetId {
  /** The id itself, as it was given. */
  readonly id: string;
  readonly name: string;
  readonly virtualNetwork: VirtualNetworkId;
}

const GROUP = "/subscriptions/(?<subscriptionId>[^/]+)/resourceGroups/(?<resourceGroupName>[^/]+)";
const VIRTUAL_NETWORK = `${GROUP}/providers/Microsoft\\.Network/virtualNetworks/(?<network>[^/]+)`;
const VIRTUAL_NETWORK_ID = new RegExp(`^${VIRTUAL_NETWORK}$`, "i");
const SUBNET_ID = new RegExp(`^(?<networkId>${VIRTUAL_NETWORK})/subnets/(?<name>[^/]+)$`, "i");

export function virtualNetworkId(path: string, value: unknown, check: Check): VirtualNetworkId {
  const id = check.text(path, value, { pattern: VIRTUAL_NETWORK_ID, description: "the ARM id of a virtual network" });
  return networkParts(id, VIRTUAL_NETWORK_ID.exec(id)?.groups);
}

export function subnetId(path: string, value: unknown, check: Check): SubnetId {
  const id = check.text(path, value, { pattern: SUBNET_ID, description: "the ARM id of a subnet" });
  const groups = SUBNET_ID.exec(id)?.groups;
  return { id, name: groups?.["name"] ?? "", virtualNetwork: networkParts(groups?.["networkId"] ?? "", groups) };
}

/** The id of another resource of Azure's network provider, such as a NAT gateway. */
export function networkResourceId(
  path: string,
  value: unknown,
  { check, collection, description }: { check: Check; collection: string; description: string },
): string {
  const pattern = new RegExp(`^${GROUP}/providers/Microsoft\\.Network/${collection}/[^/]+$`, "i");
  return check.text(path, value, { pattern, description: `the ARM id of ${description}` });
}

/**
 * ARM ids, and the names in them, are compared without regard to case.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
 */
export function sameId(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function networkParts(id: string, groups: Record<string, string> | undefined): VirtualNetworkId {
  const { subscriptionId = "", resourceGroupName = "", network = "" } = groups ?? {};
  return { id, subscriptionId, resourceGroupName, name: network };
}
