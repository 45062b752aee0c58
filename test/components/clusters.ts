import {
  ClusterTier,
  ConnectorRole,
  KubeloginMode,
  NodeOsUpgradeChannel,
  UpgradeChannel,
  VirtualNodeCluster,
  VirtualNodeGeneration,
  WeekDay,
  type NetworkRef,
  type VirtualNodeClusterArgs,
} from "../../index";
import { record, SUBSCRIPTION, type Recording } from "./recording";
import type { Answers } from "./mock-azure";

const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups`;

export const VIRTUAL_NETWORK = `${GROUP}/group/providers/Microsoft.Network/virtualNetworks/net`;

export const NETWORK: NetworkRef = {
  nodeSubnetId: `${VIRTUAL_NETWORK}/subnets/nodes`,
  virtualNodeSubnetId: `${VIRTUAL_NETWORK}/subnets/aci`,
  serviceCidr: "172.16.0.0/16",
  location: "westeurope",
};

export const ZONE = `${GROUP}/dns/providers/Microsoft.Network/privateDnsZones/privatelink.westeurope.azmk8s.io`;
export const REGISTRY = `${GROUP}/images/providers/Microsoft.ContainerRegistry/registries/images`;
export const WORKSPACE = `${GROUP}/logs/providers/Microsoft.OperationalInsights/workspaces/logs`;
export const IDENTITY = `${GROUP}/ids/providers/Microsoft.ManagedIdentity/userAssignedIdentities/aks`;
export const ADMINS = "11111111-2222-3333-4444-555555555555";

/** No more than a cluster must be told. */
export const LEAST: VirtualNodeClusterArgs = {
  resourceGroupName: "group",
  network: NETWORK,
  systemPool: { vmSize: "Standard_D2s_v5" },
};

/** Everything that a cluster can be told at once. */
export const EVERYTHING: VirtualNodeClusterArgs = {
  ...LEAST,
  userPools: [
    { name: "apps", vmSize: "Standard_D4s_v5", minCount: 1, maxCount: 5, nodeLabels: { tier: "apps" } },
    { name: "batch", vmSize: "Standard_D8s_v5", spot: {}, availabilityZones: ["1"] },
  ],
  kubernetesVersion: "1.34",
  upgradeChannel: UpgradeChannel.patch,
  nodeOsUpgradeChannel: NodeOsUpgradeChannel.securityPatch,
  maintenanceWindow: { dayOfWeek: WeekDay.sunday, startTime: "02:00", durationHours: 6, utcOffset: "+01:00" },
  tier: ClusterTier.standard,
  entraId: { adminGroupObjectIds: [ADMINS], login: KubeloginMode.workloadidentity },
  privateCluster: { privateDnsZone: ZONE },
  keda: true,
  monitoring: {},
  containerRegistryId: REGISTRY,
  managedCluster: { autoScalerProfile: { scanInterval: "20s" }, sku: { name: "Base", tier: "Premium" } },
  tags: { team: "shop" },
};

/** Other ways to make a cluster, each with its name. */
export const VARIANTS: Readonly<Record<string, VirtualNodeClusterArgs>> = {
  "the least": LEAST,
  everything: EVERYTHING,
  "a system-assigned identity": { ...LEAST, identity: { type: "SystemAssigned" } },
  "an existing identity": { ...LEAST, identity: { id: IDENTITY, principalId: "existing-principal" } },
  "an existing identity that has its roles": {
    ...LEAST,
    identity: { id: IDENTITY, principalId: "existing-principal", hasRoles: true },
    privateCluster: { privateDnsZone: ZONE },
  },
  "an existing workspace": { ...LEAST, monitoring: { workspaceId: WORKSPACE, workspaceLocation: "northeurope" } },
  "the connector's narrow role": { ...LEAST, virtualNode: { connectorRole: ConnectorRole.subnetJoin } },
  "AKS's private zone": { ...LEAST, privateCluster: {} },
  "no private zone": { ...LEAST, privateCluster: { privateDnsZone: "none" } },
  "no workload identity": { ...LEAST, workloadIdentity: false, keda: false },
  "virtual nodes of v2": {
    ...LEAST,
    virtualNode: { generation: VirtualNodeGeneration.v2, chartVersion: "1.3409.26080501" },
  },
  "virtual nodes of v2 and Azure's own role": {
    ...LEAST,
    virtualNode: {
      generation: VirtualNodeGeneration.v2,
      chartVersion: "1.3409.26080501",
      connectorRole: ConnectorRole.networkContributor,
    },
  },
};

/** A cluster called `aks`, as the mocks record it. */
export function recordCluster(
  args: VirtualNodeClusterArgs = LEAST,
  preview = false,
  answers: Answers = {},
): Promise<Recording<VirtualNodeCluster>> {
  return record(() => new VirtualNodeCluster("aks", args), preview, answers);
}
