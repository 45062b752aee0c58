/** A pool of VMs that virtual nodes may run on. */
export interface HostPool {
  readonly name: string;
  readonly vmSize: string;
  /** The most VMs that it may have. */
  readonly vms: number;
  readonly taints: readonly string[];
}

/**
 * What each virtual node of v2 takes of a VM, and the pods that it runs.
 *
 * @see https://github.com/microsoft/virtualnodesOnAzureContainerInstances#virtual-node-resourcing
 */
export const HOST_CORES = 3;
export const HOST_MEMORY_GB = 12;
export const PODS_PER_VIRTUAL_NODE = 200;

/** What the other pods of a VM and AKS itself need of it: a VM of 4 cores hosts one virtual node, as its README has it. */
const RESERVED_CORES = 1;

/**
 * Sizes whose name tells their cores: `Standard_D4s_v5` has 4, `Standard_E16-4s_v5` has 4 of 16. Older ones don't follow
 * the convention: `Standard_D3_v2` has 4.
 *
 * @see https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions
 */
const VM_SIZE = /^Standard_[A-Z]+(?<cores>\d+)(-(?<constrained>\d+))?[a-z]*(_[A-Za-z0-9]+)*_v([3-9]|\d{2})$/;

/**
 * What is wrong with the pools as hosts of `nodes` virtual nodes; `undefined` where nothing is, or where it cannot be
 * told because a VM size does not tell its cores.
 */
export function hostShortage(nodes: number, pools: readonly HostPool[]): string | undefined {
  const open = pools.filter(({ taints }) => !taints.some(repels));
  const rooms = open.map(({ vms, vmSize }) => vms * hostsPerVm(vmSize));
  const room = rooms.reduce((sum, each) => sum + each, 0);
  if (Number.isNaN(room) || room >= nodes) return undefined;
  const listed = open.map(({ name, vms, vmSize }) => `${name}: ${vms} × ${vmSize}`).join(", ");
  return (
    `virtualNode.nodes: ${nodes} virtual ${nodes === 1 ? "node needs" : "nodes need"} ${HOST_CORES} cores and ` +
    `${HOST_MEMORY_GB} GB each on VMs without taints; the pools have room for ${room} (${listed || "none is open"}). ` +
    "The others will stay pending."
  );
}

/** How many virtual nodes fit on one VM by its cores; not a number where its size does not tell. */
function hostsPerVm(vmSize: string): number {
  const { cores, constrained = cores } = VM_SIZE.exec(vmSize)?.groups ?? {};
  return Math.max(0, Math.floor((Number(constrained) - RESERVED_CORES) / HOST_CORES));
}

/** Virtual nodes tolerate no taint (Helm/virtualnode/values.yaml, tolerations). */
function repels(taint: string): boolean {
  return /:(NoSchedule|NoExecute)$/.test(taint);
}
