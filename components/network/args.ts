import type * as pulumi from "@pulumi/pulumi";
import type { AdditionalSubnetArgs, NetworkNatGatewayArgs, NetworkSecurityArgs } from "./part-args";

/** What a `VirtualNodeNetwork` is made from. */
export interface VirtualNodeNetworkArgs {
  /** Resource group of what is created. Subnets are always in that of their virtual network. */
  readonly resourceGroupName: pulumi.Input<string>;
  /**
   * Azure region.
   *
   * @default - that of the existing virtual network, otherwise the provider's `azure-native:location`
   */
  readonly location?: pulumi.Input<string>;
  /**
   * ARM id of a virtual network that exists, in the same subscription, in any resource group. It is not changed; subnets
   * are added to it, so it must not declare its subnets inline.
   *
   * @default - that of `nodeSubnetId` or `virtualNodeSubnetId`, otherwise one is created
   */
  readonly virtualNetworkId?: pulumi.Input<string>;
  /**
   * ARM id of a subnet that exists, for the VM nodes. It must not be delegated, and is not changed.
   *
   * @default - one is created
   */
  readonly nodeSubnetId?: pulumi.Input<string>;
  /**
   * ARM id of a subnet that exists, for the virtual node's pods. It must be delegated to
   * `Microsoft.ContainerInstance/containerGroups` and have no route table, should have a NAT gateway, and is not changed.
   *
   * @default - one is created
   */
  readonly virtualNodeSubnetId?: pulumi.Input<string>;
  /**
   * IPv4 range that the subnets are cut from, /27 or larger: the virtual network's own, or the part of an existing one
   * that is set apart for this. It must not overlap networks that this one is peered with.
   *
   * @default "10.224.0.0/12", which lies outside AKS's default service range; none in an existing virtual network
   */
  readonly addressSpace?: pulumi.Input<string>;
  /**
   * IPv4 range of the subnet of the VM nodes and their pods.
   *
   * @default - the upper half of the address space, of which no more than a /16 while that is enough
   */
  readonly nodeSubnetCidr?: pulumi.Input<string>;
  /**
   * IPv4 range of the subnet of the pods on the virtual node.
   *
   * @default - the upper half of what the node subnet's half leaves, of which no more than a /16
   */
  readonly virtualNodeSubnetCidr?: pulumi.Input<string>;
  /**
   * IPv4 range of the cluster's Services, from /12 to /28. It must not overlap a subnet.
   *
   * @default "10.0.0.0/16", as AKS has it
   */
  readonly serviceCidr?: pulumi.Input<string>;
  /**
   * IPv4 address of the cluster's DNS service, in `serviceCidr`, but neither its first nor its last address.
   *
   * @default - the tenth address of `serviceCidr`
   */
  readonly dnsServiceIP?: pulumi.Input<string>;
  /**
   * The most VM nodes that all pools will ever have together, 1 to 5,000. The node subnet must have room for them.
   *
   * @default 10
   */
  readonly maxNodes?: pulumi.Input<number>;
  /**
   * The most pods on one VM node, 10 to 250. With flat Azure CNI each takes an address whether it exists or not.
   *
   * @default 30, as AKS has it
   */
  readonly maxPodsPerNode?: pulumi.Input<number>;
  /**
   * The most pods that will ever run on the virtual node, 1 to 3,000. The virtual node's subnet must have room for them.
   *
   * @default 100, ACI's default quota of container groups
   */
  readonly maxVirtualNodePods?: pulumi.Input<number>;
  /**
   * Further subnets, such as one for private endpoints. Add to the end of the list: a range depends on what is before it.
   *
   * @default - none
   */
  readonly additionalSubnets?: AdditionalSubnetArgs[];
  /**
   * What the NAT gateway is like that subnets of container groups get.
   *
   * @default - one public address, the idle timeout of Azure's
   */
  readonly natGateway?: NetworkNatGatewayArgs;
  /**
   * ARM id of a NAT gateway that exists, instead of a new one. It may serve subnets of one virtual network only.
   *
   * @default - one is created where a subnet of container groups is
   */
  readonly natGatewayId?: pulumi.Input<string>;
  /**
   * A network security group on the virtual node's subnet, with the rules that virtual nodes need.
   *
   * @default - none: the virtual network comes in, everything goes out
   */
  readonly networkSecurityGroup?: NetworkSecurityArgs;
  /**
   * ARM id of a network security group that exists, for the virtual node's subnet.
   *
   * @default - none
   */
  readonly networkSecurityGroupId?: pulumi.Input<string>;
  /**
   * ARM id of a route table that exists, for the node subnet. There is none for the virtual node's: its connector stops
   * where it finds one.
   *
   * @default - none
   * @see https://github.com/virtual-kubelet/azure-aci/blob/master/pkg/network/aci_network.go
   */
  readonly nodeRouteTableId?: pulumi.Input<string>;
  /**
   * Azure services that VM nodes and their pods reach over Azure's own network, such as `Microsoft.Storage`.
   *
   * @default - none
   */
  readonly nodeSubnetServiceEndpoints?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Azure services that the virtual node's pods reach over Azure's own network, such as `Microsoft.Storage`.
   *
   * @default - none
   */
  readonly virtualNodeSubnetServiceEndpoints?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Private DNS zones to create and to link to the virtual network, such as `privatelink.blob.core.windows.net`.
   *
   * @default - none
   */
  readonly privateDnsZones?: string[];
  /**
   * Tags of every resource that can have them.
   *
   * @default - none
   */
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}
