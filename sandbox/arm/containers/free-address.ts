import { addressCount, formatAddress, type Cidr } from "../../../sdk/network/cidr";

/**
 * The first address of a subnet that is free. Azure keeps the first four and the last one for itself.
 *
 * @see https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq (restrictions on IP addresses in subnets)
 */
export function freeAddress(subnet: Cidr, taken: ReadonlySet<string>): string | undefined {
  for (let offset = 4; offset < addressCount(subnet) - 1; offset += 1) {
    const address = formatAddress(subnet.first + offset);
    if (!taken.has(address)) return address;
  }
  return undefined;
}
