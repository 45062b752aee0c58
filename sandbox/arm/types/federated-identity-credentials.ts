import { MANAGED_IDENTITY_VERSIONS } from "../api-versions";
import { badRequest, conflict } from "../arm-error";
import { only, objectAt, textAt } from "../json";
import type { PutRequest, ResourceType } from "../resource-type";
import { IDENTITY_TYPE } from "./user-assigned-identities";

const CREDENTIAL_TYPE = `${IDENTITY_TYPE}/federatedIdentityCredentials`;

/** Which tokens of an OIDC issuer, such as a cluster's, stand for a user-assigned identity. */
export const federatedIdentityCredentials: ResourceType = {
  type: CREDENTIAL_TYPE,
  apiVersions: MANAGED_IDENTITY_VERSIONS,
  hasLocation: false,
  required: ["properties.issuer", "properties.subject", "properties.audiences"],
  writes: "immediate",
  deletes: "immediate",
  admit: checkCredential,
  properties: ({ body }) => only(objectAt(body, "properties"), ["issuer", "subject", "audiences"]),
};

/**
 * Twenty for each identity, and each issuer and subject once. The limits are documented, the words of the refusals are
 * ours.
 *
 * @see https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations
 */
function checkCredential({ id, body, current, world }: PutRequest): void {
  const others = world.below(id.parent ?? "", CREDENTIAL_TYPE).filter((other) => other.id !== current?.id);
  if (others.length >= 20) {
    throw badRequest(
      "FederatedIdentityCredentialLimitReached",
      `The identity ${id.parent ?? ""} has 20 federated identity credentials already.`,
    );
  }
  const pair = ["properties.issuer", "properties.subject"] as const;
  if (!others.some((other) => pair.every((path) => textAt(other.body, path) === textAt(body, path)))) return;
  throw conflict(
    "IssuerAndSubjectExist",
    `The identity ${id.parent ?? ""} has a federated identity credential with issuer '${textAt(body, pair[0]) ?? ""}' and subject '${textAt(body, pair[1]) ?? ""}' already.`,
  );
}
