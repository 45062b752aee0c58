import type * as pulumi from "@pulumi/pulumi";
import type { ContainerExposure, ContainerPriority, RestartPolicy } from "../../sdk/containers/group-args";
import type { ContainerGroupArgs } from "../container-group/args";
import type { ContainerPortArgs } from "../container-group/part-args";

/** What a `ContainerInstance` is made from. */
export interface ContainerInstanceArgs extends ContainerGroupArgs {
  /**
   * Further ports that the container listens on; with `port` and those of the sidecars 5 at most.
   *
   * @default - none
   */
  readonly additionalPorts?: ContainerPortArgs[];
  /**
   * Who can reach the container, where it is in no subnet.
   *
   * @default ContainerExposure.none, because a container opens to nobody whom its author did not name
   */
  readonly exposure?: pulumi.Input<ContainerExposure>;
  /**
   * First label of the public name, 5 to 63 letters, digits and hyphens: `<dnsLabel>.<location>.azurecontainer.io`. It must
   * be free in the region. With it the name stays the same when Azure gives the container another address.
   *
   * @default - no name
   */
  readonly dnsLabel?: pulumi.Input<string>;
  /**
   * ARM id of a subnet that is delegated to container groups, such as one of a `VirtualNodeNetwork`'s additional subnets.
   * The container has a private address in it, and reaches the world through the subnet's NAT gateway.
   *
   * @default - it is in no virtual network
   */
  readonly subnetId?: pulumi.Input<string>;
  /**
   * When ACI starts a container again that has ended.
   *
   * @default RestartPolicy.always
   */
  readonly restartPolicy?: pulumi.Input<RestartPolicy>;
  /**
   * Which capacity it runs on. Spot capacity is cheaper, and taken away at any time; such a group has no public address, no
   * subnet and no zone.
   *
   * @default ContainerPriority.regular
   */
  readonly priority?: pulumi.Input<ContainerPriority>;
  /**
   * The availability zone, such as `"1"`.
   *
   * @default - Azure chooses one
   */
  readonly zone?: pulumi.Input<string>;
}
