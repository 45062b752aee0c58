import type { KubernetesObject } from "../../sdk/kubernetes/object";
import type { ContainerUsage } from "./container-usage";
import type { Usage } from "./division";
import type { MeteredPod } from "./metered-pod";

/** The API group and version. */
export const metricsVersion = "metrics.k8s.io/v1beta1";

/** When something was measured, and over which time before that. */
export interface Measurement {
  readonly at: Date;
  readonly windowSeconds: number;
}

/** A `PodMetrics` as metrics-server makes it. @see https://github.com/kubernetes/metrics/blob/master/pkg/apis/metrics/v1beta1/types.go */
export function podMetrics(
  { namespace, name, labels }: MeteredPod,
  containers: readonly ContainerUsage[],
  measurement: Measurement,
): KubernetesObject {
  return {
    kind: "PodMetrics",
    apiVersion: metricsVersion,
    metadata: { name, namespace, creationTimestamp: time(measurement.at), labels },
    ...interval(measurement),
    containers: containers.map((container) => ({ name: container.name, usage: quantities(container.usage) })),
  };
}

export function nodeMetrics({ metadata }: KubernetesObject, usage: Usage, measurement: Measurement): KubernetesObject {
  return {
    kind: "NodeMetrics",
    apiVersion: metricsVersion,
    metadata: {
      name: metadata?.name ?? "",
      creationTimestamp: time(measurement.at),
      labels: metadata?.labels ?? {},
    },
    ...interval(measurement),
    usage: quantities(usage),
  };
}

export function metricsList(kind: "PodMetricsList" | "NodeMetricsList", items: readonly KubernetesObject[]) {
  return { kind, apiVersion: metricsVersion, metadata: {}, items };
}

function interval({ at, windowSeconds }: Measurement): { readonly timestamp: string; readonly window: string } {
  return { timestamp: time(at), window: `${windowSeconds}s` };
}

/** Kubernetes' times have whole seconds. */
function time(at: Date): string {
  return at.toISOString().replace(/\.\d+Z$/, "Z");
}

/** In metrics-server's units: billionths of a core, and KiB. */
function quantities({ cpu, memory }: Usage): Readonly<Record<string, string>> {
  return { cpu: `${Math.round(cpu * 1e9)}n`, memory: `${Math.ceil(memory / 1024)}Ki` };
}
