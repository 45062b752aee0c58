/** The kinds of capacity that a replica can run on. */
export const Tier = {
  /** Nodes that are virtual machines. */
  vm: "vm",
  /** The AKS virtual node: each pod is a container group in Azure Container Instances. */
  virtualNode: "virtualNode",
} as const;
export type Tier = (typeof Tier)[keyof typeof Tier];

/** Each tier in the words of sentences. */
export const TIER_TITLES: Readonly<Record<Tier, string>> = {
  vm: "VMs",
  virtualNode: "the virtual node",
};
