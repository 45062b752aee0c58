import { badRequest } from "../arm-error";
import { mayDo } from "../grants";
import { objectAt, textAt, type JsonObject } from "../json";
import type { PutRequest, Reference } from "../resource-type";
import type { ResourceRecord } from "../store";
import { IDENTITY_TYPE } from "../types/user-assigned-identities";
import { kubeletIdentityId } from "./connector";
import { nodeGroupId } from "./node-resource-group";

const ASSIGN = `${IDENTITY_TYPE}/assign/action`;

/** The identity that a cluster's caller chose for the kubelets; AKS makes one where there is none. */
export function givenKubeletIdentity(properties: JsonObject): string | undefined {
  return textAt(properties, "identityProfile.kubeletidentity.resourceId");
}

/** The id of the identity that a cluster's kubelets have. */
export function kubeletIdentityOf(cluster: Pick<ResourceRecord, "id" | "body">): string {
  const given = givenKubeletIdentity(objectAt(cluster.body, "properties"));
  return given ?? kubeletIdentityId(cluster, nodeGroupId(cluster));
}

/** The use that a cluster makes of an identity that it was given for its kubelets. */
export function kubeletReferences({ body }: ResourceRecord): readonly Reference[] {
  const id = givenKubeletIdentity(objectAt(body, "properties"));
  return id === undefined ? [] : [{ id, action: ASSIGN }];
}

/**
 * The cluster's own identity hands out the kubelets', for which it needs a role on it. Code and words are Azure's: the
 * code is in Azure/azure-service-operator (managed_cluster_extensions.go), and public deployment logs quote it in full.
 *
 * @see https://learn.microsoft.com/azure/aks/use-managed-identity (pre-created kubelet managed identity)
 */
export function checkKubeletIdentity({ body, world }: PutRequest): void {
  const scope = givenKubeletIdentity(objectAt(body, "properties"));
  if (scope === undefined || world.find(scope) === undefined) return;
  const [identityId] = Object.keys(objectAt(body, "identity.userAssignedIdentities"));
  const identity = identityId === undefined ? undefined : world.find(identityId);
  const principal = {
    objectId: textAt(identity?.body, "properties.principalId") ?? "",
    clientId: textAt(identity?.body, "properties.clientId") ?? "",
  };
  if (mayDo({ principal, action: ASSIGN, scope }, world)) return;
  throw badRequest(
    "CustomKubeletIdentityMissingPermissionError",
    "The cluster using user-assigned managed identity must be granted 'Managed Identity Operator' role to assign kubelet identity. You can run 'az role assignment create --assignee <control-plane-identity-principal-id> --role 'Managed Identity Operator' --scope <kubelet-identity-resource-id>' to grant the permission. See https://learn.microsoft.com/en-us/azure/aks/use-managed-identity#add-role-assignment",
  );
}
