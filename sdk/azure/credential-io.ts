import { readFile } from "node:fs/promises";
import type { AccessToken, TokenCredential } from "@azure/identity";
import type { AzureCloud } from "./cloud-io";
import { httpJson } from "./http-io";
import { settingName, type AzureSettings } from "./settings";

/** Nobody could be signed in to Azure: what was tried, and how to sign in. */
export class AzureSignInError extends Error {
  override readonly name = "AzureSignInError";
}

/** Loaded when it is needed: it takes a fifth of a second. */
const azureIdentity = () => import("@azure/identity");
type Identity = Awaited<ReturnType<typeof azureIdentity>>;

/** A way to sign in. */
interface SignInMethod {
  readonly name: string;
  /** The setting that chooses it. */
  readonly chosenBy: string;
  readonly isChosen: (settings: AzureSettings) => boolean;
  /** What it cannot do without. */
  readonly required: readonly ("tenantId" | "clientId")[];
  readonly credential: (identity: Identity, settings: AzureSettings, cloud: CloudOptions) => TokenCredential;
}

interface CloudOptions {
  readonly authorityHost: string;
  readonly disableInstanceDiscovery: boolean;
}

/** In the order in which azure-native looks at them (pulumi-azure-native, provider/pkg/provider/auth_azidentity.go). */
const METHODS: readonly SignInMethod[] = [
  {
    name: "the default Azure credential",
    chosenBy: settingName("useDefaultAzureCredential"),
    isChosen: ({ useDefaultAzureCredential }) => useDefaultAzureCredential,
    required: [],
    credential: ({ DefaultAzureCredential }, { tenantId }, { authorityHost }) =>
      new DefaultAzureCredential({ authorityHost, ...(tenantId === undefined ? {} : { tenantId }) }),
  },
  {
    name: "a service principal's certificate",
    chosenBy: settingName("clientCertificatePath"),
    isChosen: ({ clientCertificatePath }) => clientCertificatePath !== undefined,
    required: ["tenantId", "clientId"],
    credential: ({ ClientCertificateCredential }, settings, options) => {
      const { tenantId = "", clientId = "", clientCertificatePath = "", clientCertificatePassword } = settings;
      const certificatePassword =
        clientCertificatePassword === undefined ? {} : { certificatePassword: clientCertificatePassword };
      const certificate = { certificatePath: clientCertificatePath, ...certificatePassword };
      return new ClientCertificateCredential(tenantId, clientId, certificate, options);
    },
  },
  {
    name: "a service principal's secret",
    chosenBy: settingName("clientSecret"),
    isChosen: ({ clientSecret }) => clientSecret !== undefined,
    required: ["tenantId", "clientId"],
    credential: ({ ClientSecretCredential }, { tenantId = "", clientId = "", clientSecret = "" }, options) =>
      new ClientSecretCredential(tenantId, clientId, clientSecret, options),
  },
  {
    name: "OpenID Connect",
    chosenBy: settingName("useOidc"),
    isChosen: ({ useOidc }) => useOidc,
    required: ["tenantId", "clientId"],
    credential: ({ ClientAssertionCredential }, settings, options) =>
      new ClientAssertionCredential(
        settings.tenantId ?? "",
        settings.clientId ?? "",
        () => oidcToken(settings),
        options,
      ),
  },
  {
    name: "a managed identity",
    chosenBy: settingName("useMsi"),
    isChosen: ({ useMsi }) => useMsi,
    required: [],
    credential: ({ ManagedIdentityCredential }, { clientId }) =>
      new ManagedIdentityCredential(clientId === undefined ? {} : { clientId }),
  },
];

const AZURE_CLI: SignInMethod = {
  name: "the Azure CLI",
  chosenBy: "az login",
  isChosen: () => true,
  required: [],
  credential: ({ AzureCliCredential }, { tenantId, subscriptionId }) =>
    new AzureCliCredential({
      ...(tenantId === undefined ? {} : { tenantId }),
      ...(subscriptionId === undefined ? {} : { subscription: subscriptionId }),
    }),
};

/**
 * Who deploys, found as azure-native finds them: the first way to sign in that the settings choose, else the Azure CLI.
 *
 * @throws AzureSignInError here where a setting is missing, and from `getToken` where nobody is signed in.
 */
export async function azureCredential(settings: AzureSettings, cloud: AzureCloud): Promise<TokenCredential> {
  const method = METHODS.find(({ isChosen }) => isChosen(settings)) ?? AZURE_CLI;
  const missing = method.required.filter((key) => settings[key] === undefined).map((key) => settingName(key));
  if (missing.length > 0) {
    const chosen = `sign in to Azure with ${method.name}, chosen by ${method.chosenBy}`;
    throw new AzureSignInError(`${chosen}: it also needs ${missing.join(" and ")}; set it`);
  }
  const identity = await azureIdentity();
  const disableInstanceDiscovery = settings.disableInstanceDiscovery || !cloud.isListed;
  const credential = method.credential(identity, settings, {
    authorityHost: cloud.authorityHost,
    disableInstanceDiscovery,
  });
  return explained(credential, method);
}

/** A credential that says how it was chosen when it fails. */
function explained(credential: TokenCredential, method: SignInMethod): TokenCredential {
  return {
    getToken: async (scopes, options): Promise<AccessToken | null> => {
      try {
        return await credential.getToken(scopes, options);
      } catch (cause) {
        if (options?.abortSignal?.aborted === true) throw cause;
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new AzureSignInError(`sign in to Azure with ${method.name}: ${reason}\n${advice(method)}`, { cause });
      }
    },
  };
}

function advice(method: SignInMethod): string {
  if (method !== AZURE_CLI) return `It was chosen by ${method.chosenBy}; see whether what it was given still holds.`;
  const ways = METHODS.map(({ name, chosenBy }) => `  ${name}: ${chosenBy} is not set`).join("\n");
  return `It came last, because no other way was chosen:\n${ways}\nRun az login, or set one of these.`;
}

/** @see https://docs.github.com/actions/security-for-github-actions/security-hardening-your-deployments/configuring-openid-connect-in-azure */
async function oidcToken(settings: AzureSettings): Promise<string> {
  const { oidcToken: token, oidcTokenFilePath, oidcRequestToken, oidcRequestUrl, oidcAudience } = settings;
  if (token !== undefined) return token;
  if (oidcTokenFilePath !== undefined) return (await readFile(oidcTokenFilePath, "utf8")).trim();
  if (oidcRequestToken === undefined || oidcRequestUrl === undefined) {
    const request = `${settingName("oidcRequestUrl")} with ${settingName("oidcRequestToken")}`;
    throw new Error(
      `there is no token: set ${settingName("oidcToken")}, ${settingName("oidcTokenFilePath")} or ${request}`,
    );
  }
  const url = new URL(oidcRequestUrl);
  url.searchParams.set("audience", oidcAudience ?? "api://AzureADTokenExchange");
  const headers = { authorization: `Bearer ${oidcRequestToken}` };
  const answer = await httpJson({ url: url.href, headers, operation: "exchange the OIDC request token" });
  const { value } = answer as { readonly value?: string };
  if (value === undefined) throw new Error(`${url.origin} answered with no token`);
  return value;
}
