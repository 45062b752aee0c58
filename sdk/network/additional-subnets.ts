import type { Check } from "../check";
import type { Cidr } from "./cidr";
import { SubnetDelegation } from "./subnet-delegation";
import { additionalSubnetSize, type SubnetSize } from "./subnet-sizes";

/** What a user may say about the addresses of a further subnet. */
export interface AdditionalSubnet {
  readonly name: string;
  readonly cidr?: string | undefined;
  readonly addresses?: number | undefined;
  readonly delegation?: SubnetDelegation | undefined;
}

/** One further subnet, complete and checked. */
export interface AdditionalSubnetSpec extends SubnetSize {
  readonly name: string;
  /** Where the user wants it. */
  readonly cidr?: Cidr;
}

const NAME = {
  pattern: /^[a-z](?:[a-z0-9-]{0,30}[a-z0-9])?$/,
  description: "1 to 32 lower-case letters, digits and hyphens, a letter first and no hyphen last",
};

const DELEGATIONS = Object.values(SubnetDelegation) as [SubnetDelegation, ...SubnetDelegation[]];

export function additionalSubnetSpecs(
  subnets: readonly AdditionalSubnet[],
  check: Check,
): readonly AdditionalSubnetSpec[] {
  const names = subnets.map(({ name }) => name);
  return subnets.map((subnet, index) => {
    const each = check.within(`additionalSubnets[${index}]`);
    const name = each.text("name", subnet.name, NAME);
    if (names.indexOf(subnet.name) < index) each.problem("name", `must be a name of its own; got "${name}" twice`);
    if (subnet.delegation !== undefined) each.oneOf("delegation", subnet.delegation, DELEGATIONS);
    const cidr = subnet.cidr === undefined ? {} : { cidr: each.cidr("cidr", subnet.cidr) };
    return { name, ...cidr, ...additionalSubnetSize(subnet, each) };
  });
}
