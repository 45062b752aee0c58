/**
 * A program that signs a kubeconfig's user in, such as `kubelogin` for clusters with Entra ID.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 */
export interface CredentialPlugin {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What the kubeconfig's author says about where to find the program. */
  readonly installHint?: string;
  /** Whether the program is told the address and the authority of the cluster. */
  readonly provideClusterInfo: boolean;
}

/** What a plugin signs requests with: a token, or a client certificate and its key in PEM, or both. */
export interface PluginCredential {
  readonly token?: string;
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  /** From when on it does not count any more. @default - it counts until the API server refuses it */
  readonly expires?: Date;
}

type Fields = Readonly<Record<string, unknown>>;

const API_VERSIONS = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];

/** Reads a user's `exec`: the plugin, nothing where there is none, or what is wrong with it. */
export function credentialPlugin(
  exec: unknown,
): { readonly plugin: CredentialPlugin } | { readonly plugin?: never } | { readonly problem: string } {
  if (exec === undefined || exec === null) return {};
  const fields = isFields(exec) ? exec : {};
  const { apiVersion, command, installHint, interactiveMode, provideClusterInfo } = fields;
  if (!isText(command)) return { problem: "it names no command" };
  if (!isText(apiVersion) || !API_VERSIONS.includes(apiVersion)) {
    return { problem: `its apiVersion must be one of ${API_VERSIONS.join(", ")}; got ${JSON.stringify(apiVersion)}` };
  }
  if (interactiveMode === "Always") {
    return { problem: `${command} asks its user (interactiveMode Always), and here is nobody to answer` };
  }
  const plugin = {
    apiVersion,
    command,
    args: list(fields["args"]).filter(isText),
    env: environment(fields["env"]),
    provideClusterInfo: provideClusterInfo === true,
    ...(isText(installHint) ? { installHint } : {}),
  };
  return { plugin };
}

/** Reads what a plugin printed: the credential, or what is wrong with it. */
export function pluginCredential(printed: string, apiVersion: string): PluginCredential | { readonly problem: string } {
  const answer = parsedFields(printed);
  if (answer?.["kind"] !== "ExecCredential") return { problem: "it printed no ExecCredential" };
  if (answer["apiVersion"] !== apiVersion) {
    return { problem: `it answered in ${JSON.stringify(answer["apiVersion"])}, asked in "${apiVersion}"` };
  }
  const status = isFields(answer["status"]) ? answer["status"] : {};
  const { token, clientCertificateData, clientKeyData, expirationTimestamp } = status;
  const hasCertificate = isText(clientCertificateData) && isText(clientKeyData);
  if (!isText(token) && !hasCertificate)
    return { problem: "it gave neither a token nor a client certificate with its key" };
  const expires = isText(expirationTimestamp) ? new Date(expirationTimestamp) : undefined;
  return {
    ...(isText(token) ? { token } : {}),
    ...(hasCertificate ? { clientCertificate: clientCertificateData, clientKey: clientKeyData } : {}),
    ...(expires !== undefined && !Number.isNaN(expires.getTime()) ? { expires } : {}),
  };
}

function environment(value: unknown): Readonly<Record<string, string>> {
  const pairs = list(value).filter(isFields);
  return Object.fromEntries(
    pairs.flatMap(({ name, value: text }) => (isText(name) ? [[name, typeof text === "string" ? text : ""]] : [])),
  );
}

function parsedFields(text: string): Fields | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isFields(parsed) ? parsed : undefined;
  } catch {
    // What it printed may hold a token, so the parser's quotation of it is not kept.
    return undefined;
  }
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
