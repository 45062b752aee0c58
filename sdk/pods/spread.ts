import { Spread } from "./pod-spec";

type Labels = Readonly<Record<string, string>>;

/** The part of a pod's spec that keeps replicas away from each other. */
export interface SpreadManifest {
  readonly topologySpreadConstraints: {
    readonly maxSkew: number;
    readonly topologyKey: string;
    readonly whenUnsatisfiable: "DoNotSchedule" | "ScheduleAnyway";
    readonly labelSelector: { readonly matchLabels: Labels };
    readonly matchLabelKeys: string[];
  }[];
  readonly affinity: { readonly podAntiAffinity: PodAntiAffinity };
}

export interface PodAntiAffinity {
  readonly requiredDuringSchedulingIgnoredDuringExecution?: PodAffinityTerm[];
  readonly preferredDuringSchedulingIgnoredDuringExecution?: {
    readonly weight: number;
    readonly podAffinityTerm: PodAffinityTerm;
  }[];
}

export interface PodAffinityTerm {
  readonly topologyKey: string;
  readonly labelSelector: { readonly matchLabels: Labels };
  readonly matchLabelKeys: string[];
}

const HOST = "kubernetes.io/hostname";
const ZONE = "topology.kubernetes.io/zone";

/**
 * Only pods of the same template are kept apart: those of the last one are about to go, and their places must be free
 * for the next (https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/#spread-constraint-definition).
 */
const SAME_TEMPLATE = ["pod-template-hash"];

/**
 * Spreads a tier's pods over zones and VMs, and keeps them off each other's VM. It says nothing about which nodes a tier
 * is for: that is never a preference.
 */
export function spreadManifest(spread: Spread, matchLabels: Labels): SpreadManifest {
  const isRequired = spread === Spread.required;
  const whenUnsatisfiable = isRequired ? "DoNotSchedule" : "ScheduleAnyway";
  const labelSelector = { matchLabels };
  const term = { topologyKey: HOST, labelSelector, matchLabelKeys: SAME_TEMPLATE };
  return {
    topologySpreadConstraints: [ZONE, HOST].map((topologyKey) => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable,
      labelSelector,
      matchLabelKeys: SAME_TEMPLATE,
    })),
    affinity: {
      podAntiAffinity: isRequired
        ? { requiredDuringSchedulingIgnoredDuringExecution: [term] }
        : { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term }] },
    },
  };
}
