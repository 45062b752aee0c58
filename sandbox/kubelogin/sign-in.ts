import { parseArgs } from "node:util";
import { SERVER_APPLICATION } from "../arm/clusters/entra";
import { equal } from "../arm/tokens";
import { userToken, type Directory } from "./user-token";

/** What kubelogin is started with. */
export interface SignInRequest {
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly directory: Directory;
}

/** Why kubelogin did not sign anybody in. */
export class SignInError extends Error {
  override readonly name = "SignInError";
}

type Flags = Readonly<Record<string, string | boolean | undefined>>;
type Mode = (flags: Flags, request: SignInRequest) => void;

/** How somebody can sign in here; each throws where they can't. */
const MODES: Readonly<Record<string, Mode>> = {
  // Nobody has to sign in to the Azure CLI of a sandbox: it is the sandbox's user who runs it.
  azurecli: () => undefined,
  spn: checkSecret,
  workloadidentity: checkFederatedToken,
  devicecode: () => {
    throw new SignInError(
      "--login devicecode: a person would have to open https://microsoft.com/devicelogin and type a code, and nobody can here. " +
        "Sign in without a person: kubelogin convert-kubeconfig --login azurecli (or spn, workloadidentity)",
    );
  },
  msi: () => {
    throw new SignInError("--login msi: this machine has no managed identity; use azurecli, spn or workloadidentity");
  },
};

/**
 * Does what `kubelogin get-token` does: gives a token for AKS's API servers.
 *
 * @returns the ExecCredential that kubectl reads
 * @throws SignInError where nobody is signed in, with the reason
 * @see https://azure.github.io/kubelogin/cli/get-token.html
 */
export function execCredential(request: SignInRequest, now = new Date()): object {
  const flags = getTokenFlags(request.args);
  const mode = text(flags["login"]) ?? "devicecode";
  const signIn = MODES[mode];
  if (signIn === undefined) {
    throw new SignInError(`--login ${mode}: the sandbox's kubelogin knows ${Object.keys(MODES).join(", ")}`);
  }
  checkDirectory(flags, request.directory);
  signIn(flags, request);
  return {
    kind: "ExecCredential",
    apiVersion: askedVersion(request.environment["KUBERNETES_EXEC_INFO"]),
    spec: { interactive: false },
    status: {
      expirationTimestamp: new Date(now.getTime() + 3_600_000).toISOString(),
      token: userToken(request.directory),
    },
  };
}

function getTokenFlags([command, ...args]: readonly string[]): Flags {
  if (command !== "get-token") {
    throw new SignInError(`${command ?? "(no command)"}: the sandbox's kubelogin only knows get-token`);
  }
  const flag = { type: "string" } as const;
  const options = {
    "azure-config-dir": flag,
    "client-id": flag,
    "client-secret": flag,
    environment: flag,
    "federated-token-file": flag,
    login: { ...flag, short: "l" },
    "server-id": flag,
    "tenant-id": { ...flag, short: "t" },
    "use-azurerm-env-vars": { type: "boolean" },
  } as const;
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new SignInError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** Words as Entra ID's: https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
function checkDirectory(flags: Flags, { tenantId }: Directory): void {
  const tenant = text(flags["tenant-id"]);
  if (tenant !== undefined && tenant.toLowerCase() !== tenantId.toLowerCase()) {
    throw new SignInError(`AADSTS90002: Tenant '${tenant}' not found. The sandbox's is ${tenantId}.`);
  }
  const server = text(flags["server-id"]);
  if (server === SERVER_APPLICATION) return;
  if (server === undefined) throw new SignInError("--server-id is required");
  throw new SignInError(
    `AADSTS500011: The resource principal named ${server} was not found in the tenant ${tenantId}.`,
  );
}

/** The environment goes before the flags. @see https://azure.github.io/kubelogin/concepts/login-modes/sp.html */
function checkSecret(flags: Flags, { environment, directory }: SignInRequest): void {
  const names =
    flags["use-azurerm-env-vars"] === true
      ? ["ARM_CLIENT_SECRET"]
      : ["AAD_SERVICE_PRINCIPAL_CLIENT_SECRET", "AZURE_CLIENT_SECRET"];
  const given = names.map((name) => environment[name]).find((value) => value !== undefined && value !== "");
  const secret = given ?? text(flags["client-secret"]);
  if (secret === undefined) throw new SignInError(`--login spn: set ${names.join(" or ")}, or give --client-secret`);
  if (equal(secret, directory.clientSecret)) return;
  throw new SignInError("AADSTS7000215: Invalid client secret provided.");
}

/** @see https://azure.github.io/kubelogin/concepts/login-modes/workloadidentity.html */
function checkFederatedToken(flags: Flags, { environment }: SignInRequest): void {
  const file = environment["AZURE_FEDERATED_TOKEN_FILE"] ?? text(flags["federated-token-file"]);
  if (file !== undefined && file !== "") return;
  throw new SignInError("--login workloadidentity: set AZURE_FEDERATED_TOKEN_FILE, or give --federated-token-file");
}

function askedVersion(information: string | undefined): string {
  const newest = "client.authentication.k8s.io/v1beta1";
  const asked: unknown = information === undefined ? undefined : JSON.parse(information);
  const version = typeof asked === "object" && asked !== null && "apiVersion" in asked ? asked.apiVersion : newest;
  return typeof version === "string" ? version : newest;
}

function text(value: string | boolean | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
