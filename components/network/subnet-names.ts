import type { VirtualNodeNetworkArgs } from "./args";

/** Name of a subnet's resource. Azure gives the subnet the same. */
export function additionalSubnetName(name: string, subnet: string): string {
  return `${name}-subnet-${subnet}`;
}

/** Names of the subnets, by the arg that says where each is to be. */
export function subnetNames(name: string, { additionalSubnets = [] }: VirtualNodeNetworkArgs): Record<string, string> {
  const additional = additionalSubnets.map((subnet, index): [string, string] => [
    `additionalSubnets[${index}].cidr`,
    additionalSubnetName(name, subnet.name),
  ]);
  return {
    nodeSubnetCidr: `${name}-node-subnet`,
    virtualNodeSubnetCidr: `${name}-virtual-node-subnet`,
    ...Object.fromEntries(additional),
  };
}
