import { attachments } from "../../sdk/network/attachments";
import { existingNetworkSpec } from "../../sdk/network/existing-network";
import { natGatewaySpec } from "../../sdk/network/nat-gateway";
import { networkOptions, type NetworkOptions } from "../../sdk/network/network-options";
import { networkSpec, type ExistingParts } from "../../sdk/network/network-spec";
import { privateZoneNames } from "../../sdk/network/private-zones";
import { securityRules } from "../../sdk/network/security-rules";
import { decision, pick, resolve } from "../resolve";
import type { VirtualNodeNetworkArgs } from "./args";

/** What a network decides, each from the args that it needs and no others. */
export type NetworkDecisions = ReturnType<typeof networkDecisions>;

/** What a part of a network is made from. */
export interface NetworkParts {
  readonly args: VirtualNodeNetworkArgs;
  readonly decided: NetworkDecisions;
}

const ADDRESS_ARGS = [
  "addressSpace",
  "nodeSubnetCidr",
  "virtualNodeSubnetCidr",
  "serviceCidr",
  "dnsServiceIP",
  "maxNodes",
  "maxPodsPerNode",
  "maxVirtualNodePods",
] as const;

/** The error's first line names the network. */
export function networkTitle(name: string): string {
  return `VirtualNodeNetwork "${name}"`;
}

/** Which parts somebody else has made. Whether an id is given is known even where the id is not. */
export function existingParts(args: VirtualNodeNetworkArgs): ExistingParts {
  const [nodeSubnet, virtualNodeSubnet] = [args.nodeSubnetId !== undefined, args.virtualNodeSubnetId !== undefined];
  return {
    virtualNetwork: args.virtualNetworkId !== undefined || nodeSubnet || virtualNodeSubnet,
    nodeSubnet,
    virtualNodeSubnet,
  };
}

export function networkDecisions(name: string, args: VirtualNodeNetworkArgs) {
  const additional = args.additionalSubnets ?? [];
  return resolve(networkTitle(name), {
    options: decision(optionsOf(args), networkOptions),
    existing: decision(pick(args, "virtualNetworkId", "nodeSubnetId", "virtualNodeSubnetId"), existingNetworkSpec),
    addresses: decision(
      {
        ...pick(args, ...ADDRESS_ARGS),
        additionalSubnets: additional.map((subnet) => pick(subnet, "name", "cidr", "addresses", "delegation")),
        existing: existingParts(args),
      },
      networkSpec,
    ),
    attachments: decision(
      {
        ...pick(args, "natGatewayId", "networkSecurityGroupId", "nodeRouteTableId"),
        additionalSubnets: additional.map((subnet) => pick(subnet, "networkSecurityGroupId", "routeTableId")),
      },
      attachments,
    ),
    natGateway: decision({ ...args.natGateway }, natGatewaySpec),
    securityRules: decision(args.networkSecurityGroup?.inbound ?? [], securityRules),
    privateDnsZones: decision(args.privateDnsZones ?? [], privateZoneNames),
  });
}

function optionsOf({ additionalSubnets = [], ...args }: VirtualNodeNetworkArgs): NetworkOptions {
  return {
    given: Object.entries(args).flatMap(([arg, value]: [string, unknown]) => (value === undefined ? [] : [arg])),
    additionalSubnets: additionalSubnets.map(({ delegation, routeTableId }) => ({
      ...(delegation === undefined ? {} : { delegation }),
      hasRouteTable: routeTableId !== undefined,
    })),
  };
}
