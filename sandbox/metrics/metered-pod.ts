import { parseQuantity } from "../../sdk/pods/quantity";
import type { KubernetesObject } from "../../sdk/kubernetes/object";
import type { Usage } from "./division";

/** A pod, as far as what it uses depends on it. */
export interface MeteredPod {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Empty until it is bound. */
  readonly node: string;
  readonly isRunning: boolean;
  /** Whether a Service sends it requests. */
  readonly isServing: boolean;
  /** The containers that run for as long as it does; the first is the one that serves. */
  readonly containers: readonly MeteredContainer[];
}

export interface MeteredContainer {
  readonly name: string;
  readonly limit: Partial<Usage>;
}

interface Spec {
  readonly nodeName?: string;
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
}

interface Container {
  readonly name: string;
  readonly restartPolicy?: string;
  readonly resources?: { readonly limits?: Readonly<Record<string, string>> };
}

interface Status {
  readonly phase?: string;
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
}

export function meteredPod({ metadata, ...pod }: KubernetesObject): MeteredPod {
  const { nodeName = "", containers = [], initContainers = [] } = (pod["spec"] ?? {}) as Spec;
  const { phase, conditions = [] } = (pod["status"] ?? {}) as Status;
  const isReady = conditions.some(({ type, status }) => type === "Ready" && status === "True");
  const sidecars = initContainers.filter(({ restartPolicy }) => restartPolicy === "Always");
  return {
    namespace: metadata?.namespace ?? "",
    name: metadata?.name ?? "",
    labels: metadata?.labels ?? {},
    node: nodeName,
    isRunning: phase === "Running",
    isServing: phase === "Running" && isReady && metadata?.deletionTimestamp === undefined,
    containers: [...containers, ...sidecars].map(({ name, resources }) => ({
      name,
      limit: amountsOf(resources?.limits ?? {}),
    })),
  };
}

/** CPU and memory of a list of resources, as numbers. */
export function amountsOf({ cpu, memory }: Readonly<Record<string, string>>): Partial<Usage> {
  const cores = cpu === undefined ? undefined : parseQuantity(cpu);
  const bytes = memory === undefined ? undefined : parseQuantity(memory);
  return { ...(cores === undefined ? {} : { cpu: cores }), ...(bytes === undefined ? {} : { memory: bytes }) };
}
