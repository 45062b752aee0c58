import { RoleAssignment } from "@pulumi/azure-native/authorization";
import { Release } from "@pulumi/kubernetes/helm/v3/release";
import * as pulumi from "@pulumi/pulumi";
import { resourceGroupId, Role, subscriptionOf } from "../../sdk/cluster/roles";
import * as chart from "../../sdk/virtual-node/chart-release";
import { VirtualNodeGeneration } from "../../sdk/virtual-node/generation";
import { kubeletPrincipalId, nodeResourceGroupOf } from "../cluster/given-by-azure";
import { VirtualNodeReady } from "../dynamic/virtual-node-ready";
import { warnAboutHosts } from "./hosts";
import { readyTriggers, subnetRole, type VirtualNodeParts, type VirtualNodeResources } from "./parts";
import { roleAssignment } from "./role-assignment";

/**
 * The virtual nodes of v2: pods on the cluster's VMs that run container groups with the identity of those VMs, put there
 * by a Helm chart.
 *
 * @see https://github.com/microsoft/virtualnodesOnAzureContainerInstances
 */
export function chartVirtualNode(
  parent: pulumi.ComponentResource,
  name: string,
  parts: VirtualNodeParts,
): VirtualNodeResources {
  const { spec, network, kubeconfig } = parts;
  const principalId = kubeletPrincipalId(parts.cluster);
  const roles = [
    subnetRole(parent, name, { ...parts, role: "kubelet-subnet-role", principalId }),
    containerGroupsRole(parent, name, { ...parts, principalId }),
  ];
  warnAboutHosts(parent, parts);
  const release = chartRelease(parent, name, { ...parts, roles });
  const ready = new VirtualNodeReady(
    `${name}-virtual-node`,
    {
      kubeconfig,
      generation: VirtualNodeGeneration.v2,
      nodes: spec.nodes,
      subnetId: network.virtualNodeSubnetId,
      principalId,
      timeoutMinutes: spec.readyTimeoutMinutes,
      triggers: readyTriggers(parts, roles, release.version),
    },
    { parent, dependsOn: [release, ...roles] },
  );
  return { ready, roles, principalId };
}

/**
 * Lets the VMs' identity run container groups where virtual nodes put them: in the node resource group. The chart's own
 * documents give Contributor there, or a custom role with a part of what this role of Azure's has; a custom role could
 * not outlive the group that it is for, and would be left over in the tenant when somebody deletes the cluster by hand.
 *
 * @see https://github.com/microsoft/virtualnodesOnAzureContainerInstances/blob/main/Docs/SecurityCustomizations.md
 */
function containerGroupsRole(
  parent: pulumi.ComponentResource,
  name: string,
  { cluster, principalId }: Pick<VirtualNodeParts, "cluster"> & Pick<VirtualNodeResources, "principalId">,
): RoleAssignment {
  const nodeResourceGroup = nodeResourceGroupOf(cluster);
  const scope = pulumi
    .all([cluster.id, nodeResourceGroup])
    .apply(([id, group]) => resourceGroupId(subscriptionOf(id), group));
  return new RoleAssignment(
    `${name}-kubelet-container-groups-role`,
    roleAssignment({ scope, role: Role.containerInstancesContributor, principalId }),
    { parent },
  );
}

function chartRelease(
  parent: pulumi.ComponentResource,
  name: string,
  { args, spec, cluster, network, provider, userPools, roles }: VirtualNodeParts & Pick<VirtualNodeResources, "roles">,
): Release {
  return new Release(
    `${name}-virtual-node-chart`,
    {
      name: chart.RELEASE,
      namespace: chart.RELEASE_NAMESPACE,
      chart: chart.CHART,
      repositoryOpts: { repo: chart.CHART_REPOSITORY },
      version: spec.apply(({ chart: release }) => release?.version),
      values: pulumi
        .all([spec, network.virtualNodeSubnetId, pulumi.output(args.tags)])
        .apply(([known, subnetId, tags]) => ({ ...chart.chartValues({ spec: known, subnetId, tags }) })),
      // The wait that follows knows what virtual nodes lack; Helm's would only say that it took too long.
      skipAwait: true,
    },
    { parent, provider, dependsOn: [...roles, ...userPools], deletedWith: cluster },
  );
}
