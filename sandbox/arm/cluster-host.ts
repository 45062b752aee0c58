/** The node pool of a managed cluster, as far as the sandbox's control plane needs it. */
export interface AgentPoolShape {
  readonly name: string;
  readonly mode: "System" | "User" | "Gateway";
  /** Number of VMs. */
  readonly count: number;
  /** Such as `Standard_D4s_v5`. */
  readonly vmSize: string;
  readonly maxPods: number;
  /** Zones such as `"1"`; empty where the pool is not zonal. */
  readonly availabilityZones: readonly string[];
  readonly scaleSetPriority: "Regular" | "Spot";
  readonly nodeLabels: Readonly<Record<string, string>>;
  /** As ARM has them: `key=value:Effect`. */
  readonly nodeTaints: readonly string[];
}

/** The virtual-node add-on of a managed cluster. */
export interface VirtualNodeShape {
  /** ARM id of the delegated subnet. */
  readonly subnetId: string;
  /** A bearer token for ARM that stands for the identity `aciconnectorlinux-<cluster>`. */
  readonly token: string;
}

/** A managed cluster as the machine has to bring it up. */
export interface ClusterShape {
  /** ARM id of the managed cluster. */
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly subscriptionId: string;
  readonly nodeResourceGroup: string;
  readonly agentPools: readonly AgentPoolShape[];
  readonly virtualNode?: VirtualNodeShape;
}

/** How to reach a cluster that runs. */
export interface ClusterAccess {
  /** Kubeconfig of a cluster user, YAML. */
  readonly kubeconfig: string;
  /** Host name and port of the API server. */
  readonly fqdn: string;
  /** Such as `1.35.4`. */
  readonly kubernetesVersion: string;
}

/** What the ARM server asks of the machine under it: control planes, nodes and connectors. */
export interface ClusterHost {
  /** Brings a cluster to what `shape` says, from nothing or from what it was. Idempotent. */
  ensure(shape: ClusterShape): Promise<ClusterAccess>;
  /** Takes the cluster away with all that runs in it. Idempotent. */
  remove(clusterId: string): Promise<void>;
}
