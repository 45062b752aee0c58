import { createHmac, timingSafeEqual } from "node:crypto";
import { ArmError } from "./arm-error";
import type { Principal } from "./authorization";
import { isObject, numberAt, textAt, type Json } from "./json";

const HOUR = 3600;
/** A managed identity's token is good for a day. */
export const USER_TOKEN_SECONDS = 24 * HOUR;
/** The connector reads its token from a file once, so it has to outlast every sandbox. */
export const IDENTITY_TOKEN_SECONDS = 10 * 365 * 24 * HOUR;

/** Whom the tokens are for: Azure Resource Manager. */
export const AUDIENCE = "https://management.azure.com";

/** Issues bearer tokens (JWT, HS256) and tells whose they are. */
export class Tokens {
  constructor(
    private readonly secret: string,
    private readonly tenantId: string,
  ) {}

  issue(principal: Principal, seconds: number): string {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      aud: AUDIENCE,
      iss: `https://sts.windows.net/${this.tenantId}/`,
      tid: this.tenantId,
      oid: principal.objectId,
      appid: principal.clientId,
      nbf: now,
      exp: now + seconds,
    };
    const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
    return `${signed}.${this.signature(signed)}`;
  }

  /** The principal of a request's Authorization header; throws the 401 that ARM gives. */
  principal(authorization: string | undefined): Principal {
    const [scheme, token] = (authorization ?? "").split(" ");
    if (scheme?.toLowerCase() !== "bearer" || token === undefined) {
      throw unauthenticated("AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.");
    }
    const claims = this.claims(token);
    const objectId = textAt(claims, "oid");
    const clientId = textAt(claims, "appid");
    if (objectId === undefined || clientId === undefined) throw invalidToken();
    if ((numberAt(claims, "exp") ?? 0) * 1000 < Date.now()) {
      throw unauthenticated(
        "ExpiredAuthenticationToken",
        "The access token expiry UTC time is earlier than current UTC time.",
      );
    }
    return { objectId, clientId };
  }

  private claims(token: string): Json {
    const [header = "", body = "", signature = ""] = token.split(".");
    if (!equal(signature, this.signature(`${header}.${body}`))) throw invalidToken();
    const claims = JSON.parse(Buffer.from(body, "base64url").toString("utf8")) as Json;
    if (!isObject(claims)) throw invalidToken();
    return claims;
  }

  private signature(signed: string): string {
    return createHmac("sha256", this.secret).update(signed).digest("base64url");
  }
}

/** Compares two secrets in a time that does not depend on where they differ. */
export function equal(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function invalidToken(): ArmError {
  return unauthenticated("InvalidAuthenticationToken", "The access token is invalid.");
}

function unauthenticated(code: string, message: string): ArmError {
  const challenge = `Bearer authorization_uri="https://login.windows.net/", error="invalid_token", error_description="${message}"`;
  return new ArmError(401, { code, message }, { "WWW-Authenticate": challenge });
}
