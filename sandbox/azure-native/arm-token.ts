import { isObject } from "../rpc/property-value";
import { armError, parsedJson } from "./arm-error";
import type { HttpAnswer, HttpRequest } from "./arm-http";

/** Who asks for a token, and where. */
export interface Credentials {
  readonly tokenUrl: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A token is renewed this long before it ends. */
const MARGIN_MS = 60_000;
const SCOPE = "https://management.azure.com/.default";

/**
 * Gets tokens by client credentials and keeps each one until shortly before it ends.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export function accessTokens(
  credentials: Credentials,
  send: (request: HttpRequest) => Promise<HttpAnswer>,
): (signal: AbortSignal) => Promise<string> {
  let current: { readonly token: string; readonly ends: number } | undefined;
  return async (signal) => {
    if (current === undefined || Date.now() > current.ends - MARGIN_MS) {
      current = issued(await send(tokenRequest(credentials, signal)), credentials);
    }
    return current.token;
  };
}

function tokenRequest({ tokenUrl, clientId, clientSecret }: Credentials, signal: AbortSignal): HttpRequest {
  const form = { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret, scope: SCOPE };
  return {
    method: "POST",
    url: tokenUrl,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString(),
    signal,
  };
}

function issued(answer: HttpAnswer, { tokenUrl, clientId }: Credentials): { token: string; ends: number } {
  const body = parsedJson(answer.text);
  const { access_token: token, expires_in: seconds } = isObject(body) ? body : {};
  if (answer.status === 200 && typeof token === "string") {
    return { token, ends: Date.now() + Number(seconds ?? 0) * 1000 };
  }
  throw new Error(`${tokenUrl} issued no token for the client ${clientId}`, { cause: armError(answer) });
}
