import { createHash } from "node:crypto";
import type { KubernetesObject } from "../../sdk/kubernetes/object";
import type { AgentPoolShape, ClusterShape } from "../arm/cluster-host";
import { allocatable, capacity } from "./reservations";
import { architectureOf, vmSizeOf } from "./vm-sizes";

/** One VM of an agent pool. */
export interface VmNode {
  readonly cluster: ClusterShape;
  readonly pool: AgentPoolShape;
  /** Number of the VM in its scale set, from 0. */
  readonly instance: number;
  /** Address in the node subnet. */
  readonly address: string;
  /** Such as `1.35.4`. */
  readonly kubernetesVersion: string;
}

/** A taint as Kubernetes has it. */
export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

/** A name of AKS's form, such as `aks-system-38291042-vmss000000`: the number is the same for all pools of a cluster. */
export function nodeName(cluster: ClusterShape, pool: AgentPoolShape, instance: number): string {
  return `${scaleSetName(cluster, pool)}${instance.toString(36).padStart(6, "0")}`;
}

/** The number of the VM in its scale set that a node is; `undefined` where it is no VM of this pool. */
export function instanceOf(cluster: ClusterShape, pool: AgentPoolShape, name: string): number | undefined {
  const scaleSet = scaleSetName(cluster, pool);
  const digits = name.startsWith(scaleSet) ? name.slice(scaleSet.length) : "";
  return /^[0-9a-z]{6}$/.test(digits) ? Number.parseInt(digits, 36) : undefined;
}

/**
 * Where the VM is, as the node's label says it: `westeurope-1` in a zone; a fault domain of the scale set, `0`, without.
 *
 * @see https://learn.microsoft.com/azure/aks/availability-zones-overview
 */
export function zoneLabel(cluster: ClusterShape, pool: AgentPoolShape, instance: number): string {
  const zone = pool.availabilityZones[instance % Math.max(pool.availabilityZones.length, 1)];
  return zone === undefined ? "0" : `${cluster.location}-${zone}`;
}

/** Labels that AKS gives a node, below the pool's own. @see https://learn.microsoft.com/azure/aks/use-labels */
export function nodeLabels(node: VmNode): Record<string, string> {
  const { cluster, pool, instance } = node;
  const architecture = architectureOf(pool.vmSize);
  const zone = zoneLabel(cluster, pool, instance);
  return {
    agentpool: pool.name,
    "beta.kubernetes.io/arch": architecture,
    "beta.kubernetes.io/instance-type": pool.vmSize,
    "beta.kubernetes.io/os": "linux",
    "failure-domain.beta.kubernetes.io/region": cluster.location,
    "failure-domain.beta.kubernetes.io/zone": zone,
    "kubernetes.azure.com/agentpool": pool.name,
    "kubernetes.azure.com/cluster": cluster.nodeResourceGroup,
    "kubernetes.azure.com/mode": pool.mode.toLowerCase(),
    "kubernetes.azure.com/nodepool-type": "VirtualMachineScaleSets",
    "kubernetes.azure.com/os-sku": "Ubuntu",
    "kubernetes.azure.com/role": "agent",
    "kubernetes.io/arch": architecture,
    "kubernetes.io/hostname": nodeName(cluster, pool, instance),
    "kubernetes.io/os": "linux",
    "node.kubernetes.io/instance-type": pool.vmSize,
    "topology.kubernetes.io/region": cluster.location,
    "topology.kubernetes.io/zone": zone,
    ...(pool.scaleSetPriority === "Spot" ? { [spot]: "spot" } : {}),
    ...pool.nodeLabels,
  };
}

const spot = "kubernetes.azure.com/scalesetpriority";

/** The pool's taints, and for spot VMs AKS's own. @see https://learn.microsoft.com/azure/aks/spot-node-pool */
export function nodeTaints(pool: AgentPoolShape): readonly Taint[] {
  const spotTaint: Taint = { key: spot, value: "spot", effect: "NoSchedule" };
  const own = pool.nodeTaints.map(parseTaint).filter(({ key }) => key !== spot);
  return pool.scaleSetPriority === "Spot" ? [spotTaint, ...own] : own;
}

/** Reads ARM's form of a taint: `key=value:Effect` or `key:Effect`. */
export function parseTaint(text: string): Taint {
  const { key, value, effect } = /^(?<key>[^=:]+)(=(?<value>[^:]*))?:(?<effect>\w+)$/.exec(text)?.groups ?? {};
  if (key === undefined || effect === undefined) {
    throw new Error(`nodeTaints: must have the form key=value:Effect; got "${text}"`);
  }
  return { key, effect, ...(value === undefined ? {} : { value }) };
}

/** A VM as its kubelet would register it. The capacity is the VM size's, the allocatable part AKS's. */
export function nodeManifest(node: VmNode): KubernetesObject {
  const { cluster, pool, instance, address, kubernetesVersion } = node;
  const name = nodeName(cluster, pool, instance);
  const size = vmSizeOf(pool.vmSize);
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name, labels: nodeLabels(node), annotations: { [agentPoolAnnotation]: poolSettings(pool) } },
    spec: { providerID: providerId(cluster, pool, instance), taints: nodeTaints(pool) },
    status: {
      capacity: capacity(size, pool.maxPods),
      allocatable: allocatable(size, pool.maxPods),
      addresses: [
        { type: "InternalIP", address },
        { type: "Hostname", address: name },
      ],
      nodeInfo: {
        architecture: architectureOf(pool.vmSize),
        operatingSystem: "linux",
        osImage: "Ubuntu 22.04.5 LTS",
        kernelVersion: "5.15.0-azure",
        containerRuntimeVersion: "containerd://1.7.0",
        kubeProxyVersion: "",
        kubeletVersion: `v${kubernetesVersion}`,
        machineID: "",
        systemUUID: "",
        bootID: "",
      },
    },
  };
}

/** On a node: which labels and taints came from its pool, so that a change of the pool can take them back. */
export const agentPoolAnnotation = "aks-elastic/agent-pool";

/** What a pool's user can change while its VMs run. */
export function poolSettings({ nodeLabels: labels, nodeTaints: taints }: AgentPoolShape): string {
  return JSON.stringify({ labels, taints });
}

function scaleSetName(cluster: ClusterShape, pool: AgentPoolShape): string {
  const digest = createHash("sha256").update(cluster.id.toLowerCase()).digest();
  const number = String(digest.readUInt32BE() % 100_000_000).padStart(8, "0");
  return `aks-${pool.name}-${number}-vmss`;
}

function providerId(cluster: ClusterShape, pool: AgentPoolShape, instance: number): string {
  return (
    `azure:///subscriptions/${cluster.subscriptionId}/resourceGroups/${cluster.nodeResourceGroup.toLowerCase()}` +
    `/providers/Microsoft.Compute/virtualMachineScaleSets/${scaleSetName(cluster, pool)}/virtualMachines/${instance}`
  );
}
