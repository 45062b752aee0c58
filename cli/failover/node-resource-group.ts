import { UsageError } from "../../sandbox/commands/usage";

/** A resource group, and in which subscription. */
export interface ResourceGroup {
  readonly subscriptionId: string;
  readonly name: string;
}

/** Which resource group is meant, as the options say. */
export interface GroupWanted {
  /** By its name or its id. @default - that of the cluster's VMs */
  readonly named?: string | undefined;
  readonly subscription?: string | undefined;
}

/** What the options say, read. */
export interface GroupNamed {
  readonly name?: string | undefined;
  readonly subscriptionId?: string | undefined;
}

/** A node, as far as it tells where its VM is. */
export interface PlacedNode {
  readonly spec?: { readonly providerID?: string };
}

/** There is no telling which resource group is the cluster's. */
export class NodeResourceGroupError extends Error {
  override readonly name = "NodeResourceGroupError";
}

const OPTION = "--node-resource-group";
const NOT_TOLD = "no node of this cluster tells in which resource group its VM is";

/** Reads the options. @throws UsageError */
export function groupNamed({ named, subscription }: GroupWanted): GroupNamed {
  if (named === undefined) {
    if (subscription === undefined) return {};
    throw new UsageError(`--subscription: belongs to ${OPTION}; the cluster's own nodes tell theirs`);
  }
  // Names: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
  if (/^[\p{L}\p{N}_().-]{1,90}$/u.test(named)) return { name: named, subscriptionId: subscription };
  const group = groupIn(named, /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/?$/i);
  if (group === undefined) {
    throw new UsageError(`${OPTION}: must be the name or the id of a resource group; got "${named}"`);
  }
  if (subscription !== undefined && !isSame(subscription, group.subscriptionId)) {
    throw new UsageError(`--subscription: ${OPTION} names another one, ${group.subscriptionId}; leave one of them out`);
  }
  return group;
}

/** The resource groups in which a cluster's VMs are, each once. */
export function groupsOfNodes(nodes: readonly PlacedNode[]): readonly ResourceGroup[] {
  // https://github.com/kubernetes-sigs/cloud-provider-azure: azure:///subscriptions/S/resourceGroups/G/providers/…
  const form = /^azure:\/\/\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.Compute\//i;
  const groups = nodes.flatMap(({ spec }) => groupIn(spec?.providerID ?? "", form) ?? []);
  return groups.filter((group, index) => groups.findIndex((other) => isSameGroup(other, group)) === index);
}

/**
 * The node resource group of a cluster: the one that is named, if its nodes don't contradict, else theirs.
 *
 * @param of those in which the cluster's VMs are
 * @param fallback the subscription where neither an option nor a node tells it
 * @throws NodeResourceGroupError where the named one is another cluster's, so that all in it would seem to be strays
 */
export function nodeResourceGroup(
  { name, subscriptionId }: GroupNamed,
  of: readonly ResourceGroup[],
  fallback: string | undefined,
): ResourceGroup {
  const [first, ...others] = of;
  if (name === undefined) {
    if (first === undefined) throw new NodeResourceGroupError(`${NOT_TOLD}; give ${OPTION}`);
    if (others.length === 0) return first;
    const all = of.map(resourceGroupId).join(" and ");
    throw new NodeResourceGroupError(`the nodes of this cluster are in ${all}; give ${OPTION}`);
  }
  const subscription = subscriptionId ?? first?.subscriptionId ?? fallback;
  if (subscription === undefined) throw new NodeResourceGroupError(`${NOT_TOLD}; give --subscription with ${OPTION}`);
  const group = { subscriptionId: subscription, name };
  if (first === undefined || of.some((each) => isSameGroup(each, group))) return group;
  throw new NodeResourceGroupError(
    `${OPTION}: the nodes of this cluster are in ${of.map(resourceGroupId).join(" and ")}, not in ` +
      `${resourceGroupId(group)}, of whose container groups its pods tell nothing; leave it out, or give --context`,
  );
}

/** As Azure Resource Manager calls it. */
export function resourceGroupId({ subscriptionId, name }: ResourceGroup): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${name}`;
}

function groupIn(text: string, form: RegExp): ResourceGroup | undefined {
  const [, subscriptionId, name] = form.exec(text) ?? [];
  return subscriptionId === undefined || name === undefined ? undefined : { subscriptionId, name };
}

function isSameGroup(one: ResourceGroup, other: ResourceGroup): boolean {
  return isSame(resourceGroupId(one), resourceGroupId(other));
}

/** Azure's ids are the same in any case; those of nodes are in lower case. */
function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
