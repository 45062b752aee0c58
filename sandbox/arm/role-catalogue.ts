import type { Permission } from "./authorization";

/** A role that Azure brings along. */
export interface BuiltInRole {
  /** The role definition's GUID, the same in every tenant. */
  readonly name: string;
  readonly roleName: string;
  readonly description: string;
  readonly permission: Permission;
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
];
