import { badRequest } from "./arm-error";
import { missingApiVersion } from "./common-errors";
import type { WireRequest } from "./https";
import type { JsonObject } from "./json";
import type { ArmResponse } from "./request";
import { AUDIENCE } from "./tokens";

const METADATA_VERSION = "2022-09-01";

/** Where the sandbox's Azure is, and whose it is. */
export interface Cloud {
  /** Such as `https://127.0.0.1:8443`. */
  readonly url: string;
  readonly tenantId: string;
}

/**
 * Answers what a client asks before it signs in to a cloud that it does not know: the cloud's endpoints, and how its
 * sign-in works. Nobody has a token by then. Nothing for other requests.
 */
export function cloudAnswer(cloud: Cloud, { method, path, query }: WireRequest): ArmResponse | undefined {
  if (method !== "GET") return undefined;
  if (path.toLowerCase() === "/metadata/endpoints") return endpoints(cloud, query.get("api-version"));
  const [, tenant, document] =
    /^\/([^/]+)\/(?:v2\.0\/)?(\.well-known\/openid-configuration|discovery\/instance)$/i.exec(path) ?? [];
  if (tenant === undefined || document === undefined) return undefined;
  if (document.startsWith("discovery")) return { status: 200, body: instanceDiscovery(cloud) };
  if (isKnown(tenant, cloud)) return { status: 200, body: openIdConfiguration(cloud) };
  const description = `AADSTS90002: Tenant '${tenant}' not found.`;
  return { status: 400, body: { error: "invalid_tenant", error_description: description } };
}

/** The form that SDKs read a custom cloud from: hashicorp/go-azure-sdk `sdk/internal/metadata/client.go`. */
function endpoints({ url }: Cloud, apiVersion: string | null): ArmResponse {
  if (apiVersion === null) throw missingApiVersion();
  if (apiVersion !== METADATA_VERSION) {
    throw badRequest(
      "InvalidApiVersionParameter",
      `The api-version '${apiVersion}' is invalid. The supported versions are '${METADATA_VERSION}'.`,
    );
  }
  const body = {
    // Any name but that of one of Azure's own clouds, whose endpoints the SDKs know by heart.
    name: "AksElasticSandbox",
    resourceManager: `${url}/`,
    authentication: {
      loginEndpoint: url,
      audiences: [AUDIENCE, `${AUDIENCE}/`],
      tenant: "common",
      identityProvider: "AAD",
    },
    suffixes: { acrLoginServer: "azurecr.io", keyVaultDns: "vault.azure.net", storage: "core.windows.net" },
  };
  return { status: 200, body };
}

function isKnown(tenant: string, { tenantId }: Cloud): boolean {
  return [tenantId, "common", "organizations"].includes(tenant.toLowerCase());
}

/** @see https://learn.microsoft.com/entra/identity-platform/v2-protocols-oidc#fetch-the-openid-configuration-document */
function openIdConfiguration({ url, tenantId }: Cloud): JsonObject {
  const tenant = `${url}/${tenantId}`;
  return {
    issuer: `${tenant}/v2.0`,
    token_endpoint: `${tenant}/oauth2/v2.0/token`,
    authorization_endpoint: `${tenant}/oauth2/v2.0/authorize`,
    jwks_uri: `${tenant}/discovery/v2.0/keys`,
    token_endpoint_auth_methods_supported: ["client_secret_post"],
    response_types_supported: ["token"],
    subject_types_supported: ["pairwise"],
    scopes_supported: ["openid"],
    id_token_signing_alg_values_supported: ["HS256"],
  };
}

/** MSAL asks it of Azure's own cloud unless it is told not to; who asks it here gets to hear of this one alone. */
function instanceDiscovery({ url, tenantId }: Cloud): JsonObject {
  const { host } = new URL(url);
  return {
    tenant_discovery_endpoint: `${url}/${tenantId}/v2.0/.well-known/openid-configuration`,
    "api-version": "1.1",
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  };
}
