import type * as pulumi from "@pulumi/pulumi";

/** The agent that looks after a service between two runs of `pulumi up`. */
export interface FailoverAgentArgs {
  /**
   * Image with Node.js 20 or later that runs the agent's script, such as one in a registry of one's own, by its digest.
   *
   * @default - a Node.js image from a registry that AKS reaches
   */
  readonly image?: pulumi.Input<string>;
  /**
   * Number of pods, 0 to 5, of which one acts and the others stand by. With 0 only `pulumi up` and the command line fail
   * over.
   *
   * @default 2
   */
  readonly replicas?: pulumi.Input<number>;
}
