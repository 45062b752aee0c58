import { createHmac } from "node:crypto";
import { userObjectId } from "../arm/grants";
import type { SandboxState } from "../state";

/** What a sandbox's Entra ID knows of its user. */
export type Directory = Pick<SandboxState, "clientSecret" | "tenantId">;

/** The token with which the sandbox's user signs in to every cluster of the sandbox. */
export function userToken({ clientSecret }: Pick<Directory, "clientSecret">): string {
  return createHmac("sha256", clientSecret).update("kubernetes").digest("base64url");
}

/**
 * The file by which API servers know that token. Roles of Azure are not weighed in Kubernetes here: the sandbox's user may
 * do everything.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#static-token-file
 */
export function userTokenFile(directory: Directory): string {
  const user = userObjectId(directory.tenantId);
  return `${userToken(directory)},${user},${user},"system:masters"\n`;
}
