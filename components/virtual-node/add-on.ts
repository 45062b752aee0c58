import type { ManagedCluster } from "@pulumi/azure-native/containerservice";
import type * as pulumi from "@pulumi/pulumi";
import { VirtualNodeGeneration } from "../../sdk/virtual-node/generation";
import { VirtualNodeReady } from "../dynamic/virtual-node-ready";
import { givenByAzure } from "../cluster/given-by-azure";
import { readyTriggers, subnetRole, type VirtualNodeParts, type VirtualNodeResources } from "./parts";

/**
 * The virtual node of v1. The cluster's add-on makes it; what is missing is the role of the add-on's identity, which is
 * made with the cluster, so that its role can only be given afterwards.
 *
 * @see https://learn.microsoft.com/azure/aks/virtual-nodes-cli
 */
export function addOnVirtualNode(
  parent: pulumi.ComponentResource,
  name: string,
  parts: VirtualNodeParts,
): VirtualNodeResources {
  const { spec, cluster, network, kubeconfig } = parts;
  const principalId = connectorPrincipalId(cluster);
  const roles = [subnetRole(parent, name, { ...parts, role: "connector-role", principalId })];
  const ready = new VirtualNodeReady(
    `${name}-virtual-node`,
    {
      kubeconfig,
      generation: VirtualNodeGeneration.v1,
      nodes: spec.nodes,
      subnetId: network.virtualNodeSubnetId,
      principalId,
      timeoutMinutes: spec.readyTimeoutMinutes,
      triggers: readyTriggers(parts, roles),
    },
    { parent, dependsOn: roles },
  );
  return { ready, roles, principalId };
}

/** Object id of the identity that AKS makes for the add-on. */
function connectorPrincipalId(cluster: ManagedCluster): pulumi.Output<string> {
  return givenByAzure(
    cluster.addonProfiles.apply((profiles) => {
      const identity: { readonly objectId?: string } | undefined = profiles?.["aciConnectorLinux"]?.identity;
      return identity?.objectId;
    }),
    "Giving the virtual node's connector its role: the cluster has no identity for the add-on aciConnectorLinux. " +
      "See whether the add-on is enabled: az aks show --query addonProfiles",
  );
}
