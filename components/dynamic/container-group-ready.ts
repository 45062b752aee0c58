/* eslint-disable @typescript-eslint/no-require-imports -- see `actions` */
import * as pulumi from "@pulumi/pulumi";
import type { ProbeScheme } from "../../sdk/pods/probe";
import type { ContainerGroupReadyState } from "./container-group-ready-actions";

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
 * Pulumi keeps the text of the provider in the state and runs it from there, so it holds no more than where the actions
 * of the installed version are: no name of this module, and no comment, which would be part of the text. They are looked
 * up as the program's own imports are, from the project's directory.
 */
function actions(): typeof import("./container-group-ready-actions") {
  const { createRequire } = require("node:module") as typeof import("node:module");
  const required: unknown = createRequire(`${process.cwd()}/`)("pulumi-aks-elastic/dynamic/container-group-ready");
  return required as ReturnType<typeof actions>;
}

// One object for all resources: Pulumi serialises each provider object anew.
const provider: pulumi.dynamic.ResourceProvider<ContainerGroupReadyState, ContainerGroupReadyState> = {
  configure: (request) => actions().configure(request),
  check: (olds, news) => actions().check(olds, news),
  diff: (id, olds, news) => actions().diff(id, olds, news),
  create: (inputs) => actions().create(inputs),
  read: (id, props) => actions().read(id, props),
  update: (id, olds, news) => actions().update(id, olds, news),
  delete: (id, props) => actions().delete(id, props),
};

/**
 * The gate between two container groups of a fleet: what depends on it is touched only once this group is well. ACI calls
 * a group deployed as soon as its containers were started once, whatever became of them. A group that has come to its end
 * is started again, which ACI does on whatever host has room.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-state
 */
export class ContainerGroupReady extends pulumi.dynamic.Resource {
  constructor(name: string, args: ContainerGroupReadyArgs, opts?: pulumi.CustomResourceOptions) {
    super(provider, name, { ...args, isWell: undefined }, opts, "aks-elastic", "ContainerGroupReady");
  }
}
