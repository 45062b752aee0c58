import type {
  AutoscalerObject,
  DeploymentObject,
  DisruptionBudgetObject,
  LeaseObject,
  NodeObject,
  PodObject,
} from "./objects";
import type { ProbeRound } from "./observation";
import type { Time } from "./time";

/** Everything that an observation is made of, as the API server sends it. */
export interface ClusterObjects {
  /** When the API server answered, by its own clock. */
  readonly at: Time;
  /** Those of the service. */
  readonly deployments: readonly DeploymentObject[];
  /** Those of the service. */
  readonly pods: readonly PodObject[];
  /** All of the cluster. */
  readonly nodes: readonly NodeObject[];
  /** Those of the nodes. */
  readonly leases: readonly LeaseObject[];
  /** The service's. @default - it has none */
  readonly disruptionBudget?: DisruptionBudgetObject;
  /** The service's: HorizontalPodAutoscalers or ScaledObjects. */
  readonly autoscalers: readonly AutoscalerObject[];
  /** What the pods of each tier answered this time, by its name. @default - they were not asked */
  readonly rounds?: Readonly<Record<string, ProbeRound>>;
  /** One clause for each kind that could not be listed. */
  readonly missing: readonly string[];
}
