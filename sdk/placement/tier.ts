/** The kinds of capacity that a replica can run on. */
export const TierKind = {
  /** Nodes that are virtual machines, those of spot pools apart. */
  vm: "vm",
  /** Nodes of spot pools: cheaper virtual machines that Azure may take back at any time. */
  spot: "spot",
  /** The AKS virtual node: each pod is a container group in Azure Container Instances. */
  virtualNode: "virtualNode",
} as const;
export type TierKind = (typeof TierKind)[keyof typeof TierKind];

/** What a tier is called in the names and labels of Kubernetes objects where its author gave it no name. */
export const DEFAULT_TIER_NAMES: Readonly<Record<TierKind, string>> = {
  vm: "vm",
  spot: "spot",
  virtualNode: "virtual-node",
};

const KIND_TITLES: Readonly<Record<TierKind, string>> = {
  vm: "VMs",
  spot: "spot VMs",
  virtualNode: "the virtual node",
};

/** One part of a service: its replicas on capacity of one kind. */
export interface Tier {
  /** What the tier is called in the names of its children and in the labels of its pods. */
  readonly name: string;
  readonly kind: TierKind;
}

/** A tier in the words of sentences: `VMs`, or `VMs (gpu)` where it has a name of its own. */
export function tierTitle({ name, kind }: Tier): string {
  return name === DEFAULT_TIER_NAMES[kind] ? KIND_TITLES[kind] : `${KIND_TITLES[kind]} (${name})`;
}
