import type { ResourceType } from "../resource-type";

const GROUP = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers";

/** What a cluster works with beside its network: a workspace for its logs, a registry for its images. */
export const workspaceTypes: readonly ResourceType[] = [
  {
    token: "azure-native:operationalinsights:Workspace",
    apiVersion: "2023-09-01",
    path: `${GROUP}/Microsoft.OperationalInsights/workspaces/{workspaceName}`,
    autoName: "random",
    hasLocation: true,
    shape: {
      beside: ["etag", "id", "identity", "location", "name", "systemData", "tags", "type"],
      members: {
        identity: { members: { userAssignedIdentities: { set: true } }, computed: ["principalId", "tenantId"] },
        sku: { computed: ["lastSkuUpdate"], required: ["name"] },
        workspaceCapping: { computed: ["dataIngestionStatus", "quotaNextResetTime"] },
      },
      computed: [
        "createdDate",
        "customerId",
        "etag",
        "modifiedDate",
        "name",
        "privateLinkScopedResources",
        "provisioningState",
        "systemData",
        "type",
      ],
    },
    replacing: ["location"],
  },
  {
    token: "azure-native:containerregistry:Registry",
    apiVersion: "2023-01-01-preview",
    path: `${GROUP}/Microsoft.ContainerRegistry/registries/{registryName}`,
    autoName: "random",
    hasLocation: true,
    shape: {
      beside: ["id", "identity", "location", "name", "sku", "systemData", "tags", "type"],
      members: {
        identity: { members: { userAssignedIdentities: { set: true } } },
        sku: { computed: ["tier"], required: ["name"] },
      },
      computed: [
        "creationDate",
        "dataEndpointHostNames",
        "loginServer",
        "name",
        "privateEndpointConnections",
        "provisioningState",
        "status",
        "systemData",
        "type",
      ],
      required: ["sku"],
    },
    replacing: ["location"],
  },
];
