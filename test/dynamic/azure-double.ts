import { httpsDouble, type Answer, type Asked, type HttpsDouble } from "./https-double";

const TENANT = "11111111-1111-1111-1111-111111111111";
const CLIENT = "22222222-2222-2222-2222-222222222222";

/** Azure as a dynamic resource meets it: its metadata, its sign-in and what `arm` says about resources. */
export interface AzureDouble extends HttpsDouble {
  /** The environment in which a service principal of this Azure is signed in. */
  readonly environment: Readonly<Record<string, string>>;
  /** What Azure Resource Manager was asked, as `METHOD /path`. */
  requests(): readonly string[];
}

/** Starts an Azure; where `arm` says nothing, the request is left without an answer. */
export async function azureDouble(arm: (asked: Asked) => Answer | undefined): Promise<AzureDouble> {
  const double = await httpsDouble((asked, { host }) => signInAnswer(asked, `https://${host}`) ?? arm(asked));
  return {
    ...double,
    environment: {
      NODE_EXTRA_CA_CERTS: double.authorityFile,
      ARM_METADATA_HOSTNAME: double.host,
      ARM_TENANT_ID: TENANT,
      ARM_CLIENT_ID: CLIENT,
      ARM_CLIENT_SECRET: "secret",
      ARM_SUBSCRIPTION_ID: "s",
    },
    requests: () =>
      double.asked
        .filter((asked) => asked.path.startsWith("/subscriptions/"))
        .map(({ method, path }) => `${method} ${path}`),
  };
}

function signInAnswer({ path, body, authorization }: Asked, url: string): Answer | undefined {
  if (path === "/metadata/endpoints") {
    const authentication = { loginEndpoint: `${url}/`, audiences: ["https://management.double/"] };
    return { status: 200, body: { name: "Double", authentication, resourceManager: `${url}/` } };
  }
  if (path.endsWith("/.well-known/openid-configuration")) {
    return {
      status: 200,
      body: {
        issuer: `${url}/${TENANT}/v2.0`,
        authorization_endpoint: `${url}/${TENANT}/oauth2/v2.0/authorize`,
        token_endpoint: `${url}/${TENANT}/oauth2/v2.0/token`,
        jwks_uri: `${url}/${TENANT}/discovery/v2.0/keys`,
      },
    };
  }
  if (path.endsWith("/oauth2/v2.0/token")) {
    const form = new URLSearchParams(body);
    const isRight =
      form.get("client_secret") === "secret" && form.get("scope")?.includes("https://management.double/.default");
    if (isRight) return { status: 200, body: { token_type: "Bearer", expires_in: 3600, access_token: "token" } };
    return {
      status: 401,
      body: { error: "invalid_client", error_description: "AADSTS7000215: Invalid client secret." },
    };
  }
  if (authorization !== "Bearer token")
    return { status: 401, body: { error: { code: "AuthenticationFailed", message: "?" } } };
  return undefined;
}
