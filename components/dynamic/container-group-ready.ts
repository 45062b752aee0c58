import * as pulumi from "@pulumi/pulumi";
import type { ProbeScheme } from "../../sdk/pods/probe";
import { dynamicType, installedActions } from "./installed-actions";

/** What a {@link ContainerGroupReady} is made from. */
export interface ContainerGroupReadyArgs {
  /** ARM id of the container group. */
  readonly groupId: pulumi.Input<string>;
  /** Tells one version of the group from another: any change waits for it again. */
  readonly templateHash: pulumi.Input<string>;
  /** How long the group must be well, in seconds, 0 to 3,600. */
  readonly verifySeconds: pulumi.Input<number>;
  /** How long it may take to be well, in minutes, 1 to 1,440. */
  readonly timeoutMinutes: pulumi.Input<number>;
  /**
   * Port of the request that the group must answer.
   *
   * @default - none is made: that ACI says that it runs has to do
   */
  readonly port?: pulumi.Input<number | undefined>;
  /** Path of that request. */
  readonly path?: pulumi.Input<string | undefined>;
  /** How it is made. */
  readonly scheme?: pulumi.Input<ProbeScheme | undefined>;
  /** Seconds after which it counts as unanswered. */
  readonly probeTimeoutSeconds?: pulumi.Input<number | undefined>;
}

/**
 * The gate between two container groups of a fleet: what depends on it is touched only once this group is well. ACI calls
 * a group deployed as soon as its containers were started once, whatever became of them. A group that has come to its end
 * is started again, which ACI does on whatever host has room.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-state
 */
export class ContainerGroupReady extends pulumi.CustomResource {
  constructor(name: string, args: ContainerGroupReadyArgs, opts?: pulumi.CustomResourceOptions) {
    const props = { ...args, isWell: undefined, ...installedActions("container-group-ready") };
    super(dynamicType("ContainerGroupReady"), name, props, opts);
  }
}
