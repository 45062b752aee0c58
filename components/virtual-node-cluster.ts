import type { AgentPool, ManagedCluster } from "@pulumi/azure-native/containerservice";
import type { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity";
import * as pulumi from "@pulumi/pulumi";
import { VirtualNodeGeneration } from "../sdk/virtual-node/generation";
import { registerConnection, registeredConnection } from "./cluster-ref";
import type { VirtualNodeClusterArgs } from "./cluster/args";
import { kubernetesProvider, userKubeconfig } from "./cluster/connection";
import { clusterDecisions, generationOf, type ClusterDecisions } from "./cluster/decisions";
import { apiServerName, issuerUrl, kubeletPrincipalId, nodeResourceGroupOf } from "./cluster/given-by-azure";
import { clusterIdentity, clusterPrincipalId, rolesAfter } from "./cluster/identity";
import { registryRoles } from "./cluster/kubelet";
import { maintenanceSchedules } from "./cluster/maintenance";
import { aksCluster, userPools } from "./cluster/managed-cluster";
import { containerInsights, monitoringWorkspaceId } from "./cluster/monitoring";
import { summaryOf } from "./cluster/summary";
import { pick } from "./resolve";
import { addOnVirtualNode } from "./virtual-node/add-on";
import { chartVirtualNode } from "./virtual-node/chart";
import type { VirtualNodeParts, VirtualNodeResources } from "./virtual-node/parts";

/**
 * An AKS cluster with a virtual node that pods can be scheduled to, and the identities and roles that make it work: the
 * cluster's own, which may join VMs to the node subnet, and that of the virtual node, which may join container groups to
 * its subnet and nothing else.
 *
 * @example
 * ```ts
 * const cluster = new VirtualNodeCluster("cluster", {
 *   resourceGroupName,
 *   network,
 *   systemPool: { vmSize: "Standard_D2s_v5" },
 *   userPools: [{ name: "apps", vmSize: "Standard_D4s_v5", count: 3 }],
 * });
 * ```
 */
export class VirtualNodeCluster extends pulumi.ComponentResource {
  /** The identity that was made for the cluster's control plane; none where `identity` says otherwise. */
  readonly identity?: UserAssignedIdentity;
  /** The cluster. */
  readonly cluster: ManagedCluster;
  /** The user pools, in the order of the args. */
  readonly userPools: AgentPool[];
  /** Kubeconfig of a cluster user, YAML. A secret. */
  readonly kubeconfig: pulumi.Output<string>;
  /** Object id of the identity of the cluster's control plane, for further roles. */
  readonly clusterPrincipalId: pulumi.Output<string>;
  /** Object id of the identity of the VM nodes, for further roles. */
  readonly kubeletPrincipalId: pulumi.Output<string>;
  /** Object id of the identity that runs the virtual node's container groups, for further roles. */
  readonly connectorPrincipalId: pulumi.Output<string>;
  /** ARM id of the subnet of the VM nodes. */
  readonly nodeSubnetId: pulumi.Output<string>;
  /** ARM id of the subnet of the virtual node's pods. */
  readonly virtualNodeSubnetId: pulumi.Output<string>;
  /** Which implementation of virtual nodes the cluster's are. */
  readonly virtualNodeGeneration: pulumi.Output<VirtualNodeGeneration>;
  /** Names of the virtual nodes, as `kubectl get nodes` has them. */
  readonly virtualNodeNames: pulumi.Output<string[]>;
  /** Who signs the tokens of the cluster's service accounts, for federated identities. */
  readonly oidcIssuerUrl: pulumi.Output<string>;
  /** Name of the resource group in which AKS keeps what the cluster is made of, container groups among it. */
  readonly nodeResourceGroup: pulumi.Output<string>;
  /** Name of the API server. */
  readonly fqdn: pulumi.Output<string>;
  /** One page to read: what the cluster is made of, how to get in, and what to keep in mind. */
  readonly summary: pulumi.Output<string>;

  constructor(name: string, args: VirtualNodeClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aks-elastic:index:VirtualNodeCluster", name, args, opts);

    const decided = clusterDecisions(name, args);
    const given = { args, decided, location: args.location ?? args.network.location };
    warnAbout(this, decided.patch, decided.room);

    const identity = clusterIdentity(this, name, given);
    const parts = { ...given, identity, workspaceId: monitoringWorkspaceId(this, name, given) };
    this.cluster = aksCluster(this, name, parts);
    const made = { ...parts, cluster: this.cluster };
    const roles = [...rolesAfter(this, name, made), ...registryRoles(this, name, made)];
    maintenanceSchedules(this, name, made);
    containerInsights(this, name, made);
    this.userPools = userPools(this, name, made);
    this.kubeconfig = userKubeconfig(this, made);
    const provider = kubernetesProvider(this, name, { ...made, ...pick(this, "kubeconfig") });
    const virtualNode = addVirtualNode(this, name, { ...made, ...pick(this, "kubeconfig", "userPools"), provider });
    registerConnection(this, {
      provider,
      // On destroy the pods go while the virtual node can still take their container groups away.
      dependsOn: [virtualNode.ready, ...virtualNode.roles, ...roles, ...this.userPools],
      deletedWith: this.cluster,
    });

    if (identity.made) this.identity = identity.made;
    this.clusterPrincipalId = clusterPrincipalId(identity, this.cluster);
    this.kubeletPrincipalId = kubeletPrincipalId(this.cluster);
    this.connectorPrincipalId = virtualNode.principalId;
    this.nodeSubnetId = decided.network.nodeSubnetId;
    this.virtualNodeSubnetId = decided.network.virtualNodeSubnetId;
    this.virtualNodeGeneration = pulumi.output(generationOf(args));
    this.virtualNodeNames = virtualNode.ready.nodeNames;
    this.oidcIssuerUrl = issuerUrl(this.cluster);
    this.nodeResourceGroup = nodeResourceGroupOf(this.cluster);
    this.fqdn = apiServerName(this.cluster);
    this.summary = summaryOf({ ...made, ready: virtualNode.ready });
    this.registerOutputs(pick(this, ...OUTPUTS));
  }

  /** The Kubernetes provider of this cluster, for what else is to run in it. */
  get provider(): pulumi.ProviderResource {
    return registeredConnection(this).provider;
  }
}

/** What adds the virtual node to a cluster, by generation. */
const ADDITIONS = {
  [VirtualNodeGeneration.v1]: addOnVirtualNode,
  [VirtualNodeGeneration.v2]: chartVirtualNode,
};

function addVirtualNode(
  parent: pulumi.ComponentResource,
  name: string,
  { decided, ...parts }: Omit<VirtualNodeParts, "network" | "spec"> & { readonly decided: ClusterDecisions },
): VirtualNodeResources {
  const addition = ADDITIONS[generationOf(parts.args)];
  return addition(parent, name, { ...parts, network: decided.network, spec: decided.virtualNode });
}

const OUTPUTS = [
  "kubeconfig",
  "clusterPrincipalId",
  "kubeletPrincipalId",
  "connectorPrincipalId",
  "nodeSubnetId",
  "virtualNodeSubnetId",
  "virtualNodeGeneration",
  "virtualNodeNames",
  "oidcIssuerUrl",
  "nodeResourceGroup",
  "fqdn",
  "summary",
] as const;

function warnAbout(
  component: pulumi.Resource,
  ...decided: readonly pulumi.Output<{ readonly warnings: readonly string[] }>[]
): void {
  for (const decision of decided) {
    decision.apply(({ warnings }) => Promise.all(warnings.map((warning) => pulumi.log.warn(warning, component))));
  }
}
