import type * as pulumi from "@pulumi/pulumi";
import type { AutoscaleEngine } from "../../sdk/scaling/autoscale-spec";

/**
 * The Azure identity by which KEDA reads a metric, without a secret. KEDA must have workload identity, and its service
 * account `keda-operator` in `kube-system` must be trusted by the identity.
 *
 * @see https://learn.microsoft.com/azure/aks/keda-workload-identity
 */
export interface WorkloadIdentityArgs {
  /**
   * Client id of the identity, a GUID.
   *
   * @default - the identity of KEDA itself
   */
  readonly clientId?: pulumi.Input<string>;
  /**
   * Tenant of the identity, a GUID. Only together with `clientId`.
   *
   * @default - KEDA's tenant
   */
  readonly tenantId?: pulumi.Input<string>;
}

/**
 * A queue of Azure Service Bus by whose length a service is scaled. The identity needs the role Azure Service Bus Data
 * Owner on it.
 *
 * @see https://keda.sh/docs/latest/scalers/azure-service-bus/
 */
export interface ServiceBusQueueArgs {
  /** Name of the Service Bus namespace, without its domain. */
  readonly namespace: pulumi.Input<string>;
  /** Name of the queue. */
  readonly queueName: pulumi.Input<string>;
  /** How many waiting messages one replica is for, 1 or more. */
  readonly messagesPerReplica: pulumi.Input<number>;
  /**
   * The identity by which KEDA asks for the queue's length.
   *
   * @default - the identity of KEDA itself
   */
  readonly workloadIdentity?: WorkloadIdentityArgs;
}

/**
 * A query of Prometheus by whose answer a service is scaled, such as the requests in a second on all its replicas
 * together. Azure Monitor's managed Prometheus takes `workloadIdentity`, with the role Monitoring Data Reader.
 *
 * @see https://keda.sh/docs/latest/scalers/prometheus/
 */
export interface PrometheusArgs {
  /** Address of the server, such as `http://prometheus.monitoring:9090`. */
  readonly serverAddress: pulumi.Input<string>;
  /** The query; its answer must be one number, for all tiers together. */
  readonly query: pulumi.Input<string>;
  /** How much of the answer one replica is for, 0.001 or more. */
  readonly valuePerReplica: pulumi.Input<number>;
  /**
   * The identity by which KEDA signs in to Azure.
   *
   * @default - KEDA asks without signing in
   */
  readonly workloadIdentity?: WorkloadIdentityArgs;
}

/**
 * Any of KEDA's scalers.
 *
 * @see https://keda.sh/docs/latest/scalers/
 */
export interface TriggerArgs {
  /** Name of the scaler, such as `rabbitmq`. */
  readonly type: pulumi.Input<string>;
  /**
   * What the scaler requires, as KEDA documents it. A threshold is required by some and counts for nothing: that is
   * `valuePerReplica`.
   */
  readonly metadata: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** How much of the metric, for all tiers together, one replica is for, 0.001 or more. */
  readonly valuePerReplica: pulumi.Input<number>;
  /**
   * The identity by which KEDA signs in to Azure. Not together with `authenticationRef`.
   *
   * @default - KEDA does not sign in to Azure
   */
  readonly workloadIdentity?: WorkloadIdentityArgs;
  /**
   * Name of a TriggerAuthentication in the service's namespace, for scalers that sign in by anything else.
   *
   * @default - none
   */
  readonly authenticationRef?: pulumi.Input<string>;
}

/**
 * How a service is scaled: VMs fill first, the virtual node empties first. It takes one metric: `cpuPercent`,
 * `memoryPercent`, `serviceBusQueue`, `prometheus` or `trigger`. The fewest replicas are the service's `replicas`.
 */
export interface AutoscaleArgs {
  /** The most replicas on all tiers together, `replicas` or more. */
  readonly max: pulumi.Input<number>;
  /**
   * Who scales. `AutoscaleEngine.keda` needs KEDA in the cluster, such as AKS's add-on (`keda` of a
   * `VirtualNodeCluster`), 2.14 or later.
   *
   * @default AutoscaleEngine.hpa, which every cluster has
   */
  readonly engine?: AutoscaleEngine;
  /**
   * CPU that a replica of the first tier is to use, in percent of its request. 1 to 90 with one tier, to 73 with two, to
   * 59 with three.
   *
   * @default - the service is scaled by another metric
   */
  readonly cpuPercent?: pulumi.Input<number>;
  /**
   * Memory that a replica of the first tier is to use, in percent of its request; in the same ranges as `cpuPercent`. For
   * services whose replicas use less of it when there are more of them.
   *
   * @default - the service is scaled by another metric
   */
  readonly memoryPercent?: pulumi.Input<number>;
  /**
   * A queue of Azure Service Bus. With `AutoscaleEngine.keda` only.
   *
   * @default - the service is scaled by another metric
   */
  readonly serviceBusQueue?: ServiceBusQueueArgs;
  /**
   * A query of Prometheus. With `AutoscaleEngine.keda` only.
   *
   * @default - the service is scaled by another metric
   */
  readonly prometheus?: PrometheusArgs;
  /**
   * Any other metric that KEDA can read. With `AutoscaleEngine.keda` only.
   *
   * @default - the service is scaled by another metric
   */
  readonly trigger?: TriggerArgs;
  /**
   * The target of the last tier, in percent of the request, up to 90: what replicas use of CPU or memory before it grows.
   * At least 11/9 of the target of the tier before it; a third tier's lies between. With `cpuPercent` or `memoryPercent`
   * only.
   *
   * @default - half-way from the first target to 100, or as near as the distance allows: 80 for a `cpuPercent` of 60
   */
  readonly burstTargetPercent?: pulumi.Input<number>;
  /**
   * For how long usage must be above the target of a tier after the first before that tier grows, in seconds, 0 to 3,600:
   * time for the tiers before it to start replicas of their own. With `cpuPercent` or `memoryPercent` only.
   *
   * @default 30
   */
  readonly burstDelaySeconds?: pulumi.Input<number>;
  /**
   * For how long load must be down before the last tier shrinks, in seconds, 60 to 720. Each tier before it waits five
   * times as long as the next.
   *
   * @default 60, so that the first of two tiers waits 300, as Kubernetes does
   */
  readonly scaleDownSeconds?: pulumi.Input<number>;
}
