import type { Load } from "../metrics/load";
import type { ImageFailure } from "./faults";

/** The node pool of a managed cluster, as far as the sandbox's control plane needs it. */
export interface AgentPoolShape {
  readonly name: string;
  readonly mode: "System" | "User" | "Gateway";
  /** Number of VMs. */
  readonly count: number;
  /** Between which numbers the cluster autoscaler keeps it; absent where it does not. */
  readonly autoscaling?: { readonly minCount: number; readonly maxCount: number };
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

/** What a cluster's VMs know of Azure, and with them whatever reads their `/etc/kubernetes/azure.json`. */
export interface CloudConfigShape {
  /** ARM id of the VMs' virtual network; absent where no pool was given a subnet. */
  readonly virtualNetworkId?: string;
  /** A bearer token for ARM that stands for the identity of the kubelets. */
  readonly kubeletToken: string;
}

/** A managed cluster as the machine has to bring it up. */
export interface ClusterShape {
  /** ARM id of the managed cluster. */
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly subscriptionId: string;
  readonly nodeResourceGroup: string;
  /** Which version it was made or upgraded to, such as `1.34.7`; absent: whichever the host has. */
  readonly kubernetesVersion?: string;
  readonly agentPools: readonly AgentPoolShape[];
  readonly virtualNode?: VirtualNodeShape;
  /** Whether AKS runs KEDA in it. */
  readonly hasKeda?: boolean;
  /** Absent until the cluster's kubelets have an identity. */
  readonly cloudConfig?: CloudConfigShape;
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

/** Another number of VMs of one pool, as the cluster autoscaler wants it. */
export interface PoolScaling {
  readonly clusterId: string;
  readonly pool: string;
  readonly count: number;
}

/** Scales a pool; `false` where AKS is busy with the cluster, or it or the pool is gone. */
export type ScalePool = (scaling: PoolScaling) => Promise<boolean>;

/** A container of a container group at one moment. */
export interface GroupContainer {
  readonly isRunning: boolean;
  /** What was wrong with its image when it was started. */
  readonly failure?: ImageFailure;
}

/** The containers of a pod's container group, by name; `undefined` where Azure has none for the pod's uid. */
export type GroupOfPod = (podUid: string) => ReadonlyMap<string, GroupContainer> | undefined;

/** What the ARM server asks of the machine under it: control planes, nodes and connectors. */
export interface ClusterHost {
  /** Says how to scale a pool, before anything else is asked. A host without a cluster autoscaler has no use for it. */
  autoscaleThrough?(scale: ScalePool): void;
  /** Says what services have to do, in every cluster. A host without metrics has no use for it. */
  applyLoads?(loads: readonly Load[]): void;
  /** Says how to look into container groups, before anything else is asked. A host without a network has no use for it. */
  lookIntoGroupsThrough?(groupOfPod: GroupOfPod): void;
  /** Brings a cluster to what `shape` says, from nothing or from what it was. Idempotent. */
  ensure(shape: ClusterShape): Promise<ClusterAccess>;
  /** Takes the cluster away with all that runs in it. Idempotent. */
  remove(clusterId: string): Promise<void>;
}
