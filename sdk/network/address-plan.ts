import { half, prefixLengthFor, type Cidr } from "./cidr";
import type { NetworkSpec, SubnetSpec } from "./network-spec";

/** Where the subnets of a network are. */
export interface AddressPlan {
  readonly nodeSubnet: Cidr;
  readonly virtualNodeSubnet: Cidr;
}

/** A subnet takes no more than this of its share unless it needs more: 65,536 addresses. */
const USUAL_PREFIX_LENGTH = 16;

/**
 * Cuts an address space into subnets. Each takes its range from the upper half of what those before it left free:
 *
 * | subnet | share of the address space |
 * |---|---|
 * | node | upper half |
 * | virtual node | upper half of the rest |
 *
 * So a subnet that is added later moves none, and the lower addresses, where AKS's default service range lies in
 * `10.0.0.0/8`, are taken last. A range does not depend on what the subnet needs until that is more than 65,536
 * addresses: raising a maximum changes nothing, and Azure refuses to change the range of a subnet in use.
 */
export function planAddresses(spec: NetworkSpec): AddressPlan {
  const shares = upperHalves(spec.addressSpace);
  return {
    nodeSubnet: place(spec.nodeSubnet, shares.first),
    virtualNodeSubnet: place(spec.virtualNodeSubnet, shares.second),
  };
}

function upperHalves(space: Cidr): { first: Cidr; second: Cidr } {
  return { first: half(space, "upper"), second: half(half(space, "lower"), "upper") };
}

function place({ cidr, addresses }: SubnetSpec, share: Cidr): Cidr {
  if (cidr) return cidr;
  const prefixLength = Math.min(USUAL_PREFIX_LENGTH, prefixLengthFor(addresses));
  return { first: share.first, prefixLength: Math.max(prefixLength, share.prefixLength) };
}
