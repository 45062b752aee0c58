import { checked, type Check } from "../check";
import { SubnetDelegation } from "./subnet-delegation";

/** Which optional parts a user asks for. Only whether an arg is there counts, not what it is. */
export interface NetworkOptions {
  /** Names of the args that are given. */
  readonly given: readonly string[];
  readonly additionalSubnets: readonly { readonly delegation?: string; readonly hasRouteTable: boolean }[];
}

/** Args that say what a subnet is like, which nobody may change of a subnet that exists. */
const OF_THE_NODE_SUBNET = ["nodeSubnetCidr", "nodeRouteTableId", "nodeSubnetServiceEndpoints"];
const OF_THE_VIRTUAL_NODE_SUBNET = [
  "virtualNodeSubnetCidr",
  "virtualNodeSubnetServiceEndpoints",
  "networkSecurityGroup",
  "networkSecurityGroupId",
];
const OF_A_GATEWAY = ["natGateway", "natGatewayId"];

/** @throws ArgumentError where args exclude one another */
export function networkOptions(options: NetworkOptions): NetworkOptions {
  return checked((check) => {
    const has = (arg: string) => options.given.includes(arg);
    for (const [one, other] of [OF_A_GATEWAY, ["networkSecurityGroup", "networkSecurityGroupId"]] as const) {
      if (one && other && has(one) && has(other))
        check.problem(other, `must not be given with ${one}; give one of them`);
    }
    if (has("nodeSubnetId")) refuseChanges(OF_THE_NODE_SUBNET.filter(has), "nodeSubnetId", check);
    if (has("virtualNodeSubnetId")) {
      const gateway = options.additionalSubnets.some(isOfContainerGroups) ? [] : OF_A_GATEWAY;
      refuseChanges([...OF_THE_VIRTUAL_NODE_SUBNET, ...gateway].filter(has), "virtualNodeSubnetId", check);
    }
    checkRouteTables(options, check);
    return options;
  });
}

function refuseChanges(args: readonly string[], id: string, check: Check): void {
  for (const arg of args)
    check.problem(arg, `must not be given with ${id}, because a subnet that exists is not changed`);
}

function checkRouteTables({ additionalSubnets }: NetworkOptions, check: Check): void {
  for (const [index, subnet] of additionalSubnets.entries()) {
    if (!subnet.hasRouteTable || !isOfContainerGroups(subnet)) continue;
    // https://learn.microsoft.com/azure/container-instances/container-instances-virtual-network-concepts
    const reason =
      "must not be given for a subnet of container groups: a NAT gateway is the only supported way out of it";
    check.problem(`additionalSubnets[${index}].routeTableId`, reason);
  }
}

function isOfContainerGroups({ delegation }: { readonly delegation?: string }): boolean {
  return delegation === SubnetDelegation.containerGroups;
}
