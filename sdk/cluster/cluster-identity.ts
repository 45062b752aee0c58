import { checked, type Check } from "../check";

/** Which identity a cluster's control plane has. */
export const ClusterIdentityType = {
  /** An identity that outlives the cluster, so that its roles can be given before the cluster is made. */
  userAssigned: "UserAssigned",
  /** An identity that comes and goes with the cluster. */
  systemAssigned: "SystemAssigned",
} as const;
export type ClusterIdentityType = (typeof ClusterIdentityType)[keyof typeof ClusterIdentityType];

/** What a user may say about the identity of a cluster. */
export interface ClusterIdentityArgs {
  readonly type?: ClusterIdentityType | undefined;
  readonly id?: string | undefined;
  readonly principalId?: string | undefined;
  readonly hasRoles?: boolean | undefined;
}

/** The identity of a cluster, checked. */
export interface ClusterIdentitySpec {
  readonly type: ClusterIdentityType;
  /** The identity that somebody else made. */
  readonly existing?: { readonly id: string; readonly principalId: string };
}

const IDENTITY_ID = {
  pattern:
    /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.ManagedIdentity\/userAssignedIdentities\/[^/]+$/i,
  description: "the ARM id of a user-assigned identity",
};
const OBJECT_ID = { pattern: /^\S+$/, description: "the object id (principal id) of the identity" };

/** @throws ArgumentError where an argument is wrong; its path starts with `identity` */
export function clusterIdentitySpec(args: ClusterIdentityArgs): ClusterIdentitySpec {
  return checked((root) => {
    const check = root.within("identity");
    const { userAssigned, systemAssigned } = ClusterIdentityType;
    const type = check.oneOf("type", args.type ?? userAssigned, [userAssigned, systemAssigned]);
    if (args.hasRoles !== undefined && args.id === undefined) {
      check.problem("hasRoles", "is for an existing identity, which is given by its id");
    }
    if (args.id === undefined && args.principalId === undefined) return { type };
    if (type === systemAssigned) {
      check.problem("type", `must not be "${type}" where an existing identity is given by its id`);
    }
    return { type, existing: existingIdentity(args, check) };
  });
}

function existingIdentity(args: ClusterIdentityArgs, check: Check) {
  return {
    id: check.text("id", args.id, IDENTITY_ID),
    principalId: check.text("principalId", args.principalId, OBJECT_ID),
  };
}
