import { planAddresses } from "./address-plan";
import { formatAddress, formatCidr, type Cidr } from "./cidr";
import type { NetworkSpec } from "./network-spec";

/** The ranges of a network, in the words of its args: pasted back as args they give the same ranges. */
export interface NetworkRanges {
  readonly addressSpace?: string;
  readonly nodeSubnetCidr?: string;
  readonly virtualNodeSubnetCidr?: string;
  readonly serviceCidr: string;
  readonly dnsServiceIP: string;
  /** Of the additional subnets, in the order of the args. */
  readonly additionalSubnetCidrs: readonly string[];
}

/** The ranges that a network's plan gives it. */
export function networkRanges(spec: NetworkSpec): NetworkRanges {
  const plan = planAddresses(spec);
  return {
    ...(spec.addressSpace ? { addressSpace: formatCidr(spec.addressSpace) } : {}),
    ...(plan.nodeSubnet ? { nodeSubnetCidr: formatCidr(plan.nodeSubnet) } : {}),
    ...(plan.virtualNodeSubnet ? { virtualNodeSubnetCidr: formatCidr(plan.virtualNodeSubnet) } : {}),
    serviceCidr: formatCidr(spec.serviceCidr),
    dnsServiceIP: formatAddress(spec.dnsServiceIP),
    additionalSubnetCidrs: plan.additionalSubnets.map((cidr: Cidr) => formatCidr(cidr)),
  };
}
