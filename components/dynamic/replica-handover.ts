import * as pulumi from "@pulumi/pulumi";
import { dynamicType, installedActions } from "./installed-actions";

/** What a {@link ReplicaHandover} is made from. */
export interface ReplicaHandoverArgs {
  /** Kubeconfig of a user who may get and patch Deployments in the namespace, YAML. It is kept as a secret. */
  readonly kubeconfig: pulumi.Input<string>;
  /** Namespace of the Deployments. */
  readonly namespace: pulumi.Input<string>;
  /** The fewest replicas of each Deployment whose number is handed over, by its name; 0 or more. */
  readonly fewest: pulumi.Input<Record<string, number>>;
}

/**
 * Hands the number of replicas of Deployments over from the program to autoscalers or failover, and back. A program that stops
 * saying the number would otherwise reset it to 1, and an autoscaler that is taken away could change the number once more
 * after the program has said it. The Deployments depend on this resource, and so do the autoscalers. Where it goes
 * together with Deployments, it waits until those are gone.
 *
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#transferring-ownership
 */
export class ReplicaHandover extends pulumi.CustomResource {
  constructor(name: string, args: ReplicaHandoverArgs, opts?: pulumi.CustomResourceOptions) {
    const props = {
      ...installedActions("replica-handover"),
      ...args,
      kubeconfig: pulumi.secret(args.kubeconfig),
    };
    const secrets = { additionalSecretOutputs: ["kubeconfig"] };
    super(dynamicType("ReplicaHandover"), name, props, pulumi.mergeOptions(secrets, opts));
  }
}
