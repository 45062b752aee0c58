import path from "node:path";
import type { KubernetesObject } from "../../sdk/kubernetes/object";
import type { CloudConfigShape, ClusterShape } from "../arm/cluster-host";
import { chartNames } from "../kubernetes/helm/chart-names";
import { crashLoop, type ProcessSpec } from "../processes";
import type { ConnectorEnvironment } from "./virtual-node";

/** Where a virtual node of the Helm chart runs. */
export interface ChartNodeSurroundings {
  readonly slot: number;
  /** The slot's own directory. */
  readonly directory: string;
  readonly kubeconfig: string;
  readonly environment: ConnectorEnvironment;
}

/** The process behind one pod of the chart's StatefulSet. */
export interface ChartNode {
  readonly spec: ProcessSpec;
  readonly tokenFile: string;
  readonly token: string;
  /** Two that have the same need no restart from one to the other. */
  readonly settings: string;
}

/** The name of a pod's process. */
export function chartProcessName(slot: number, { metadata }: KubernetesObject): string {
  return `slot-${slot}-virtual-node-${metadata?.namespace ?? ""}-${metadata?.name ?? ""}`;
}

/**
 * The virtual node that a pod of the chart is: of the pod's own name, with the rights of the VM's kubelet.
 *
 * @throws Error where a subnet is given by name and the cluster has no network of its own
 */
export function chartNode(pod: KubernetesObject, cluster: ClusterShape, around: ChartNodeSurroundings): ChartNode {
  const { name = "", uid = "" } = pod.metadata ?? {};
  const { cloudConfig } = cluster;
  if (cloudConfig === undefined) throw new Error(`virtual node ${name}: the cluster's kubelets have no identity`);
  const processName = chartProcessName(around.slot, pod);
  const tokenFile = path.join(around.directory, "kubelet-tokens", processName);
  const args = Object.entries({
    ...settingsOf(pod, cluster, cloudConfig),
    generation: "v2",
    kubeconfig: around.kubeconfig,
    "node-name": name,
    "arm-endpoint": around.environment.armEndpoint,
    "arm-ca": around.environment.armCaFile,
    "arm-token-file": tokenFile,
    subscription: cluster.subscriptionId,
    location: cluster.location,
  }).flatMap(([flag, value]) => [`--${flag}`, value]);
  const spec = { name: processName, command: around.environment.command, args, backOff: crashLoop };
  return { spec, tokenFile, token: cloudConfig.kubeletToken, settings: JSON.stringify([uid, args]) };
}

function settingsOf(pod: KubernetesObject, cluster: ClusterShape, cloudConfig: CloudConfigShape) {
  const values = variablesOf(pod);
  const { variables } = chartNames;
  const valueOf = (name: keyof typeof variables): string => values.get(variables[name]) ?? "";
  return {
    "resource-group": valueOf("aciResourceGroupName") || cluster.nodeResourceGroup,
    "subnet-id": subnetId(pod.metadata?.name ?? "", valueOf("aciSubnetName"), cloudConfig),
    "node-labels": valueOf("nodeLabels"),
    zones: valueOf("zones"),
    "custom-tags": valueOf("customTags"),
  };
}

/**
 * One of the list's subnets, each the ARM id of one or the name of one in the cluster's network. The replicas spread over
 * the list; by which rule is not documented (Docs/NodeCustomizations.md).
 */
function subnetId(pod: string, list: string, { virtualNetworkId }: CloudConfigShape): string {
  const subnets = list.split(",").map((subnet) => subnet.trim());
  const ordinal = Number(/\d+$/.exec(pod)?.[0] ?? 0);
  const subnet = subnets[ordinal % subnets.length] ?? "";
  if (subnet.startsWith("/")) return subnet;
  if (virtualNetworkId === undefined) {
    throw new Error(`virtual node ${pod}: subnet ${subnet} is a name, but no node pool says in which network`);
  }
  return `${virtualNetworkId}/subnets/${subnet}`;
}

interface PodSpec {
  readonly containers?: readonly { readonly env?: readonly { readonly name: string; readonly value?: string }[] }[];
}

function variablesOf(pod: KubernetesObject): ReadonlyMap<string, string> {
  const { containers = [] } = (pod["spec"] ?? {}) as PodSpec;
  return new Map(containers.flatMap(({ env = [] }) => env.map(({ name, value = "" }) => [name, value])));
}
