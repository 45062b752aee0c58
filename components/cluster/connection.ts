import { listManagedClusterUserCredentialsOutput, type ManagedCluster } from "@pulumi/azure-native/containerservice";
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterAccessSpec } from "../../sdk/cluster/cluster-access";
import { kubeconfigLogin } from "../../sdk/kubernetes/kubeconfig-login";

/** What a kubeconfig is read from. */
export interface KubeconfigParts {
  readonly args: { readonly resourceGroupName: pulumi.Input<string> };
  readonly cluster: ManagedCluster;
  readonly decided: { readonly access: pulumi.Output<ClusterAccessSpec> };
}

/** The kubeconfig of a cluster user, never the administrator's; its users sign in without a human. */
export function userKubeconfig(
  parent: pulumi.Resource,
  { args, cluster, decided }: KubeconfigParts,
): pulumi.Output<string> {
  const credentials = listManagedClusterUserCredentialsOutput(
    { resourceGroupName: args.resourceGroupName, resourceName: cluster.name },
    { parent },
  );
  // Azure's answer is not marked as a secret.
  const kubeconfig = pulumi.secret(credentials).apply(({ kubeconfigs: [first] }) => {
    if (first) return Buffer.from(first.value, "base64").toString("utf8");
    throw new Error("Reading the cluster's kubeconfig: Azure returned none. May this identity list user credentials?");
  });
  return pulumi
    .all([kubeconfig, decided.access])
    .apply(([text, { entraId }]) => (entraId === undefined ? text : kubeconfigLogin(text, entraId.login)));
}

/** What a cluster's Kubernetes provider is made from. */
export interface ProviderParts {
  readonly cluster: ManagedCluster;
  readonly kubeconfig: pulumi.Output<string>;
}

/** The Kubernetes provider of a cluster. */
export function kubernetesProvider(
  parent: pulumi.Resource,
  name: string,
  { cluster, kubeconfig }: ProviderParts,
): Provider {
  return new Provider(
    `${name}-kubernetes`,
    // Without the identifier a kubeconfig that Azure has renewed would replace everything in the cluster.
    { kubeconfig, clusterIdentifier: cluster.id },
    { parent },
  );
}
