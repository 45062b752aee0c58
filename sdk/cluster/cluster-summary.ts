import type { VirtualNodeGeneration } from "../virtual-node/generation";
import type { KubeloginMode } from "./cluster-access";
import type { UpgradeChannel } from "./cluster-upgrades";

/** What a summary is made from. */
export interface ClusterFacts {
  /** The cluster's name in Azure. */
  readonly name: string;
  readonly resourceGroupName: string;
  readonly location: string;
  readonly kubernetesVersion: string;
  /** The name of the API server. */
  readonly apiServer: string;
  /** Where AKS keeps what the cluster is made of. */
  readonly nodeResourceGroup: string;
  readonly nodeSubnetId: string;
  readonly virtualNodeSubnetId: string;
  readonly generation: VirtualNodeGeneration;
  readonly virtualNodes: readonly string[];
  readonly pools: readonly PoolFacts[];
  /** How its users sign in with Entra ID; nothing where the cluster has accounts of its own. */
  readonly login?: KubeloginMode | undefined;
  readonly isPrivate: boolean;
  readonly upgradeChannel: UpgradeChannel;
}

/** A pool in a summary. */
export interface PoolFacts {
  readonly name: string;
  readonly vmSize: string;
  /** How many VMs there are, where no autoscaler decides it. */
  readonly count?: number;
  readonly autoscaling?: { readonly minCount: number; readonly maxCount: number };
  readonly isSpot: boolean;
}

/** A cluster on one page: what it is made of, how to get in, and what one should know before something goes wrong. */
export function clusterSummary(facts: ClusterFacts): string {
  return [
    `AKS cluster ${facts.name} in ${facts.location}, resource group ${facts.resourceGroupName}`,
    "",
    ...table([
      ["Kubernetes", `${facts.kubernetesVersion}, upgrade channel ${facts.upgradeChannel}`],
      ["API server", `${facts.apiServer}${facts.isPrivate ? ", from within the virtual network only" : ""}`],
      ...facts.pools.map((pool): Row => [`Pool ${pool.name}`, poolSize(pool)]),
      ["VM nodes in", facts.nodeSubnetId],
      ["Virtual nodes", `${facts.virtualNodes.join(", ")} (${facts.generation})`],
      ["Their pods in", facts.virtualNodeSubnetId],
    ]),
    "",
    "Credentials:",
    ...credentials(facts).map(indented),
    "Pods on the virtual node are container groups, one each:",
    ...[`az container list --resource-group ${facts.nodeResourceGroup} --output table`].map(indented),
    "Keep in mind:",
    ...reminders(facts).map(indented),
  ].join("\n");
}

type Row = readonly [name: string, value: string];

function poolSize({ vmSize, count, autoscaling, isSpot }: PoolFacts): string {
  const size = autoscaling ? `${autoscaling.minCount} to ${autoscaling.maxCount}` : String(count);
  return `${size} ${isSpot ? "spot VMs" : "VMs"} of ${vmSize}`;
}

function table(rows: readonly Row[]): readonly string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => indented(`${name.padEnd(width)}  ${value}`));
}

function indented(line: string): string {
  return `  ${line}`;
}

function credentials({ name, resourceGroupName, login }: ClusterFacts): readonly string[] {
  const command = `az aks get-credentials --resource-group ${resourceGroupName} --name ${name}`;
  if (login === undefined) return [command];
  return [command, `kubelogin convert-kubeconfig --login ${login}`];
}

function reminders({ nodeResourceGroup, login, generation }: ClusterFacts): readonly string[] {
  return [
    `- ${nodeResourceGroup} is AKS's: what is changed in it by hand is changed back, or breaks the cluster.`,
    "- The connector and everything that leads into the cluster run on VMs: without a VM node nothing reaches the virtual node.",
    ...(generation === "v1"
      ? ["- Pods on the virtual node have no identity of their own: no workload identity, no managed identity."]
      : []),
    ...(login === undefined
      ? []
      : ["- The cluster has no accounts of its own: access is given in Entra ID and Azure alone."]),
    "- `pulumi destroy` removes the pods first, then the cluster, then ACI's hold on the subnet; leave it the time.",
  ];
}
