import type * as pulumi from "@pulumi/pulumi";
import type { SecurityProtocol } from "../../sdk/network/security-rules";
import type { SubnetDelegation } from "../../sdk/network/subnet-delegation";

/** A further subnet of a `VirtualNodeNetwork`, such as one for private endpoints. */
export interface AdditionalSubnetArgs {
  /** Name of the subnet, 1 to 32 lower-case letters, digits and hyphens. Another name is another subnet. */
  readonly name: string;
  /**
   * IPv4 range of the subnet, /29 or larger.
   *
   * @default - the upper half of what the subnets before it leave of the address space, of which no more than a /20
   */
  readonly cidr?: pulumi.Input<string>;
  /**
   * How many addresses what is in the subnet will ever take, 1 to 65,536. The subnet must have room for them.
   *
   * @default 251, or whatever `cidr` holds
   */
  readonly addresses?: pulumi.Input<number>;
  /**
   * The Azure service that the subnet is handed over to. A subnet of container groups gets the NAT gateway as well.
   *
   * @default - none
   */
  readonly delegation?: SubnetDelegation;
  /**
   * Azure services that are reached from the subnet over Azure's own network, such as `Microsoft.Storage`.
   *
   * @default - none
   */
  readonly serviceEndpoints?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * ARM id of a network security group that exists.
   *
   * @default - none
   */
  readonly networkSecurityGroupId?: pulumi.Input<string>;
  /**
   * ARM id of a route table that exists. A subnet of container groups must have none.
   *
   * @default - none
   */
  readonly routeTableId?: pulumi.Input<string>;
}

/** The NAT gateway through which the virtual node's pods reach the world. */
export interface NetworkNatGatewayArgs {
  /**
   * How many public addresses it has, 1 to 16. Each is good for 64,512 connections at a time to one destination.
   *
   * @default 1, or none with `publicIpPrefixLength`
   * @see https://learn.microsoft.com/azure/nat-gateway/nat-gateway-resource
   */
  readonly publicIpAddresses?: number;
  /**
   * A block of public addresses instead of single ones, for partners who allow ranges: 31 (two addresses) to 28 (16).
   *
   * @default - single addresses
   */
  readonly publicIpPrefixLength?: pulumi.Input<number>;
  /**
   * After how many minutes a silent TCP connection is forgotten, 4 to 120. Longer ones use up connections.
   *
   * @default 4, as Azure has it
   */
  readonly idleTimeoutInMinutes?: pulumi.Input<number>;
  /**
   * The availability zone of the gateway and its addresses, such as `"1"`. Another zone is another gateway with other
   * addresses.
   *
   * @default - none: Azure chooses one
   */
  readonly zone?: pulumi.Input<string>;
}

/** A network security group on the virtual node's subnet, with the rules that virtual nodes need. */
export interface NetworkSecurityArgs {
  /**
   * Who else may reach the pods on the virtual node, beside the virtual network and load balancers' health probes.
   *
   * @default - nobody
   */
  readonly inbound?: InboundRuleArgs[];
}

/** Somebody who may reach the pods on the virtual node. */
export interface InboundRuleArgs {
  /** Name of the rule, 1 to 80 letters, digits, dots, hyphens and underscores. */
  readonly name: pulumi.Input<string>;
  /** IPv4 addresses and ranges, or one service tag of Azure's, such as `AzureFrontDoor.Backend`. */
  readonly sources: pulumi.Input<pulumi.Input<string>[]>;
  /** Ports of the pods, such as `"8080"` or `"8000-8100"`. */
  readonly ports: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The protocol.
   *
   * @default "Tcp"
   */
  readonly protocol?: pulumi.Input<SecurityProtocol>;
}
