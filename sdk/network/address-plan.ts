import { half, prefixLengthFor, type Cidr } from "./cidr";
import type { NetworkSpec } from "./network-spec";

/** Where the subnets of a network are. A subnet that exists is where it is, which is not known here. */
export interface AddressPlan {
  readonly nodeSubnet?: Cidr;
  readonly virtualNodeSubnet?: Cidr;
  /** In the order of the args. */
  readonly additionalSubnets: readonly Cidr[];
}

/** The nodes' and the virtual node's subnet take no more than this of their share unless they need more: 65,536 addresses. */
const USUAL_PREFIX_LENGTH = 16;
/** And a further subnet no more than this: 4,096 addresses, which holds all container groups that a subnet may have. */
const USUAL_ADDITIONAL_PREFIX_LENGTH = 20;

/**
 * Cuts an address space into subnets. Each takes its range from the upper half of what those before it left free:
 *
 * | subnet | share of the address space |
 * |---|---|
 * | node | upper half |
 * | virtual node | upper half of the rest |
 * | first additional | upper half of the rest after that, and so on |
 *
 * So a subnet that is added later moves none, and the lower addresses, where AKS's default service range lies in
 * `10.0.0.0/8`, are taken last. A range does not depend on what the subnet needs until that is more than is usual:
 * raising a maximum changes nothing, and Azure refuses to change the range of a subnet in use.
 */
export function planAddresses(spec: NetworkSpec): AddressPlan {
  const { nodeSubnet, virtualNodeSubnet, additionalSubnets } = spec;
  const shares = upperHalves(spec.addressSpace, 2 + additionalSubnets.length);
  const nodes = place(nodeSubnet, shares[0], USUAL_PREFIX_LENGTH);
  const virtualNode = place(virtualNodeSubnet, shares[1], USUAL_PREFIX_LENGTH);
  return {
    ...(nodes && !nodeSubnet.exists ? { nodeSubnet: nodes } : {}),
    ...(virtualNode && !virtualNodeSubnet.exists ? { virtualNodeSubnet: virtualNode } : {}),
    additionalSubnets: additionalSubnets.flatMap(
      (subnet, index) => place(subnet, shares[2 + index], USUAL_ADDITIONAL_PREFIX_LENGTH) ?? [],
    ),
  };
}

/** Halves on and on until a share has but one address, which no subnet fits into. */
function upperHalves(space: Cidr | undefined, count: number): readonly Cidr[] {
  if (!space || count === 0) return [];
  if (space.prefixLength === 32) return Array.from({ length: count }, () => space);
  return [half(space, "upper"), ...upperHalves(half(space, "lower"), count - 1)];
}

function place(
  { cidr, addresses }: { readonly cidr?: Cidr; readonly addresses: number },
  share: Cidr | undefined,
  usual: number,
): Cidr | undefined {
  if (cidr || !share) return cidr;
  const prefixLength = Math.min(usual, prefixLengthFor(addresses));
  return { first: share.first, prefixLength: Math.max(prefixLength, share.prefixLength) };
}
