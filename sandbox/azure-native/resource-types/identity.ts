import type { ResourceType } from "../resource-type";

const SYSTEM = ["createdBy", "createdOn", "name", "systemData", "type", "updatedBy", "updatedOn"] as const;

/** Resource groups, identities, and what they may do. */
export const identityTypes: readonly ResourceType[] = [
  {
    token: "azure-native:resources:ResourceGroup",
    apiVersion: "2024-03-01",
    path: "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}",
    autoName: "random",
    hasLocation: true,
    // The one resource whose `properties` azure-native does not lift.
    shape: { computed: ["name", "properties", "type"] },
    replacing: ["location"],
  },
  {
    token: "azure-native:managedidentity:UserAssignedIdentity",
    apiVersion: "2023-01-31",
    path:
      "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}" +
      "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}",
    autoName: "random",
    hasLocation: true,
    shape: {
      answersInContainer: true,
      computed: ["clientId", "name", "principalId", "systemData", "tenantId", "type"],
    },
    replacing: ["location"],
  },
  {
    token: "azure-native:managedidentity:FederatedIdentityCredential",
    apiVersion: "2023-01-31",
    path:
      "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}" +
      "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}" +
      "/federatedIdentityCredentials/{federatedIdentityCredentialResourceName}",
    autoName: "copy",
    hasLocation: false,
    shape: {
      beside: ["id", "name", "systemData", "type"],
      computed: ["name", "systemData", "type"],
      required: ["audiences", "issuer", "subject"],
    },
    replacing: [],
  },
  {
    token: "azure-native:authorization:RoleAssignment",
    apiVersion: "2022-04-01",
    path: "/{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
    autoName: "uuid",
    hasLocation: false,
    shape: { beside: ["id", "name", "type"], computed: SYSTEM, required: ["principalId", "roleDefinitionId"] },
    // Azure: "Tenant ID, application ID, principal ID, and scope are not allowed to be updated."
    replacing: ["delegatedManagedIdentityResourceId", "principalId", "principalType", "roleDefinitionId"],
  },
  {
    token: "azure-native:authorization:RoleDefinition",
    apiVersion: "2022-05-01-preview",
    path: "/{scope}/providers/Microsoft.Authorization/roleDefinitions/{roleDefinitionId}",
    autoName: "uuid",
    hasLocation: false,
    shape: { beside: ["id", "name", "type"], renamed: { roleType: "type" }, computed: SYSTEM },
    replacing: [],
  },
];
