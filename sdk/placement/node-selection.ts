import { VirtualNodeGeneration } from "../virtual-node/generation";
import { V2_LABEL, VIRTUAL_KUBELET_LABEL, type VirtualNodeSelectorSpec } from "../virtual-node/virtual-node-selector";
import { type Tier, TierKind } from "./tier";

/** Labels that nodes must have. */
export type NodeLabels = Readonly<Record<string, string>>;

/** The nodes that a tier's pods are for. */
export type TierNodes = VmNodes | VirtualNodes;

interface VmNodes extends Tier {
  readonly kind: typeof TierKind.vm | typeof TierKind.spot;
  /** Further labels of the nodes, such as those of one node pool. */
  readonly nodeSelector?: NodeLabels;
}

interface VirtualNodes extends Tier {
  readonly kind: typeof TierKind.virtualNode;
  readonly nodeSelector?: NodeLabels;
  readonly virtualNodes: VirtualNodeSelectorSpec;
}

/** The part of a pod's spec that says which nodes it may run on. */
export interface NodeSelection {
  readonly nodeSelector?: NodeLabels;
  readonly affinity?: {
    readonly nodeAffinity: {
      readonly requiredDuringSchedulingIgnoredDuringExecution: {
        readonly nodeSelectorTerms: { readonly matchExpressions: LabelRequirement[] }[];
      };
    };
  };
  readonly tolerations?: Toleration[];
}

export interface Toleration {
  readonly key: string;
  readonly operator: "Exists" | "Equal";
  readonly value?: string;
  readonly effect: "NoSchedule";
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
const VIRTUAL_NODE_TAINT = "virtual-kubelet.io/provider";

/**
 * Label and taint, with this value, of the nodes of AKS's spot pools.
 *
 * @see https://learn.microsoft.com/azure/aks/spot-node-pool
 */
const SPOT = { key: "kubernetes.azure.com/scalesetpriority", value: "spot" } as const;

/**
 * Pins a tier's pods to its nodes.
 *
 * Only requirements, never preferences: the virtual node has room for every pod, so the scheduler gives it pods that a
 * preference would rather have on VMs while those still have room, and the cluster autoscaler never sees a pending pod.
 */
export function nodeSelection(nodes: TierNodes): NodeSelection {
  switch (nodes.kind) {
    case TierKind.vm:
      return { ...selecting(nodes.nodeSelector), ...requiring(ON_VMS) };
    case TierKind.spot:
      return {
        nodeSelector: { ...nodes.nodeSelector, [SPOT.key]: SPOT.value },
        ...requiring(ON_VMS),
        tolerations: [{ ...SPOT, operator: "Equal", effect: "NoSchedule" }],
      };
    case TierKind.virtualNode:
      return virtualNodeSelection(nodes);
  }
}

/** Whatever generation the cluster's virtual nodes are of: a cluster can have both. */
const ON_VMS: readonly LabelRequirement[] = [
  { key: VIRTUAL_KUBELET_LABEL.key, operator: "NotIn", values: [VIRTUAL_KUBELET_LABEL.value] },
  { key: V2_LABEL.key, operator: "DoesNotExist" },
];

function virtualNodeSelection({ virtualNodes: { generation, labels }, nodeSelector }: VirtualNodes): NodeSelection {
  return {
    nodeSelector: { ...nodeSelector, ...labels },
    // A virtual node of v2 may have every label of v1.
    ...(generation === VirtualNodeGeneration.v1 ? requiring([{ key: V2_LABEL.key, operator: "DoesNotExist" }]) : {}),
    // No wider than NoSchedule, so that a NoExecute taint of the same key can still evict.
    tolerations: [{ key: VIRTUAL_NODE_TAINT, operator: "Exists", effect: "NoSchedule" }],
  };
}

function selecting(nodeSelector: NodeLabels | undefined): Pick<NodeSelection, "nodeSelector"> {
  return nodeSelector === undefined || Object.keys(nodeSelector).length === 0 ? {} : { nodeSelector };
}

function requiring(matchExpressions: readonly LabelRequirement[]): Pick<NodeSelection, "affinity"> {
  const nodeSelectorTerms = [{ matchExpressions: [...matchExpressions] }];
  return { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } } };
}
