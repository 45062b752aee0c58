import {
  NatGateway,
  PublicIPAddress,
  Subnet,
  VirtualNetwork,
  type NatGatewayArgs,
  type SubnetArgs,
} from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import { planAddresses } from "../sdk/network/address-plan";
import { formatCidr } from "../sdk/network/cidr";
import { networkSpec } from "../sdk/network/network-spec";
import { decision, pick, resolve } from "./resolve";

/** What a {@link VirtualNodeNetwork} is made from. */
export interface VirtualNodeNetworkArgs {
  /** Resource group of everything in the network. */
  readonly resourceGroupName: pulumi.Input<string>;
  /**
   * Azure region.
   *
   * @default - the provider's `azure-native:location`
   */
  readonly location?: pulumi.Input<string>;
  /**
   * IPv4 range of the virtual network, /27 or larger. It must not overlap networks that this one is peered with.
   *
   * @default "10.224.0.0/12", which lies outside AKS's default service range
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
   * Tags of every resource that can have them.
   *
   * @default - none
   */
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** The ranges of a network, in the words of its args: pasted back as args they give the same network. */
export interface NetworkLayout {
  readonly addressSpace: string;
  readonly nodeSubnetCidr: string;
  readonly virtualNodeSubnetCidr: string;
  readonly serviceCidr: string;
}

/**
 * The virtual network that an AKS cluster with virtual nodes needs: a subnet for the VM nodes, a subnet delegated to
 * Azure Container Instances, and a NAT gateway through which the virtual node's pods reach the world.
 *
 * @example
 * ```ts
 * const network = new VirtualNodeNetwork("network", { resourceGroupName, maxNodes: 20 });
 * ```
 */
export class VirtualNodeNetwork extends pulumi.ComponentResource {
  /** The virtual network. */
  readonly virtualNetwork: VirtualNetwork;
  /** The subnet of the VM nodes. */
  readonly nodeSubnet: Subnet;
  /** The subnet of the virtual node's pods. */
  readonly virtualNodeSubnet: Subnet;
  /** The gateway through which the virtual node's pods reach the world. */
  readonly natGateway: NatGateway;
  /** The public address that the world sees the virtual node's pods come from. */
  readonly egressAddress: PublicIPAddress;
  /** ARM id of the subnet of the VM nodes. */
  readonly nodeSubnetId: pulumi.Output<string>;
  /** ARM id of the subnet of the virtual node's pods. */
  readonly virtualNodeSubnetId: pulumi.Output<string>;
  /** IPv4 range of the cluster's Services. */
  readonly serviceCidr: pulumi.Output<string>;
  /** The ranges in effect. */
  readonly layout: pulumi.Output<NetworkLayout>;

  constructor(name: string, args: VirtualNodeNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aks-elastic:index:VirtualNodeNetwork", name, args, opts);

    const { addresses } = resolve(`VirtualNodeNetwork "${name}"`, {
      addresses: decision(pick(args, ...ADDRESS_ARGS), networkLayout),
    });
    const place = pick(args, "resourceGroupName", "location", "tags");
    const child = { parent: this };

    this.virtualNetwork = new VirtualNetwork(
      `${name}-virtual-network`,
      { ...place, addressSpace: { addressPrefixes: [addresses.addressSpace] } },
      child,
    );
    this.egressAddress = new PublicIPAddress(`${name}-egress-address`, { ...place, ...STATIC_ADDRESS }, child);
    this.natGateway = new NatGateway(`${name}-nat-gateway`, { ...place, ...natGateway(this.egressAddress.id) }, child);
    const subnet = { resourceGroupName: args.resourceGroupName, virtualNetworkName: this.virtualNetwork.name };
    this.nodeSubnet = new Subnet(`${name}-node-subnet`, { ...subnet, addressPrefix: addresses.nodeSubnetCidr }, child);
    this.virtualNodeSubnet = new Subnet(
      `${name}-virtual-node-subnet`,
      { ...subnet, addressPrefix: addresses.virtualNodeSubnetCidr, ...containerGroups(this.natGateway.id) },
      // Azure changes one subnet of a network at a time and answers the second with AnotherOperationInProgress.
      { ...child, dependsOn: this.nodeSubnet },
    );

    this.nodeSubnetId = this.nodeSubnet.id;
    this.virtualNodeSubnetId = this.virtualNodeSubnet.id;
    this.serviceCidr = addresses.serviceCidr;
    this.layout = addresses;
    this.registerOutputs(pick(this, "nodeSubnetId", "virtualNodeSubnetId", "serviceCidr", "layout"));
  }
}

const ADDRESS_ARGS = [
  "addressSpace",
  "nodeSubnetCidr",
  "virtualNodeSubnetCidr",
  "serviceCidr",
  "maxNodes",
  "maxPodsPerNode",
  "maxVirtualNodePods",
] as const;

function networkLayout(args: Parameters<typeof networkSpec>[0]): NetworkLayout {
  const spec = networkSpec(args);
  const plan = planAddresses(spec);
  return {
    addressSpace: formatCidr(spec.addressSpace),
    nodeSubnetCidr: formatCidr(plan.nodeSubnet),
    virtualNodeSubnetCidr: formatCidr(plan.virtualNodeSubnet),
    serviceCidr: formatCidr(spec.serviceCidr),
  };
}

/** A NAT gateway takes standard, static addresses only (https://learn.microsoft.com/azure/nat-gateway/nat-gateway-resource). */
const STATIC_ADDRESS = { sku: { name: "Standard" }, publicIPAllocationMethod: "Static" };

function natGateway(publicIpAddressId: pulumi.Input<string>): Pick<NatGatewayArgs, "sku" | "publicIpAddresses"> {
  return { sku: { name: "Standard" }, publicIpAddresses: [{ id: publicIpAddressId }] };
}

/**
 * What makes a subnet one of container groups. The delegation is declared here, because the connector adds it where it is
 * missing, which would show as a change that nobody made (virtual-kubelet/azure-aci, pkg/network/aci_network.go). A NAT
 * gateway is the only supported way out of such a subnet; a route table would stop the connector.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-instances-virtual-network-concepts
 */
function containerGroups(natGatewayId: pulumi.Input<string>): Pick<SubnetArgs, "delegations" | "natGateway"> {
  const serviceName = "Microsoft.ContainerInstance/containerGroups";
  return { delegations: [{ name: "container-groups", serviceName }], natGateway: { id: natGatewayId } };
}
