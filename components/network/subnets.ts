import { Subnet, type SubnetArgs } from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import { planAddresses, type AddressPlan } from "../../sdk/network/address-plan";
import { formatCidr, type Cidr } from "../../sdk/network/cidr";
import { SubnetDelegation } from "../../sdk/network/subnet-delegation";
import { SubnetRelease } from "../dynamic/subnet-release";
import type { NetworkParts } from "./decisions";
import type { AdditionalSubnetArgs } from "./part-args";
import { additionalSubnetName } from "./subnet-names";
import type { NetworkPlace } from "./virtual-network";

/** The subnets of a network that are created. */
export interface NetworkSubnets {
  readonly nodeSubnet?: Subnet;
  readonly virtualNodeSubnet?: Subnet;
  /** Id of the virtual node's subnet, for what is to be in it. */
  readonly virtualNodeSubnetId?: pulumi.Output<string>;
  /** Ids of the additional subnets, by their names. */
  readonly additionalSubnetIds: Readonly<Record<string, pulumi.Output<string>>>;
}

/** What subnets are attached to. */
export interface SubnetAttachments {
  readonly place: NetworkPlace;
  /** Absent where no subnet of container groups is created. */
  readonly natGatewayId?: pulumi.Input<string> | undefined;
  readonly networkSecurityGroupId?: pulumi.Input<string> | undefined;
}

/** Creates the subnets that are missing, as resources of their own, one after the other. */
export function networkSubnets(
  parent: pulumi.ComponentResource,
  name: string,
  { args, decided, ...attachments }: NetworkParts & SubnetAttachments,
): NetworkSubnets {
  const chain = new SubnetChain(parent, attachments.place);
  const range = (which: (plan: AddressPlan) => Cidr | undefined) =>
    decided.addresses.apply((spec) => formatRange(which(planAddresses(spec))));
  const nodeSubnet =
    args.nodeSubnetId === undefined
      ? chain.add(`${name}-node-subnet`, {
          addressPrefix: range((plan) => plan.nodeSubnet),
          ...routeTable(args.nodeRouteTableId),
          ...serviceEndpoints(args.nodeSubnetServiceEndpoints),
        })
      : undefined;
  const virtualNode =
    args.virtualNodeSubnetId === undefined
      ? chain.addOfContainerGroups(`${name}-virtual-node-subnet`, {
          addressPrefix: range((plan) => plan.virtualNodeSubnet),
          ...containerGroups(attachments.natGatewayId),
          ...securityGroup(attachments.networkSecurityGroupId),
          ...serviceEndpoints(args.virtualNodeSubnetServiceEndpoints),
        })
      : undefined;
  const additional = (args.additionalSubnets ?? []).map((subnet, index): [string, pulumi.Output<string>] => {
    const addressPrefix = range((plan) => plan.additionalSubnets[index]);
    return [
      subnet.name,
      additionalSubnet(chain, additionalSubnetName(name, subnet.name), { subnet, addressPrefix, attachments }),
    ];
  });
  return {
    ...(nodeSubnet ? { nodeSubnet } : {}),
    ...(virtualNode ? { virtualNodeSubnet: virtualNode.subnet, virtualNodeSubnetId: virtualNode.subnetId } : {}),
    additionalSubnetIds: Object.fromEntries(additional),
  };
}

type OwnSubnetArgs = Omit<SubnetArgs, "resourceGroupName" | "virtualNetworkName">;

/**
 * Azure changes one subnet of a network at a time and answers the second with AnotherOperationInProgress, so each waits
 * for the one before it, and goes before it.
 */
class SubnetChain {
  private last: pulumi.Resource | undefined;

  constructor(
    private readonly parent: pulumi.ComponentResource,
    private readonly place: NetworkPlace,
  ) {}

  add(name: string, args: OwnSubnetArgs): Subnet {
    const { resourceGroupName, virtualNetworkName } = this.place;
    const dependsOn = this.last ? { dependsOn: this.last } : {};
    const subnet = new Subnet(
      name,
      { resourceGroupName, virtualNetworkName, ...args },
      { parent: this.parent, ...dependsOn },
    );
    this.last = subnet;
    return subnet;
  }

  /** A subnet that ACI must let go of before it can be deleted. */
  addOfContainerGroups(name: string, args: OwnSubnetArgs): { subnet: Subnet; subnetId: pulumi.Output<string> } {
    const subnet = this.add(name, args);
    const release = new SubnetRelease(`${name}-release`, { subnetId: subnet.id }, { parent: this.parent });
    this.last = release;
    return { subnet, subnetId: release.subnetId };
  }
}

interface AdditionalSubnetParts {
  readonly subnet: AdditionalSubnetArgs;
  readonly addressPrefix: pulumi.Input<string>;
  readonly attachments: SubnetAttachments;
}

function additionalSubnet(
  chain: SubnetChain,
  name: string,
  { subnet, addressPrefix, attachments }: AdditionalSubnetParts,
): pulumi.Output<string> {
  const common = {
    addressPrefix,
    ...securityGroup(subnet.networkSecurityGroupId),
    ...serviceEndpoints(subnet.serviceEndpoints),
  };
  if (subnet.delegation === SubnetDelegation.containerGroups) {
    return chain.addOfContainerGroups(name, { ...common, ...containerGroups(attachments.natGatewayId) }).subnetId;
  }
  return chain.add(name, { ...common, ...routeTable(subnet.routeTableId), ...delegation(subnet.delegation) }).id;
}

/**
 * What makes a subnet one of container groups. The delegation is declared here, because the connector adds it where it is
 * missing, which would show as a change that nobody made (virtual-kubelet/azure-aci, pkg/network/aci_network.go). A NAT
 * gateway is the only supported way out of such a subnet; a route table would stop the connector.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-instances-virtual-network-concepts
 */
function containerGroups(natGatewayId: pulumi.Input<string> | undefined): OwnSubnetArgs {
  return {
    delegations: [{ name: "container-groups", serviceName: SubnetDelegation.containerGroups }],
    ...(natGatewayId === undefined ? {} : { natGateway: { id: natGatewayId } }),
  };
}

function delegation(serviceName: SubnetDelegation | undefined): OwnSubnetArgs {
  return serviceName === undefined ? {} : { delegations: [{ name: "service", serviceName }] };
}

function routeTable(id: pulumi.Input<string> | undefined): OwnSubnetArgs {
  return id === undefined ? {} : { routeTable: { id } };
}

function securityGroup(id: pulumi.Input<string> | undefined): OwnSubnetArgs {
  return id === undefined ? {} : { networkSecurityGroup: { id } };
}

function serviceEndpoints(services: pulumi.Input<pulumi.Input<string>[]> | undefined): OwnSubnetArgs {
  if (services === undefined) return {};
  return { serviceEndpoints: pulumi.output(services).apply((all) => all.map((service) => ({ service }))) };
}

function formatRange(cidr: Cidr | undefined): string {
  return cidr ? formatCidr(cidr) : "";
}
