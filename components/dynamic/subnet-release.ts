/* eslint-disable @typescript-eslint/no-require-imports -- see `actions` */
import * as pulumi from "@pulumi/pulumi";
import type { SubnetReleaseState } from "./subnet-release-actions";

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
 * Pulumi keeps the text of the provider in the state and runs it from there, so it holds no more than where the actions
 * of the installed version are: no name of this module, and no comment, which would be part of the text. They are looked
 * up as the program's own imports are, from the project's directory.
 */
function actions(): typeof import("./subnet-release-actions") {
  const { createRequire } = require("node:module") as typeof import("node:module");
  const required: unknown = createRequire(`${process.cwd()}/`)("pulumi-aks-elastic/dynamic/subnet-release");
  return required as ReturnType<typeof actions>;
}

// One object for all resources: Pulumi serialises each provider object anew.
const provider: pulumi.dynamic.ResourceProvider<SubnetReleaseState, SubnetReleaseState> = {
  configure: (request) => actions().configure(request),
  check: (olds, news) => actions().check(olds, news),
  diff: (id, olds, news) => actions().diff(id, olds, news),
  create: (inputs) => actions().create(inputs),
  read: (id, props) => actions().read(id, props),
  update: (id, olds, news) => actions().update(id, olds, news),
  delete: (id, props) => actions().delete(id, props),
};

/**
 * Lets a subnet of container groups be deleted. Azure keeps such a subnet "in use" by ACI's service association link
 * after its last container group is gone, and refuses to delete it. When this resource is destroyed it waits until the
 * subnet is empty, and takes the link away. It creates nothing: what is in the subnet must depend on
 * {@link SubnetRelease.subnetId}, so that it goes first.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-instances-vnet#clean-up-resources
 */
export class SubnetRelease extends pulumi.dynamic.Resource {
  /** ARM id of the subnet, for what is to be in it. */
  declare readonly subnetId: pulumi.Output<string>;

  constructor(name: string, args: SubnetReleaseArgs, opts?: pulumi.CustomResourceOptions) {
    super(provider, name, { ...args }, opts, "aks-elastic", "SubnetRelease");
  }
}
