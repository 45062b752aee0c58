import type * as pulumi from "@pulumi/pulumi";

/** The network of a cluster. A `VirtualNodeNetwork` is one; subnets that somebody else made are one by their ids. */
export interface NetworkRef {
  /** ARM id of the subnet of the VM nodes. It must not be delegated. */
  readonly nodeSubnetId: pulumi.Input<string>;
  /**
   * IPv4 range of the subnet of the VM nodes. Where it is known, pools that do not fit in are refused before Azure does so
   * in the middle of a deployment.
   *
   * @default - not known: Azure looks whether they fit
   */
  readonly nodeSubnetCidr?: pulumi.Input<string | undefined>;
  /** ARM id of the subnet of the virtual node's pods: in the same virtual network, delegated to container groups. */
  readonly virtualNodeSubnetId: pulumi.Input<string>;
  /**
   * IPv4 range of the cluster's Services, from /12 to /28. It must not overlap a subnet of the network.
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
   * Azure region of the network, which the cluster must share.
   *
   * @default - the provider's `azure-native:location`
   */
  readonly location?: pulumi.Input<string>;
}
