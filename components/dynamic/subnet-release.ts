import * as pulumi from "@pulumi/pulumi";
import { dynamicType, installedActions } from "./installed-actions";

/** What a {@link SubnetRelease} is made from. */
export interface SubnetReleaseArgs {
  /** ARM id of the subnet that is delegated to Azure Container Instances. */
  readonly subnetId: pulumi.Input<string>;
  /**
   * How long the subnet may take to become free when it is destroyed, in minutes, 1 to 1,440.
   *
   * @default 20
   */
  readonly timeoutMinutes?: pulumi.Input<number>;
}

/**
 * Lets a subnet of container groups be deleted. Azure keeps such a subnet "in use" by ACI's service association link
 * after its last container group is gone, and refuses to delete it. When this resource is destroyed it waits until the
 * subnet is empty, and takes the link away. It creates nothing: what is in the subnet must depend on
 * {@link SubnetRelease.subnetId}, so that it goes first.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-instances-vnet#clean-up-resources
 */
export class SubnetRelease extends pulumi.CustomResource {
  /** ARM id of the subnet, for what is to be in it. */
  declare readonly subnetId: pulumi.Output<string>;

  constructor(name: string, args: SubnetReleaseArgs, opts?: pulumi.CustomResourceOptions) {
    const props = { ...args, ...installedActions("subnet-release") };
    super(dynamicType("SubnetRelease"), name, props, opts);
  }
}
