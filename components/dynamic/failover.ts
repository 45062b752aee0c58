import * as pulumi from "@pulumi/pulumi";
import type { ServiceHealth } from "../../sdk/failover/service-health";
import type { FailoverTargetArgs } from "../../sdk/failover/target";
import { dynamicType, installedActions } from "./installed-actions";

/** What a {@link Failover} is made from. */
export interface FailoverResourceArgs {
  /**
   * Kubeconfig of a user with the rights that `failoverRights` names, YAML. It is kept as a secret.
   */
  readonly kubeconfig: pulumi.Input<string>;
  /** Which service fails over, where it runs at home, and when it moves. */
  readonly target: pulumi.Input<FailoverTargetArgs>;
  /** Tells the pod template of each tier from another, by the tier's name: a new one is waited for until it runs. */
  readonly versions: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** How long replicas may take to be where they are to be, and ready, in minutes, 1 to 1,440. */
  readonly timeoutMinutes: pulumi.Input<number>;
}

/**
 * Brings the replicas of a service to where they are to run: where its program says, or elsewhere where a tier is sick.
 * A preview says what would move and why, an update takes the steps and waits until all replicas that are wanted are
 * ready, a refresh says how the service is. The Deployments and the autoscalers of the service are there before it.
 */
export class Failover extends pulumi.CustomResource {
  /** How the service is, as it was seen last. */
  declare readonly health: pulumi.Output<ServiceHealth>;
  /** How many replicas each tier is told to have, by its name, as it was seen last. */
  declare readonly placement: pulumi.Output<Readonly<Record<string, number>>>;

  constructor(name: string, args: FailoverResourceArgs, opts?: pulumi.CustomResourceOptions) {
    const props = {
      ...installedActions("failover"),
      ...args,
      kubeconfig: pulumi.secret(args.kubeconfig),
      health: undefined,
      placement: undefined,
    };
    const secrets = { additionalSecretOutputs: ["kubeconfig"] };
    super(dynamicType("Failover"), name, props, pulumi.mergeOptions(secrets, opts));
  }
}
