import { VirtualNodeGeneration } from "../virtual-node/generation";
import { V2_LABEL, VIRTUAL_KUBELET_LABEL, type VirtualNodeSelectorSpec } from "../virtual-node/virtual-node-selector";
import { Tier } from "./tier";

/** The nodes that a tier's pods are for. */
export type TierNodes =
  | { readonly tier: typeof Tier.vm }
  | { readonly tier: typeof Tier.virtualNode; readonly virtualNodes: VirtualNodeSelectorSpec };

/** The part of a pod's spec that says which nodes it may run on. */
export interface NodeSelection {
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly affinity?: {
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

/**
 * Taint of the virtual nodes of both generations.
 *
 * @see https://learn.microsoft.com/azure/aks/virtual-nodes-cli
 * @see https://github.com/microsoft/virtualnodesOnAzureContainerInstances#deploy-your-first-pod-to-a-virtual-node
 */
const TAINT = "virtual-kubelet.io/provider";

/**
 * Pins a tier's pods to its nodes.
 *
 * Only requirements, never preferences: the virtual node has room for every pod, so the scheduler gives it pods that a
 * preference would rather have on VMs while those still have room, and the cluster autoscaler never sees a pending pod.
 */
export function nodeSelection(nodes: TierNodes): NodeSelection {
  return nodes.tier === Tier.vm ? vmSelection() : virtualNodeSelection(nodes.virtualNodes);
}

/** Whatever generation the cluster's virtual nodes are of: a cluster can have both. */
function vmSelection(): NodeSelection {
  return requiring([
    { key: VIRTUAL_KUBELET_LABEL.key, operator: "NotIn", values: [VIRTUAL_KUBELET_LABEL.value] },
    { key: V2_LABEL.key, operator: "DoesNotExist" },
  ]);
}

function virtualNodeSelection({ generation, labels }: VirtualNodeSelectorSpec): NodeSelection {
  return {
    nodeSelector: { ...labels },
    // A virtual node of v2 may have every label of v1.
    ...(generation === VirtualNodeGeneration.v1 ? requiring([{ key: V2_LABEL.key, operator: "DoesNotExist" }]) : {}),
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
