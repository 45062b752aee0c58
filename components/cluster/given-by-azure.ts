import type { ManagedCluster } from "@pulumi/azure-native/containerservice";
import * as pulumi from "@pulumi/pulumi";

/**
 * What Azure says of a cluster only once that exists. A preview repeats what it was given, and Azure has not yet given
 * this.
 */
export function givenByAzure(output: pulumi.Output<string | undefined>, missing: string): pulumi.Output<string> {
  return output.apply((value) => {
    if (value) return value;
    if (pulumi.runtime.isDryRun()) return pulumi.unknown as never;
    throw new Error(missing);
  });
}

/** Object id of the identity that AKS makes for a cluster's VMs, which pulls their images. */
export function kubeletPrincipalId(cluster: ManagedCluster): pulumi.Output<string> {
  return givenByAzure(
    cluster.identityProfile.apply((profile) => profile?.["kubeletidentity"]?.objectId),
    "Reading the cluster's kubelet identity: the cluster has none. See which it has: az aks show --query identityProfile",
  );
}

/** The name of the API server: the private one, where that is the only one. */
export function apiServerName(cluster: ManagedCluster): pulumi.Output<string> {
  // Azure leaves the name out that a cluster does not have.
  const names = pulumi.all([cluster.fqdn, cluster.privateFQDN] as pulumi.Output<string | undefined>[]);
  return names.apply(([name, privateName]) => name ?? privateName ?? "");
}

/** Who signs the tokens of a cluster's service accounts. */
export function issuerUrl(cluster: ManagedCluster): pulumi.Output<string> {
  return givenByAzure(
    cluster.oidcIssuerProfile.apply((profile) => profile?.issuerURL),
    "Reading the cluster's OIDC issuer: the cluster has none. See: az aks show --query oidcIssuerProfile",
  );
}

/** The resource group in which AKS keeps what a cluster is made of. */
export function nodeResourceGroupOf(cluster: ManagedCluster): pulumi.Output<string> {
  return givenByAzure(
    cluster.nodeResourceGroup,
    "Reading the cluster's node resource group: the cluster has none. See: az aks show --query provisioningState",
  );
}
