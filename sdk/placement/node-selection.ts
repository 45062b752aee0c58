import { Tier } from "./tier";

/** The part of a pod's spec that says which nodes it may run on. */
export interface NodeSelection {
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly affinity: {
    readonly nodeAffinity: {
      readonly requiredDuringSchedulingIgnoredDuringExecution: {
        readonly nodeSelectorTerms: { readonly matchExpressions: LabelRequirement[] }[];
      };
    };
  };
  readonly tolerations?: { readonly key: string; readonly operator: "Exists"; readonly effect: "NoSchedule" }[];
}

export interface LabelRequirement {
  readonly key: string;
  readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
  readonly values?: string[];
}

/** Label of every Virtual Kubelet node (Azure/AKS issue 1427; https://learn.microsoft.com/azure/aks/virtual-nodes-cli). */
const VIRTUAL_KUBELET = { key: "type", value: "virtual-kubelet" } as const;

/** Label of the newer generation of virtual nodes (microsoft/virtualnodesOnAzureContainerInstances). */
const SECOND_GENERATION = "virtualization";

/** Taint of the virtual node (https://learn.microsoft.com/azure/aks/virtual-nodes-cli). */
const TAINT = "virtual-kubelet.io/provider";

/**
 * Pins a tier's pods to its nodes.
 *
 * Only requirements, never preferences: the virtual node has room for every pod, so the scheduler gives it pods that a
 * preference would rather have on VMs while those still have room, and the cluster autoscaler never sees a pending pod.
 */
export function nodeSelection(tier: Tier): NodeSelection {
  return tier === Tier.virtualNode ? virtualNodeSelection() : vmSelection();
}

function vmSelection(): NodeSelection {
  return requiring([
    { key: VIRTUAL_KUBELET.key, operator: "NotIn", values: [VIRTUAL_KUBELET.value] },
    { key: SECOND_GENERATION, operator: "DoesNotExist" },
  ]);
}

function virtualNodeSelection(): NodeSelection {
  return {
    nodeSelector: {
      "kubernetes.io/os": "linux",
      "kubernetes.io/role": "agent",
      [VIRTUAL_KUBELET.key]: VIRTUAL_KUBELET.value,
    },
    ...requiring([{ key: SECOND_GENERATION, operator: "DoesNotExist" }]),
    // No wider than NoSchedule, so that a NoExecute taint of the same key can still evict.
    tolerations: [{ key: TAINT, operator: "Exists", effect: "NoSchedule" }],
  };
}

function requiring(matchExpressions: LabelRequirement[]): NodeSelection {
  return {
    affinity: {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } },
    },
  };
}
