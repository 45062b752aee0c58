import type { Permission } from "./authorization";

/** A role that Azure brings along. */
export interface BuiltInRole {
  /** The role definition's GUID, the same in every tenant. */
  readonly name: string;
  readonly roleName: string;
  readonly description: string;
  readonly permission: Permission;
  /** What it allows inside a resource, such as a cluster's Kubernetes API, where no role of ARM counts. */
  readonly dataActions?: readonly string[];
}

/** The role definition Owner. */
export const OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";
/** The role definition Contributor. */
export const CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c";

const COMMON_ACTIONS = [
  "Microsoft.Authorization/*/read",
  "Microsoft.Insights/alertRules/*",
  "Microsoft.Resources/deployments/*",
  "Microsoft.Resources/subscriptions/resourceGroups/read",
  "Microsoft.Support/*",
];

const CLUSTERS = "Microsoft.ContainerService/managedClusters";

/** The roles on what Kubernetes itself keeps: all of them may fetch the cluster user's kubeconfig. */
function kubernetesRole(role: Omit<BuiltInRole, "permission">): BuiltInRole {
  const actions = [...COMMON_ACTIONS, `${CLUSTERS}/listClusterUserCredential/action`];
  return { ...role, permission: { actions, notActions: [] } };
}

/** @see https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
export const BUILT_IN_ROLES: readonly BuiltInRole[] = [
  {
    name: OWNER,
    roleName: "Owner",
    description: "Grants full access to manage all resources, including the ability to assign roles in Azure RBAC.",
    permission: { actions: ["*"], notActions: [] },
  },
  {
    name: CONTRIBUTOR,
    roleName: "Contributor",
    description:
      "Grants full access to manage all resources, but does not allow you to assign roles in Azure RBAC, manage assignments in Azure Blueprints, or share image galleries.",
    permission: {
      actions: ["*"],
      notActions: [
        "Microsoft.Authorization/*/Delete",
        "Microsoft.Authorization/*/Write",
        "Microsoft.Authorization/elevateAccess/Action",
        "Microsoft.Blueprint/blueprintAssignments/write",
        "Microsoft.Blueprint/blueprintAssignments/delete",
        "Microsoft.Compute/galleries/share/action",
        "Microsoft.Purview/consents/write",
        "Microsoft.Purview/consents/delete",
        "Microsoft.Resources/deploymentStacks/manageDenySetting/action",
        "Microsoft.Subscription/cancel/action",
        "Microsoft.Subscription/enable/action",
      ],
    },
  },
  {
    name: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    roleName: "Reader",
    description: "View all resources, but does not allow you to make any changes.",
    permission: { actions: ["*/read"], notActions: [] },
  },
  {
    name: "4d97b98b-1d4f-4787-a291-c67834d212e7",
    roleName: "Network Contributor",
    description: "Lets you manage networks, but not access to them.",
    permission: {
      actions: [...COMMON_ACTIONS, "Microsoft.Network/*", "Microsoft.ResourceHealth/availabilityStatuses/read"],
      notActions: [],
    },
  },
  {
    name: "7f951dda-4ed3-4680-a7ca-43fe172d538d",
    roleName: "AcrPull",
    description: "acr pull",
    permission: { actions: ["Microsoft.ContainerRegistry/registries/pull/read"], notActions: [] },
  },
  {
    name: "f1a07417-d97a-45cb-824c-7a7467783830",
    roleName: "Managed Identity Operator",
    description: "Read and Assign User Assigned Identity",
    permission: {
      actions: [
        ...COMMON_ACTIONS,
        "Microsoft.ManagedIdentity/userAssignedIdentities/*/read",
        "Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action",
      ],
      notActions: [],
    },
  },
  {
    name: "b12aa53e-6015-4669-85d0-8515ebb3ae7f",
    roleName: "Private DNS Zone Contributor",
    description: "Lets you manage private DNS zone resources, but not the virtual networks they are linked to.",
    permission: {
      actions: [
        ...COMMON_ACTIONS,
        "Microsoft.Network/privateDnsZones/*",
        "Microsoft.Network/privateDnsOperationResults/*",
        "Microsoft.Network/privateDnsOperationStatuses/*",
        "Microsoft.Network/virtualNetworks/read",
        "Microsoft.Network/virtualNetworks/join/action",
      ],
      notActions: [],
    },
  },
  {
    name: "5d977122-f97e-4b4d-a52f-6b43003ddb4d",
    roleName: "Azure Container Instances Contributor Role",
    description: "Grants read/write access to container groups provided by Azure Container Instances",
    permission: { actions: [...COMMON_ACTIONS, "Microsoft.ContainerInstance/containerGroups/*"], notActions: [] },
  },
  {
    name: "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59",
    roleName: "Managed Identity Contributor",
    description: "Create, Read, Update, and Delete User Assigned Identity",
    permission: {
      actions: [
        ...COMMON_ACTIONS,
        "Microsoft.ManagedIdentity/userAssignedIdentities/read",
        "Microsoft.ManagedIdentity/userAssignedIdentities/write",
        "Microsoft.ManagedIdentity/userAssignedIdentities/delete",
        "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/*",
      ],
      notActions: [],
    },
  },
  {
    name: "0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8",
    roleName: "Azure Kubernetes Service Cluster Admin Role",
    description: "List cluster admin credential action.",
    permission: {
      actions: [`${CLUSTERS}/listClusterAdminCredential/action`, `${CLUSTERS}/read`, `${CLUSTERS}/runcommand/action`],
      notActions: [],
    },
  },
  {
    name: "4abbcc35-e782-43d8-92c5-2d3f1bd2253f",
    roleName: "Azure Kubernetes Service Cluster User Role",
    description: "List cluster user credential action.",
    permission: { actions: [`${CLUSTERS}/listClusterUserCredential/action`, `${CLUSTERS}/read`], notActions: [] },
  },
  kubernetesRole({
    name: "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b",
    roleName: "Azure Kubernetes Service RBAC Cluster Admin",
    description: "Lets you manage all resources in the cluster.",
    dataActions: [`${CLUSTERS}/*`],
  }),
  kubernetesRole({
    name: "3498e952-d568-435e-9b2c-8d77e338d7f7",
    roleName: "Azure Kubernetes Service RBAC Admin",
    description:
      "Lets you manage all resources under cluster/namespace, except update or delete resource quotas and namespaces.",
    dataActions: [`${CLUSTERS}/*`],
  }),
  kubernetesRole({
    name: "a7ffa36f-339b-4b5c-8bdf-e2c188b2c0eb",
    roleName: "Azure Kubernetes Service RBAC Writer",
    description: "Allows read/write access to most objects in a namespace.",
    dataActions: [`${CLUSTERS}/apps/*`, `${CLUSTERS}/batch/*`, `${CLUSTERS}/configmaps/*`, `${CLUSTERS}/pods/*`],
  }),
  kubernetesRole({
    name: "7f6c6a51-bcf8-42ba-9220-52d62157d7db",
    roleName: "Azure Kubernetes Service RBAC Reader",
    description: "Allows read-only access to see most objects in a namespace.",
    dataActions: [`${CLUSTERS}/apps/*/read`, `${CLUSTERS}/configmaps/read`, `${CLUSTERS}/pods/read`],
  }),
];
