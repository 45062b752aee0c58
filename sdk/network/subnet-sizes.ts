import type { Check } from "../check";

/** What a user may say about how many nodes and pods a network must hold. */
export interface SubnetSizeArgs {
  readonly maxNodes?: number | undefined;
  readonly maxPodsPerNode?: number | undefined;
  readonly maxVirtualNodePods?: number | undefined;
}

/** How many addresses a subnet must have, and why. */
export interface SubnetSize {
  /** With those that Azure keeps. */
  readonly addresses: number;
  /** What the addresses are for, such as `100 pods on the virtual node`. */
  readonly purpose: string;
}

/** Azure keeps five addresses of each subnet (https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq). */
export const AZURE_RESERVED = 5;

const DEFAULTS = { maxNodes: 10, maxPodsPerNode: 30, maxVirtualNodePods: 100, addresses: 251 } as const;

/** Nodes that an upgrade adds for a while: 10 %, at least one (https://learn.microsoft.com/azure/aks/upgrade-aks-cluster). */
const SURGE = 0.1;

/** AKS's limits (https://learn.microsoft.com/azure/aks/quotas-skus-regions, https://learn.microsoft.com/azure/aks/azure-cni-overview). */
const NODES = { min: 1, max: 5000 };
const PODS_PER_NODE = { min: 10, max: 250 };

/** A delegated subnet holds 3,000 container groups (https://learn.microsoft.com/azure/container-instances/container-instances-virtual-network-concepts). */
const VIRTUAL_NODE_PODS = { min: 1, max: 3000 };

/** Azure takes no more private addresses of a virtual network into use than these (https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits). */
const ADDRESSES = { min: 1, max: 65_536 };

/**
 * With flat Azure CNI a node takes one address for itself and one for each pod that it may run, used or not.
 *
 * @see https://learn.microsoft.com/azure/aks/concepts-network-legacy-cni
 */
export function nodeSubnetSize(args: SubnetSizeArgs, check: Check): SubnetSize {
  const nodes = check.wholeNumber("maxNodes", args.maxNodes ?? DEFAULTS.maxNodes, NODES);
  const pods = check.wholeNumber("maxPodsPerNode", args.maxPodsPerNode ?? DEFAULTS.maxPodsPerNode, PODS_PER_NODE);
  const surge = Math.ceil(nodes * SURGE);
  return {
    addresses: (nodes + surge) * (pods + 1) + AZURE_RESERVED,
    purpose: `${nodes} nodes and ${surge} more while upgrading, each with ${pods + 1} addresses`,
  };
}

/** Every pod on the virtual node is a container group with an address of its own. */
export function virtualNodeSubnetSize(args: SubnetSizeArgs, check: Check): SubnetSize {
  const given = args.maxVirtualNodePods ?? DEFAULTS.maxVirtualNodePods;
  const pods = check.wholeNumber("maxVirtualNodePods", given, VIRTUAL_NODE_PODS);
  return { addresses: pods + AZURE_RESERVED, purpose: `${pods} pods on the virtual node` };
}

/** A subnet with a range of the user's own is as big as that; only what has yet to be laid out has a usual size. */
export function additionalSubnetSize(args: AdditionalSubnetSizeArgs, check: Check): SubnetSize {
  const usual = args.cidr === undefined ? DEFAULTS.addresses : ADDRESSES.min;
  const addresses = check.wholeNumber("addresses", args.addresses ?? usual, ADDRESSES);
  return { addresses: addresses + AZURE_RESERVED, purpose: `${addresses} addresses` };
}

/** What a user may say about how big a further subnet must be. */
export interface AdditionalSubnetSizeArgs {
  readonly cidr?: string | undefined;
  readonly addresses?: number | undefined;
}
