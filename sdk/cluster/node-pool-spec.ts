import { checked, type Check, type TextRule, type WholeNumberRange } from "../check";
import { nodeLabels, nodeTaints } from "./node-labels";
import { spotPoolSpec, type SpotArgs, type SpotSpec } from "./spot-pool-spec";

/** What holds the operating system of a VM. */
export const OsDiskType = {
  /** A disk of Azure Storage, which outlives the VM's moves. */
  managed: "Managed",
  /** The VM's own host: faster and free, for sizes whose cache or temporary disk is large enough. */
  ephemeral: "Ephemeral",
} as const;
export type OsDiskType = (typeof OsDiskType)[keyof typeof OsDiskType];

/** What a user may say about a pool of VM nodes. */
export interface NodePoolArgs {
  readonly name?: string | undefined;
  readonly vmSize: string;
  readonly count?: number | undefined;
  readonly minCount?: number | undefined;
  readonly maxCount?: number | undefined;
  readonly maxPods?: number | undefined;
  readonly availabilityZones?: readonly string[] | undefined;
  readonly nodeLabels?: Readonly<Record<string, string>> | undefined;
  readonly osDiskType?: OsDiskType | undefined;
  readonly osDiskSizeGB?: number | undefined;
  readonly osSKU?: string | undefined;
  readonly maxSurge?: string | undefined;
}

/** What a user may say about a pool that is not for the cluster's own pods. */
export interface UserPoolArgs extends NodePoolArgs {
  readonly nodeTaints?: readonly string[] | undefined;
  readonly spot?: SpotArgs | undefined;
}

/** Between which numbers AKS's cluster autoscaler keeps a pool. */
export interface AutoscalingRange {
  readonly minCount: number;
  readonly maxCount: number;
}

/** A pool of VM nodes, complete and checked. What AKS chooses better than a default of ours is `undefined`. */
export interface NodePoolSpec {
  readonly name: string;
  readonly vmSize: string;
  /** How many VMs; of an autoscaled pool, how many it starts with. */
  readonly count: number;
  readonly autoscaling: AutoscalingRange | undefined;
  readonly maxPods: number;
  /** `undefined` for all of the region, empty for none. */
  readonly availabilityZones: readonly string[] | undefined;
  readonly nodeLabels: Readonly<Record<string, string>>;
  readonly nodeTaints: readonly string[];
  readonly osDiskType: OsDiskType | undefined;
  readonly osDiskSizeGB: number | undefined;
  readonly osSKU: string | undefined;
  readonly maxSurge: string | undefined;
  readonly spot: SpotSpec | undefined;
}

/** How pools of one mode differ from those of the other. */
interface PoolMode {
  readonly name: string;
  readonly count: number;
  readonly counts: WholeNumberRange;
  readonly maxPods: WholeNumberRange;
  readonly vmSize: TextRule;
}

/** AKS's range with flat Azure CNI, and its default (https://learn.microsoft.com/azure/aks/concepts-network-legacy-cni). */
const MAX_PODS = { min: 10, max: 250 };
const DEFAULT_MAX_PODS = 30;

/** A VM size has capitals and digits in no fixed order; Azure knows which there are. */
const VM_SIZE: TextRule = { pattern: /^[A-Za-z0-9_-]+$/, description: "a VM size such as Standard_D4s_v5" };

/**
 * The connector of the virtual node and the way into the cluster are on the system pool: two nodes, so that one may go.
 * It cannot be empty, takes 30 pods a node at least, and no VM with a single core: `SystemPoolSkuTooLow`, quoted in
 * MicrosoftDocs/azure-dev-docs issue 216.
 *
 * @see https://learn.microsoft.com/azure/aks/use-system-pools
 */
const SYSTEM: PoolMode = {
  name: "system",
  count: 2,
  counts: { min: 1, max: 1000 },
  maxPods: { ...MAX_PODS, min: 30 },
  vmSize: {
    pattern: /^(?!Standard_[A-Z]+1(?!\d))[A-Za-z0-9_-]+$/i,
    description: "a VM size such as Standard_D4s_v5 with 2 cores and 4 GB of memory at least",
  },
};
const USER: PoolMode = { name: "", count: 2, counts: { min: 0, max: 1000 }, maxPods: MAX_PODS, vmSize: VM_SIZE };

/** @see https://learn.microsoft.com/azure/aks/create-node-pools */
const POOL_NAME = {
  pattern: /^[a-z][a-z0-9]{0,11}$/,
  description: "1 to 12 lower-case letters and digits, a letter first",
};
const ZONE = { pattern: /^[1-9]$/, description: 'a zone such as "1"' };
/** AKS adds to what there is now and then; it refuses what it does not know. */
const OS_SKU = { pattern: /^[A-Za-z][A-Za-z0-9]*$/, description: 'an OS SKU such as "AzureLinux"' };
/** @see https://learn.microsoft.com/azure/aks/upgrade-aks-node-pools-rolling (node surge) */
const MAX_SURGE = {
  pattern: /^([1-9]\d*|[1-9]\d?%|100%)$/,
  description: 'a number of nodes such as "1", or a percentage such as "33%"',
};
/** From the smallest disk that AKS's images fit on, https://learn.microsoft.com/azure/aks/concepts-storage. */
const OS_DISK_SIZE_GB = { min: 30, max: 2048 };

/** @throws ArgumentError where an argument is wrong; its path starts with `systemPool` */
export function systemPoolSpec(args: NodePoolArgs): NodePoolSpec {
  return checked((check) => nodePoolSpec(args, SYSTEM, check.within("systemPool")));
}

/** @throws ArgumentError where an argument is wrong; its path starts with `userPools[index]` */
export function userPoolSpec(args: UserPoolArgs, index: number): NodePoolSpec {
  return checked((root) => {
    const check = root.within(`userPools[${index}]`);
    const spec = { ...nodePoolSpec(args, USER, check), nodeTaints: nodeTaints(check, args.nodeTaints ?? []) };
    return args.spot === undefined ? spec : spotPoolSpec(spec, args.spot, check);
  });
}

function nodePoolSpec(args: NodePoolArgs, mode: PoolMode, check: Check): NodePoolSpec {
  return {
    availabilityZones: optional(args.availabilityZones, (zones) => check.texts("availabilityZones", zones, ZONE)),
    name: check.text("name", args.name ?? mode.name, POOL_NAME),
    vmSize: check.text("vmSize", args.vmSize, mode.vmSize),
    ...poolSize(args, mode, check),
    maxPods: check.wholeNumber("maxPods", args.maxPods ?? DEFAULT_MAX_PODS, mode.maxPods),
    nodeLabels: nodeLabels(check, args.nodeLabels ?? {}),
    nodeTaints: [],
    osDiskType: optional(args.osDiskType, (type) => check.oneOf("osDiskType", type, ["Managed", "Ephemeral"])),
    osDiskSizeGB: optional(args.osDiskSizeGB, (size) => check.wholeNumber("osDiskSizeGB", size, OS_DISK_SIZE_GB)),
    osSKU: optional(args.osSKU, (sku) => check.text("osSKU", sku, OS_SKU)),
    maxSurge: optional(args.maxSurge, (surge) => check.text("maxSurge", surge, MAX_SURGE)),
    spot: undefined,
  };
}

function optional<Value, Checked>(
  value: Value | undefined,
  checkedValue: (value: Value) => Checked,
): Checked | undefined {
  return value === undefined ? undefined : checkedValue(value);
}

/** An autoscaled pool starts with what it keeps at least. */
function poolSize(args: NodePoolArgs, mode: PoolMode, check: Check): Pick<NodePoolSpec, "count" | "autoscaling"> {
  const { count, minCount, maxCount } = args;
  if (minCount === undefined && maxCount === undefined) {
    return { count: check.wholeNumber("count", count ?? mode.count, mode.counts), autoscaling: undefined };
  }
  if (minCount === undefined || maxCount === undefined) {
    const [given, missing] = minCount === undefined ? ["maxCount", "minCount"] : ["minCount", "maxCount"];
    check.problem(missing, `is required where ${given} is given: the two turn the cluster autoscaler on`);
    return { count: mode.count, autoscaling: undefined };
  }
  const least = check.wholeNumber("minCount", minCount, mode.counts);
  const most = check.wholeNumber("maxCount", maxCount, { min: Math.max(least, 1), max: 1000 });
  const start = check.wholeNumber("count", count ?? least, { min: least, max: Math.max(most, least) });
  return { count: start, autoscaling: { minCount: least, maxCount: most } };
}
