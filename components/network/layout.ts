import * as pulumi from "@pulumi/pulumi";
import { networkRanges } from "../../sdk/network/network-layout";
import type { SubnetDelegation } from "../../sdk/network/subnet-delegation";
import type { NetworkParts } from "./decisions";

/** The ranges of a network, in the words of its args: pasted back as args they give the same network. */
export interface NetworkLayout {
  /** Absent: an existing virtual network's. */
  readonly addressSpace?: string;
  /** Absent: an existing subnet's. */
  readonly nodeSubnetCidr?: string;
  /** Absent: an existing subnet's. */
  readonly virtualNodeSubnetCidr?: string;
  readonly serviceCidr: string;
  readonly dnsServiceIP: string;
  /** Absent: there are none. */
  readonly additionalSubnets?: AdditionalSubnetLayout[];
}

/** A further subnet in a {@link NetworkLayout}. */
export interface AdditionalSubnetLayout {
  readonly name: string;
  readonly cidr: string;
  readonly addresses?: number;
  readonly delegation?: SubnetDelegation;
  readonly serviceEndpoints?: string[];
  readonly networkSecurityGroupId?: string;
  readonly routeTableId?: string;
}

/** The ranges in effect, and all else that is said of the additional subnets. */
export function networkLayout({ args, decided }: NetworkParts): pulumi.Output<NetworkLayout> {
  const subnets = pulumi.output(args.additionalSubnets ?? []);
  return pulumi.all([decided.addresses, subnets]).apply(([spec, additional]): NetworkLayout => {
    const { additionalSubnetCidrs, ...ranges } = networkRanges(spec);
    if (additional.length === 0) return ranges;
    const placed = additional.map((subnet, index) => ({ ...subnet, cidr: additionalSubnetCidrs[index] ?? "" }));
    return { ...ranges, additionalSubnets: placed };
  });
}
