import { checked, type Check, type WholeNumberRange } from "../check";

/** What a user may say about a pool of VM nodes. */
export interface NodePoolArgs {
  readonly name?: string | undefined;
  readonly vmSize: string;
  readonly count?: number | undefined;
  readonly maxPods?: number | undefined;
  readonly availabilityZones?: readonly string[] | undefined;
}

/** A pool of VM nodes, complete and checked. */
export interface NodePoolSpec {
  readonly name: string;
  readonly vmSize: string;
  readonly count: number;
  readonly maxPods: number;
  /** Empty where the pool is in no zone. */
  readonly availabilityZones: string[];
}

/** How pools of one mode differ from those of the other. */
interface PoolMode {
  readonly name: string;
  readonly count: number;
  readonly counts: WholeNumberRange;
}

/**
 * The connector of the virtual node and the way into the cluster are on the system pool: two nodes, so that one may go.
 * A system pool cannot be empty.
 *
 * @see https://learn.microsoft.com/azure/aks/use-system-pools
 */
const SYSTEM: PoolMode = { name: "system", count: 2, counts: { min: 1, max: 1000 } };
const USER: PoolMode = { name: "", count: 2, counts: { min: 0, max: 1000 } };

/** @see https://learn.microsoft.com/azure/aks/create-node-pools */
const POOL_NAME = {
  pattern: /^[a-z][a-z0-9]{0,11}$/,
  description: "1 to 12 lower-case letters and digits, a letter first",
};
/** A VM size has capitals and digits in no fixed order; Azure knows which there are. */
const VM_SIZE = { pattern: /^[A-Za-z0-9_-]+$/, description: "a VM size such as Standard_D4s_v5" };
const ZONE = { pattern: /^[1-9]$/, description: 'a zone such as "1"' };

/** AKS's range with flat Azure CNI, and its default (https://learn.microsoft.com/azure/aks/concepts-network-legacy-cni). */
const MAX_PODS = { min: 10, max: 250 };
const DEFAULT_MAX_PODS = 30;

/** @throws ArgumentError where an argument is wrong; its path starts with `systemPool` */
export function systemPoolSpec(args: NodePoolArgs): NodePoolSpec {
  return checked((check) => nodePoolSpec(args, SYSTEM, check.within("systemPool")));
}

/** @throws ArgumentError where an argument is wrong; its path starts with `userPools[index]` */
export function userPoolSpec(args: NodePoolArgs, index: number): NodePoolSpec {
  return checked((check) => nodePoolSpec(args, USER, check.within(`userPools[${index}]`)));
}

function nodePoolSpec(args: NodePoolArgs, mode: PoolMode, check: Check): NodePoolSpec {
  const zones = check.texts("availabilityZones", args.availabilityZones ?? [], ZONE);
  return {
    name: check.text("name", args.name ?? mode.name, POOL_NAME),
    vmSize: check.text("vmSize", args.vmSize, VM_SIZE),
    count: check.wholeNumber("count", args.count ?? mode.count, mode.counts),
    maxPods: check.wholeNumber("maxPods", args.maxPods ?? DEFAULT_MAX_PODS, MAX_PODS),
    availabilityZones: [...zones],
  };
}
