import type { VmSize } from "./vm-sizes";

/** What AKS keeps of a node for Kubernetes itself. */
export interface Reservation {
  readonly cpuMillicores: number;
  readonly memoryBytes: number;
}

/**
 * Kube-reserved CPU in millicores by number of cores. Core counts between two rows take the row below.
 *
 * @see https://learn.microsoft.com/azure/aks/node-resource-reservations#cpu-reservations
 */
const reservedCpu: readonly (readonly [cores: number, millicores: number])[] = [
  [1, 60],
  [2, 100],
  [4, 140],
  [8, 180],
  [16, 260],
  [32, 420],
  [64, 740],
];

const MiB = 1024 * 1024;
const GiB = 1024 * MiB;

/** The kubelet evicts pods when less memory than this is left, in AKS 1.29 and later. */
const evictionThreshold = 100 * MiB;

/**
 * AKS 1.29 and later: the lesser of 20 MB a pod and 50 MB, or a quarter of the memory; and the eviction threshold. What
 * the page calls MB are MiB: a node for 110 pods runs the kubelet with `--kube-reserved=cpu=180m,memory=2250Mi`.
 *
 * @see https://learn.microsoft.com/azure/aks/node-resource-reservations#memory-reservations
 * @see https://github.com/Azure/AgentBaker test/node-problem-detector/fixtures, `KUBELET_FLAGS` of a real node
 */
export function aksReservation(size: VmSize, maxPods: number): Reservation {
  const cpuMillicores = reservedCpu.findLast(([cores]) => cores <= size.cores)?.[1] ?? 0;
  const kubeReserved = Math.min((20 * maxPods + 50) * MiB, 0.25 * size.memoryGiB * GiB);
  return { cpuMillicores, memoryBytes: Math.ceil(kubeReserved) + evictionThreshold };
}

/** Kubernetes quantities of a node. */
export interface NodeResources {
  readonly cpu: string;
  readonly memory: string;
  readonly pods: string;
  readonly "ephemeral-storage": string;
}

/** What the node has. AKS's default OS disk has 128 GiB. */
export function capacity(size: VmSize, maxPods: number): NodeResources {
  return {
    cpu: String(size.cores),
    memory: `${(size.memoryGiB * GiB) / 1024}Ki`,
    pods: String(maxPods),
    "ephemeral-storage": "128Gi",
  };
}

/** What is left of it for pods. */
export function allocatable(size: VmSize, maxPods: number): NodeResources {
  const reserved = aksReservation(size, maxPods);
  return {
    ...capacity(size, maxPods),
    cpu: `${size.cores * 1000 - reserved.cpuMillicores}m`,
    memory: `${Math.floor((size.memoryGiB * GiB - reserved.memoryBytes) / 1024)}Ki`,
  };
}
