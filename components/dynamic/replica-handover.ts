/* eslint-disable @typescript-eslint/no-require-imports -- see `actions` */
import * as pulumi from "@pulumi/pulumi";
import type { ReplicaHandoverState } from "./replica-handover-actions";

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
 * Pulumi keeps the text of the provider in the state and runs it from there, so it holds no more than where the actions
 * of the installed version are: no name of this module, and no comment, which would be part of the text. They are looked
 * up as the program's own imports are, from the project's directory.
 */
function actions(): typeof import("./replica-handover-actions") {
  const { createRequire } = require("node:module") as typeof import("node:module");
  const required: unknown = createRequire(`${process.cwd()}/`)("pulumi-aks-elastic/dynamic/replica-handover");
  return required as ReturnType<typeof actions>;
}

// One object for all resources: Pulumi serialises each provider object anew.
const provider: pulumi.dynamic.ResourceProvider<ReplicaHandoverState, ReplicaHandoverState> = {
  configure: (request) => actions().configure(request),
  check: (olds, news) => actions().check(olds, news),
  diff: (id, olds, news) => actions().diff(id, olds, news),
  create: (inputs) => actions().create(inputs),
  read: (id, props) => actions().read(id, props),
  update: (id, olds, news) => actions().update(id, olds, news),
  delete: (id, props) => actions().delete(id, props),
};

/**
 * Hands the number of replicas of Deployments over from the program to autoscalers or failover, and back. A program that stops
 * saying the number would otherwise reset it to 1, and an autoscaler that is taken away could change the number once more
 * after the program has said it. The Deployments depend on this resource, and so do the autoscalers. Where it goes
 * together with Deployments, it waits until those are gone.
 *
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/#transferring-ownership
 */
export class ReplicaHandover extends pulumi.dynamic.Resource {
  constructor(name: string, args: ReplicaHandoverArgs, opts?: pulumi.CustomResourceOptions) {
    const props = { ...args, kubeconfig: pulumi.secret(args.kubeconfig) };
    const secrets = { additionalSecretOutputs: ["kubeconfig"] };
    super(provider, name, props, pulumi.mergeOptions(secrets, opts), "aks-elastic", "ReplicaHandover");
  }
}
