import type { ResourceType } from "../resource-type";

const API_VERSION = "2022-06-01";
const COMPUTED = ["etag", "metadata", "name", "provisioningState", "systemData", "type"] as const;

/** What Azure Monitor collects, and of which resources. */
export const dataCollectionTypes: readonly ResourceType[] = [
  {
    token: "azure-native:monitor:DataCollectionRule",
    apiVersion: API_VERSION,
    path:
      "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}" +
      "/providers/Microsoft.Insights/dataCollectionRules/{dataCollectionRuleName}",
    autoName: "random",
    hasLocation: true,
    shape: {
      beside: ["etag", "id", "identity", "kind", "location", "name", "systemData", "tags", "type"],
      members: {
        destinations: { members: { logAnalytics: { computed: ["workspaceId"] } } },
        identity: { members: { userAssignedIdentities: { set: true } }, computed: ["principalId", "tenantId"] },
      },
      computed: [...COMPUTED, "immutableId"],
    },
    replacing: ["location"],
  },
  {
    token: "azure-native:monitor:DataCollectionRuleAssociation",
    apiVersion: API_VERSION,
    path: "/{resourceUri}/providers/Microsoft.Insights/dataCollectionRuleAssociations/{associationName}",
    autoName: "random",
    hasLocation: false,
    shape: { beside: ["etag", "id", "name", "systemData", "type"], computed: COMPUTED },
    replacing: [],
  },
];
