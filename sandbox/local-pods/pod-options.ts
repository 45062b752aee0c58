import type { KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import type { Supervisor } from "../processes";
import type { PodEvent } from "./pod-events";

/** What there is around a pod whose containers are processes. */
export interface LocalPodOptions {
  readonly slot: number;
  readonly client: KubernetesClient;
  readonly supervisor: Supervisor;
  /** The pod's own directory. */
  readonly directory: string;
  /** What is loaded into each process before its own program. */
  readonly preload: string;
  /** The file that tells each process how it reaches the cluster's network. */
  readonly podNetwork: string;
  /** Tells of something that happened to the pod. */
  readonly event: (event: PodEvent) => void;
}
