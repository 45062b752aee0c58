import type * as pulumi from "@pulumi/pulumi";
import type { TierKind } from "../../sdk/placement/tier";

/** One tier of a service: replicas on capacity of one kind. */
export interface TierArgs {
  /** The kind of capacity. */
  readonly kind: TierKind;
  /**
   * What the tier is called, 1 to 20 lower-case letters, digits and hyphens; part of the names of its Deployment and its
   * pods. Another name is another Deployment.
   *
   * @default "vm", "spot" or "virtual-node", by its kind
   */
  readonly name?: string;
  /**
   * Replicas that the tier gets before any tier gets more, 0 or more.
   *
   * @default 0
   */
  readonly min?: pulumi.Input<number>;
  /**
   * The most replicas that the tier may run, `min` or more; on virtual nodes up to `aciQuota.containerGroups`.
   *
   * @default - no end on VMs, on virtual nodes as many as `aciQuota` has room for
   */
  readonly max?: pulumi.Input<number>;
  /**
   * The tier's share of all replicas in percent, 0 to 100, rounded by the largest remainder. Not together with `weight`.
   *
   * @default - the tier fills when those before it are full
   */
  readonly percent?: pulumi.Input<number>;
  /**
   * In which proportion the tier fills together with its neighbours that have a weight, 1 to 1,000.
   *
   * @default - the tier fills alone
   */
  readonly weight?: pulumi.Input<number>;
  /**
   * Labels of the nodes to run on, such as `kubernetes.azure.com/agentpool: apps` for those of one node pool.
   *
   * @default - every node of the kind
   */
  readonly nodeSelector?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * What is merged into this tier's PodTemplateSpec, after the service's `podTemplate` and in the same way.
   *
   * @default - nothing
   */
  readonly podTemplate?: pulumi.Inputs;
}

/**
 * What Azure Container Instances allows a subscription in one region.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-instances-resource-and-quota-limits
 */
export interface AciQuotaArgs {
  /**
   * Container groups at a time, 0 or more. A pod on the virtual node is one.
   *
   * @default 100
   */
  readonly containerGroups?: pulumi.Input<number>;
  /**
   * Cores of all container groups together, 0 or more.
   *
   * @default 100
   */
  readonly cores?: pulumi.Input<number>;
  /**
   * Container groups created in any 5 minutes, 1 or more.
   *
   * @default 100
   */
  readonly createsPer5Minutes?: pulumi.Input<number>;
  /**
   * Container groups created in any hour, 1 or more.
   *
   * @default 300
   */
  readonly createsPerHour?: pulumi.Input<number>;
}
