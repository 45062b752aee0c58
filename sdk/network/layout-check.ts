import type { Check } from "../check";
import { planAddresses } from "./address-plan";
import { addressCount, contains, formatCidr, overlap, prefixLengthFor, type Cidr } from "./cidr";
import type { NetworkSpec } from "./network-spec";
import { AZURE_RESERVED, type SubnetSize } from "./subnet-sizes";

/** A subnet that is to be created, where it is to be. */
export interface PlacedSubnet extends SubnetSize {
  /** The arg that says where it is to be. */
  readonly path: string;
  /** What it is called in a sentence, such as `the node subnet`. */
  readonly title: string;
  readonly cidr: Cidr;
}

/** The smallest subnet in Azure is a /29 (https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq). */
const LONGEST_PREFIX = 29;

/** The subnets of a network that are to be created, where they are to be. */
export function placedSubnets(spec: NetworkSpec): readonly PlacedSubnet[] {
  const plan = planAddresses(spec);
  const placed = (path: string, title: string, { cidr, size }: { cidr: Cidr | undefined; size: SubnetSize }) =>
    cidr ? [{ path, title, cidr, addresses: size.addresses, purpose: size.purpose }] : [];
  return [
    ...placed("nodeSubnetCidr", "the node subnet", { cidr: plan.nodeSubnet, size: spec.nodeSubnet }),
    ...placed("virtualNodeSubnetCidr", "the virtual node's subnet", {
      cidr: plan.virtualNodeSubnet,
      size: spec.virtualNodeSubnet,
    }),
    ...spec.additionalSubnets.flatMap((size, index) =>
      placed(`additionalSubnets[${index}].cidr`, `the subnet ${size.name}`, {
        cidr: plan.additionalSubnets[index],
        size,
      }),
    ),
  ];
}

/** Notes where subnets are too small, overlap, leave the address space, or hide from the cluster's Services. */
export function checkLayout(spec: NetworkSpec, check: Check): void {
  const subnets = placedSubnets(spec);
  for (const subnet of subnets) checkSubnet(spec, subnet, check);
  for (const [index, subnet] of subnets.entries()) {
    for (const earlier of subnets.slice(0, index)) checkApart(earlier, subnet, check);
  }
}

/** Why a range is too small for what is to be in it; completes "path: …". */
export function sizeProblem(
  { addresses, purpose }: SubnetSize,
  has: { readonly ranges: string; readonly addresses: number },
): string | undefined {
  const needed = Math.min(prefixLengthFor(addresses), LONGEST_PREFIX);
  if (has.addresses >= 2 ** (32 - needed)) return undefined;
  return (
    `must be /${needed} or larger for ${purpose} and the ${AZURE_RESERVED} that Azure keeps: ` +
    `${addresses} addresses; ${has.ranges} has ${has.addresses}`
  );
}

function checkSubnet({ addressSpace, serviceCidr }: NetworkSpec, subnet: PlacedSubnet, check: Check): void {
  const { path, cidr } = subnet;
  const text = formatCidr(cidr);
  const tooSmall = sizeProblem(subnet, { ranges: text, addresses: addressCount(cidr) });
  if (tooSmall !== undefined) check.problem(path, tooSmall);
  if (addressSpace && !contains(addressSpace, cidr)) {
    check.problem(path, `must be inside the address space ${formatCidr(addressSpace)}; ${text} is not`);
  }
  // The service range is not routed in the network, so it must not shadow a subnet that is
  // (https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning).
  if (overlap(serviceCidr, cidr)) {
    check.problem("serviceCidr", `must not overlap a subnet; ${formatCidr(serviceCidr)} overlaps ${path} ${text}`);
  }
}

function checkApart(earlier: PlacedSubnet, subnet: PlacedSubnet, check: Check): void {
  if (!overlap(earlier.cidr, subnet.cidr)) return;
  const [mine, other] = [formatCidr(subnet.cidr), formatCidr(earlier.cidr)];
  check.problem(subnet.path, `must not overlap ${earlier.title}; ${mine} and ${other} do`);
}
