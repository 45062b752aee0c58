import type {
  NatGateway,
  NetworkSecurityGroup,
  PublicIPAddress,
  Subnet,
  VirtualNetwork,
} from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import { networkRanges } from "../sdk/network/network-layout";
import type { VirtualNodeNetworkArgs } from "./network/args";
import { networkDecisions } from "./network/decisions";
import { egressAddresses, networkEgress } from "./network/egress";
import { networkLayout, type NetworkLayout } from "./network/layout";
import { privateDnsZones } from "./network/private-dns";
import { networkSecurity } from "./network/security";
import { networkSubnets } from "./network/subnets";
import { networkPlace, type NetworkPlace } from "./network/virtual-network";
import type { NetworkRef } from "./network-ref";
import { pick } from "./resolve";

/**
 * The virtual network that an AKS cluster with virtual nodes needs: a subnet for the VM nodes, a subnet delegated to
 * Azure Container Instances, and a NAT gateway through which the virtual node's pods reach the world. What exists
 * already, a virtual network or subnets, is checked and used, and never changed.
 *
 * @example
 * ```ts
 * const network = new VirtualNodeNetwork("network", { resourceGroupName, maxNodes: 20 });
 * ```
 */
export class VirtualNodeNetwork extends pulumi.ComponentResource implements NetworkRef {
  /** The virtual network. Absent: an existing one is used. */
  readonly virtualNetwork?: VirtualNetwork | undefined;
  /** The subnet of the VM nodes. Absent: an existing one is used. */
  readonly nodeSubnet?: Subnet | undefined;
  /** The subnet of the virtual node's pods. Absent: an existing one is used. */
  readonly virtualNodeSubnet?: Subnet | undefined;
  /** The gateway through which the virtual node's pods reach the world. Absent: an existing one is used. */
  readonly natGateway?: NatGateway | undefined;
  /** The first public address of the gateway. Absent: it has a block of addresses, or exists already. */
  readonly egressAddress?: PublicIPAddress | undefined;
  /** The security group of the virtual node's subnet. Absent: none is created. */
  readonly networkSecurityGroup?: NetworkSecurityGroup | undefined;
  /** ARM id of the virtual network. */
  readonly virtualNetworkId: pulumi.Output<string>;
  /** ARM id of the subnet of the VM nodes. */
  readonly nodeSubnetId: pulumi.Output<string>;
  /** IPv4 range of the subnet of the VM nodes. Undefined: an existing subnet has several. */
  readonly nodeSubnetCidr: pulumi.Output<string | undefined>;
  /** ARM id of the subnet of the virtual node's pods. On destroy, what takes it from here goes before the subnet. */
  readonly virtualNodeSubnetId: pulumi.Output<string>;
  /** ARM ids of the additional subnets, by their names. */
  readonly additionalSubnetIds: pulumi.Output<Record<string, string>>;
  /** ARM id of the NAT gateway. Absent: an existing subnet has its own, or none. */
  readonly natGatewayId?: pulumi.Output<string> | undefined;
  /** The public addresses that the world sees the virtual node's pods come from. Empty: those of an existing gateway. */
  readonly egressAddresses: pulumi.Output<string[]>;
  /** Azure region of the network. */
  readonly location: pulumi.Output<string>;
  /** IPv4 range of the cluster's Services. */
  readonly serviceCidr: pulumi.Output<string>;
  /** IPv4 address of the cluster's DNS service. */
  readonly dnsServiceIP: pulumi.Output<string>;
  /** The ranges in effect. */
  readonly layout: pulumi.Output<NetworkLayout>;

  constructor(name: string, args: VirtualNodeNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aks-elastic:index:VirtualNodeNetwork", name, args, opts);

    const decided = networkDecisions(name, args);
    const place = networkPlace(this, name, { args, decided });
    const parts = { args, decided, place };
    const egress = networkEgress(this, name, parts);
    this.networkSecurityGroup = networkSecurity(this, name, parts);
    this.natGatewayId = args.natGatewayId === undefined ? egress.natGateway?.id : pulumi.output(args.natGatewayId);
    const subnets = networkSubnets(this, name, {
      ...parts,
      natGatewayId: this.natGatewayId,
      networkSecurityGroupId: this.networkSecurityGroup?.id ?? args.networkSecurityGroupId,
    });
    privateDnsZones(this, name, parts);

    this.virtualNetwork = place.virtualNetwork;
    this.nodeSubnet = subnets.nodeSubnet;
    this.virtualNodeSubnet = subnets.virtualNodeSubnet;
    this.natGateway = egress.natGateway;
    this.egressAddress = egress.publicIpAddresses[0];
    this.virtualNetworkId = place.virtualNetworkId;
    this.nodeSubnetId = subnets.nodeSubnet?.id ?? fit(args.nodeSubnetId, place);
    this.virtualNodeSubnetId = subnets.virtualNodeSubnetId ?? fit(args.virtualNodeSubnetId, place);
    this.additionalSubnetIds = pulumi.output(subnets.additionalSubnetIds);
    this.egressAddresses = egressAddresses(egress);
    this.location = place.region;
    this.layout = networkLayout(parts);
    const ranges = decided.addresses.apply(networkRanges);
    this.nodeSubnetCidr = place.nodeSubnetCidr ?? ranges.apply(({ nodeSubnetCidr }) => nodeSubnetCidr);
    this.serviceCidr = ranges.serviceCidr;
    this.dnsServiceIP = ranges.dnsServiceIP;
    this.registerOutputs(pick(this, ...OUTPUTS));
  }
}

const OUTPUTS = [
  "virtualNetworkId",
  "nodeSubnetId",
  "nodeSubnetCidr",
  "virtualNodeSubnetId",
  "additionalSubnetIds",
  "natGatewayId",
  "egressAddresses",
  "location",
  "serviceCidr",
  "dnsServiceIP",
  "layout",
] as const;

/** The id of a subnet that exists, once its network has been found fit. */
function fit(subnetId: pulumi.Input<string> | undefined, place: NetworkPlace): pulumi.Output<string> {
  return pulumi.all([subnetId, place.virtualNetworkId]).apply(([id]) => id ?? "");
}
