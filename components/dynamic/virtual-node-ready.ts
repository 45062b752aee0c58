import * as pulumi from "@pulumi/pulumi";
import type { VirtualNodeGeneration } from "../../sdk/virtual-node/generation";
import { dynamicType, installedActions } from "./installed-actions";

/** What a {@link VirtualNodeReady} is made from. */
export interface VirtualNodeReadyArgs {
  /**
   * Kubeconfig of a user who may read and cordon nodes, read leases in `kube-node-lease`, and delete pods, YAML. It is
   * kept as a secret.
   */
  readonly kubeconfig: pulumi.Input<string>;
  /** Which implementation of virtual nodes is awaited. */
  readonly generation: pulumi.Input<VirtualNodeGeneration>;
  /**
   * How many virtual nodes must be usable, 1 or more.
   *
   * @default 1
   */
  readonly nodes?: pulumi.Input<number>;
  /**
   * ARM id of the virtual node's subnet. Where the virtual node does not come, its delegation and its route table are
   * looked at.
   *
   * @default - the subnet is not looked at
   */
  readonly subnetId?: pulumi.Input<string>;
  /**
   * Object id of the connector's identity. Where the virtual node does not come, its roles on the subnet are looked at.
   *
   * @default - its roles are not looked at
   */
  readonly principalId?: pulumi.Input<string>;
  /**
   * How long the virtual nodes may take to become usable, in minutes, 1 to 1,440.
   *
   * @default 10
   */
  readonly timeoutMinutes?: pulumi.Input<number>;
  /**
   * What the virtual node's usability hangs on, such as the Kubernetes version and the ids of roles: any change waits
   * for it again.
   *
   * @default - none
   */
  readonly triggers?: pulumi.Input<string[]>;
}

/**
 * A virtual node that pods can be scheduled to. AKS calls a cluster created before its virtual node is usable, and v1's
 * connector crash-loops until its identity has its role, which can only be given once the cluster exists. This resource
 * waits until the virtual node is registered, Ready and alive, and starts a crash-looping v1 connector anew. When it is
 * destroyed it takes the pods off the virtual node, so that no container group outlives its cluster.
 *
 * @see https://learn.microsoft.com/azure/aks/virtual-nodes-cli
 */
export class VirtualNodeReady extends pulumi.CustomResource {
  /** The names of the virtual nodes, sorted. */
  declare readonly nodeNames: pulumi.Output<string[]>;

  constructor(name: string, args: VirtualNodeReadyArgs, opts?: pulumi.CustomResourceOptions) {
    const props = {
      ...installedActions("virtual-node-ready"),
      ...args,
      kubeconfig: pulumi.secret(args.kubeconfig),
      nodeNames: undefined,
      usable: undefined,
    };
    const secrets = { additionalSecretOutputs: ["kubeconfig"] };
    super(dynamicType("VirtualNodeReady"), name, props, pulumi.mergeOptions(secrets, opts));
  }
}
