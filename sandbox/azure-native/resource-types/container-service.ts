import type { ResourceType } from "../resource-type";
import type { Shape } from "../shape";

const API_VERSION = "2025-09-01";
const CLUSTER =
  "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}" +
  "/providers/Microsoft.ContainerService/managedClusters/{resourceName}";

/** The only members of azure-native that Azure spells like command-line flags. */
const AUTOSCALER_FLAGS = [
  "balanceSimilarNodeGroups",
  "daemonsetEvictionForEmptyNodes",
  "daemonsetEvictionForOccupiedNodes",
  "expander",
  "ignoreDaemonsetsUtilization",
  "maxEmptyBulkDelete",
  "maxGracefulTerminationSec",
  "maxNodeProvisionTime",
  "maxTotalUnreadyPercentage",
  "newPodScaleUpDelay",
  "okTotalUnreadyCount",
  "scaleDownDelayAfterAdd",
  "scaleDownDelayAfterDelete",
  "scaleDownDelayAfterFailure",
  "scaleDownUnneededTime",
  "scaleDownUnreadyTime",
  "scaleDownUtilizationThreshold",
  "scanInterval",
  "skipNodesWithLocalStorage",
  "skipNodesWithSystemPods",
] as const;

const flag = (name: string): string => name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);

/** What Azure fills in for a pool, inside the cluster or as a resource of its own. */
const POOL_COMPUTED = [
  "count",
  "currentOrchestratorVersion",
  "eTag",
  "enableFIPS",
  "kubeletDiskType",
  "maxPods",
  "nodeImageVersion",
  "orchestratorVersion",
  "osDiskSizeGB",
  "osDiskType",
  "osSKU",
  "osType",
  "powerState",
  "provisioningState",
  "scaleDownMode",
  "securityProfile",
  "upgradeSettings",
  "workloadRuntime",
] as const;

const networkProfile: Shape = {
  computed: [
    "dnsServiceIP",
    "ipFamilies",
    "loadBalancerProfile",
    "loadBalancerSku",
    "networkDataplane",
    "networkPlugin",
    "networkPolicy",
    "outboundType",
    "podCidr",
    "podCidrs",
    "serviceCidr",
    "serviceCidrs",
  ],
};

const managedCluster: Shape = {
  beside: [
    "eTag",
    "extendedLocation",
    "id",
    "identity",
    "kind",
    "location",
    "name",
    "sku",
    "systemData",
    "tags",
    "type",
  ],
  members: {
    addonProfiles: { each: { computed: ["identity"], required: ["enabled"] } },
    agentPoolProfiles: { computed: POOL_COMPUTED, required: ["name"] },
    autoScalerProfile: { renamed: Object.fromEntries(AUTOSCALER_FLAGS.map((name) => [name, flag(name)])) },
    identity: { members: { userAssignedIdentities: { set: true } }, computed: ["principalId", "tenantId"] },
    networkProfile,
    oidcIssuerProfile: { computed: ["issuerURL"] },
  },
  computed: [
    "azurePortalFQDN",
    "currentKubernetesVersion",
    "eTag",
    "fqdn",
    "identityProfile",
    "kubernetesVersion",
    "maxAgentPools",
    "name",
    "networkProfile",
    "nodeResourceGroup",
    "powerState",
    "privateFQDN",
    "provisioningState",
    "resourceUID",
    "status",
    "systemData",
    "type",
  ],
};

/** pulumi-azure-native `gen/replacement.go`: of the network profile only these can't be changed in place. */
const FIXED_NETWORK = [
  "dnsServiceIP",
  "networkDataplane",
  "networkMode",
  "networkPlugin",
  "networkPluginMode",
  "networkPolicy",
  "outboundType",
  "podCidr",
  "serviceCidr",
  "serviceCidrs",
].map((name) => `networkProfile.${name}`);

/** The resource types of `azure-native:containerservice` that the sandbox has. */
export const containerServiceTypes: readonly ResourceType[] = [
  {
    token: "azure-native:containerservice:ManagedCluster",
    apiVersion: API_VERSION,
    path: CLUSTER,
    autoName: "random",
    hasLocation: true,
    shape: managedCluster,
    replacing: [
      "diskEncryptionSetID",
      "dnsPrefix",
      "fqdnSubdomain",
      "linuxProfile",
      "location",
      "nodeResourceGroup",
      "windowsProfile",
      ...FIXED_NETWORK,
    ],
  },
  {
    token: "azure-native:containerservice:AgentPool",
    apiVersion: API_VERSION,
    path: `${CLUSTER}/agentPools/{agentPoolName}`,
    autoName: "copy",
    hasLocation: false,
    shape: { beside: ["id", "name"], computed: [...POOL_COMPUTED, "mode", "name", "status", "type"] },
    // A change of anything else that is fixed (maxPods, the subnet, the disk) is Azure's to refuse, as it is in Azure.
    replacing: ["gpuInstanceProfile", "networkProfile.nodePublicIPTags", "vmSize"],
  },
  {
    token: "azure-native:containerservice:MaintenanceConfiguration",
    apiVersion: API_VERSION,
    path: `${CLUSTER}/maintenanceConfigurations/{configName}`,
    autoName: "copy",
    hasLocation: false,
    shape: {
      beside: ["id", "name", "systemData", "type"],
      members: { maintenanceWindow: { required: ["durationHours", "schedule", "startTime"] } },
      computed: ["name", "systemData", "type"],
    },
    replacing: [],
  },
];
