import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import type { VirtualNodeGeneration } from "../sdk/virtual-node/generation";

/**
 * A cluster that a service runs in. A `VirtualNodeCluster` is one; a cluster that somebody else made is one by its
 * kubeconfig.
 */
export interface ClusterRef {
  /**
   * Kubeconfig, YAML, of a user who may create, read, change and delete what a service consists of: Deployments, Services,
   * PodDisruptionBudgets, and what its args add.
   */
  readonly kubeconfig: pulumi.Input<string>;
  /**
   * Which implementation of virtual nodes the cluster's are.
   *
   * @default VirtualNodeGeneration.v1, the AKS add-on
   */
  readonly virtualNodeGeneration?: pulumi.Input<VirtualNodeGeneration>;
  /**
   * Further labels of the virtual nodes to run on, for a cluster that has others too, such as those of another Helm
   * release.
   *
   * @default - none: all virtual nodes of the generation
   */
  readonly virtualNodeLabels?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** How the resources inside a cluster hang on the resources that make it. */
export interface ClusterConnection {
  readonly provider: pulumi.ProviderResource;
  /** What pods need as long as they exist: destroyed after them. */
  readonly dependsOn: readonly pulumi.Resource[];
  /** The cluster: what is in it goes with it. */
  readonly deletedWith?: pulumi.Resource;
}

// Not a field of the cluster: Pulumi's analyzer takes every field for an output, and a provider cannot be one.
const connections = new WeakMap<ClusterRef, ClusterConnection>();

/** Makes every service in `cluster` use this connection. */
export function registerConnection(cluster: ClusterRef, connection: ClusterConnection): void {
  connections.set(cluster, connection);
}

/** The connection of a cluster that this program makes. */
export function registeredConnection(cluster: ClusterRef): ClusterConnection {
  const connection = connections.get(cluster);
  if (!connection)
    throw new Error("This cluster is not made by this program: it has no Kubernetes provider of its own.");
  return connection;
}

/**
 * Connects a component to its cluster. The Kubernetes provider is, in this order: the one given to the component in
 * `opts` or inherited from its parent, the cluster's own, or a new one, a child of the component.
 */
export function connect(component: pulumi.ComponentResource, name: string, cluster: ClusterRef): ClusterConnection {
  const connection = connections.get(cluster);
  const given = component.getProvider("kubernetes:apps/v1:Deployment");
  if (given) return { dependsOn: [], ...connection, provider: given };
  return connection ?? { provider: kubernetesProvider(component, name, cluster), dependsOn: [] };
}

/**
 * The options of everything in a cluster. What is in it goes with it, so that nobody asks a cluster that is gone. That
 * leaves no container group behind: the virtual node, which a Deployment depends on, takes its pods away before it goes.
 */
export function inCluster({ provider, deletedWith }: ClusterConnection) {
  return { provider, ...(deletedWith ? { deletedWith } : {}) };
}

function kubernetesProvider(component: pulumi.ComponentResource, name: string, cluster: ClusterRef): Provider {
  const kubeconfig = pulumi.secret(cluster.kubeconfig);
  return new Provider(`${name}-kubernetes`, { kubeconfig }, { parent: component });
}
