import type * as pulumi from "@pulumi/pulumi";

/** The agent that looks after a service between two runs of `pulumi up`. */
export interface FailoverAgentArgs {
  /**
   * Image with Node.js 20 or later, as `node` in its path, that runs the agent's script; by its digest, to run the same at
   * all times.
   *
   * @default "mcr.microsoft.com/azurelinux/distroless/nodejs:24-nonroot"
   * @see https://learn.microsoft.com/azure/azure-linux/container-images-overview
   */
  readonly image?: pulumi.Input<string>;
  /**
   * Number of pods, 0 to 3, of which one acts and the others stand by. With 0 only `pulumi up` and the command line fail
   * over.
   *
   * @default 2
   */
  readonly replicas?: pulumi.Input<number>;
}
