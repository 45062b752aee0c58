import type { Principal } from "./authorization";
import { userObjectId } from "./grants";
import type { ArmResponse } from "./request";
import { equal, USER_TOKEN_SECONDS, type Tokens } from "./tokens";

/** What the token endpoint knows. */
export interface TokenEndpoint {
  readonly tokens: Tokens;
  readonly tenantId: string;
  readonly clientSecret: string;
}

/**
 * Answers `POST /{tenantId}/oauth2/v2.0/token` with the client-credentials grant; nothing for other paths.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export function tokenAnswer(endpoint: TokenEndpoint, path: string, form: URLSearchParams): ArmResponse | undefined {
  const [, tenant] = /^\/([^/]+)\/oauth2\/v2\.0\/token$/i.exec(path) ?? [];
  if (tenant === undefined) return undefined;
  const refusal = refused(endpoint, tenant, form);
  if (refusal !== undefined) return refusal;
  const principal: Principal = { objectId: userObjectId(endpoint.tenantId), clientId: form.get("client_id") ?? "" };
  return {
    status: 200,
    body: {
      token_type: "Bearer",
      expires_in: USER_TOKEN_SECONDS,
      ext_expires_in: USER_TOKEN_SECONDS,
      access_token: endpoint.tokens.issue(principal, USER_TOKEN_SECONDS),
    },
  };
}

function refused(endpoint: TokenEndpoint, tenant: string, form: URLSearchParams): ArmResponse | undefined {
  if (tenant.toLowerCase() !== endpoint.tenantId.toLowerCase()) {
    return oauthError(400, "invalid_request", `AADSTS90002: Tenant '${tenant}' not found.`);
  }
  if (form.get("grant_type") !== "client_credentials") {
    return oauthError(400, "unsupported_grant_type", "AADSTS70003: The app requested an unsupported grant type.");
  }
  if ((form.get("client_id") ?? "") === "") {
    return oauthError(
      400,
      "invalid_request",
      "AADSTS900144: The request body must contain the following parameter: 'client_id'.",
    );
  }
  if (!equal(form.get("client_secret") ?? "", endpoint.clientSecret)) {
    return oauthError(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.");
  }
  return undefined;
}

function oauthError(status: number, error: string, description: string): ArmResponse {
  return { status, body: { error, error_description: description } };
}
