import { credentialPlugin, type CredentialPlugin } from "./credential-plugin";
import { isFields, KubeconfigError, type KubeconfigFields as Fields, readKubeconfig } from "./kubeconfig-text";

/** PEM text or a token: written in the kubeconfig, or in a file that it names. */
export type Credential = { readonly inline: string } | { readonly file: string };

/** What one context of a kubeconfig says about reaching its cluster. */
export interface ClusterConnection {
  readonly context: string;
  /** Such as `https://10.0.0.1:6443`, without a trailing slash. */
  readonly server: string;
  readonly namespace?: string;
  readonly certificateAuthority?: Credential;
  readonly clientCertificate?: Credential;
  readonly clientKey?: Credential;
  readonly token?: Credential;
  /** The program that signs the user in. */
  readonly credentialPlugin?: CredentialPlugin;
  /** The name that the API server's certificate must carry. @default - the server's host name */
  readonly tlsServerName?: string;
  readonly insecureSkipTlsVerify: boolean;
}

/**
 * Reads one context of a kubeconfig. Pure: files that it names stay unread.
 *
 * @param kubeconfig - YAML or JSON text.
 * @param context - the context's name; its `current-context` where absent.
 * @throws KubeconfigError where the text is no kubeconfig, or asks for something that can't be done here.
 */
export function parseKubeconfig(kubeconfig: string, context?: string): ClusterConnection {
  const config = readKubeconfig(kubeconfig);
  const contextName = context ?? text(config, "current-context");
  if (contextName === undefined) {
    throw new KubeconfigError("kubeconfig: has no current-context; set one, or name the context to use");
  }
  const chosen = entry(config, { list: "contexts", item: "context", name: contextName });
  const clusterName = text(chosen, "cluster") ?? "";
  const cluster = entry(config, { list: "clusters", item: "cluster", name: clusterName });
  const userName = text(chosen, "user");
  const user = userName === undefined ? {} : entry(config, { list: "users", item: "user", name: userName });
  refuseUnsupported(cluster, `cluster "${clusterName}"`, unsupportedCluster);
  refuseUnsupported(user, `user "${userName ?? ""}"`, unsupportedUser);
  const plugin = credentialPlugin(user["exec"]);
  if ("problem" in plugin)
    throw new KubeconfigError(`kubeconfig: user "${userName ?? ""}" has \`exec\`: ${plugin.problem}`);
  return connection({ context: contextName, namespace: text(chosen, "namespace"), cluster, user, ...plugin });
}

interface ContextParts {
  readonly context: string;
  readonly namespace: string | undefined;
  readonly cluster: Fields;
  readonly user: Fields;
  readonly plugin?: CredentialPlugin;
}

function connection({ context, namespace, cluster, user, plugin }: ContextParts): ClusterConnection {
  return {
    context,
    server: serverAddress(cluster, context),
    insecureSkipTlsVerify: cluster["insecure-skip-tls-verify"] === true,
    ...present("namespace", namespace),
    ...present("certificateAuthority", pem(cluster, "certificate-authority")),
    ...present("tlsServerName", text(cluster, "tls-server-name")),
    ...present("clientCertificate", pem(user, "client-certificate")),
    ...present("clientKey", pem(user, "client-key")),
    ...present("token", token(user)),
    ...present("credentialPlugin", plugin),
  };
}

function serverAddress(cluster: Fields, context: string): string {
  const server = text(cluster, "server");
  if (server === undefined || !server.startsWith("https://")) {
    throw new KubeconfigError(
      `kubeconfig: the cluster of context "${context}" needs a server that starts with https://; got ${server ?? "none"}`,
    );
  }
  return server.replace(/\/+$/, "");
}

const otherSignIn = "use a kubeconfig with a client certificate, a token or an `exec` plugin";

/** The fields that client-go knows and this client doesn't, each with what to do instead. */
const unsupportedUser: Readonly<Record<string, string>> = {
  "auth-provider": `auth-provider was removed from Kubernetes 1.26: ${otherSignIn}`,
  username: `basic authentication was removed from Kubernetes 1.19: ${otherSignIn}`,
  as: "impersonation is not supported: use a kubeconfig of the user itself",
};

const unsupportedCluster: Readonly<Record<string, string>> = {
  "proxy-url": "a proxy is not supported: use a kubeconfig that reaches the API server directly",
};

function refuseUnsupported(fields: Fields, where: string, unsupported: Readonly<Record<string, string>>): void {
  const reasons = Object.entries(unsupported)
    .filter(([field]) => fields[field] !== undefined && fields[field] !== null)
    .map(([field, reason]) => `kubeconfig: ${where} has \`${field}\`: ${reason}`);
  if (reasons.length > 0) throw new KubeconfigError(reasons.join("\n"));
}

function entry(config: Fields, { list, item, name }: { list: string; item: string; name: string }): Fields {
  const entries = (Array.isArray(config[list]) ? config[list] : []).filter(isFields);
  const found = entries.find((candidate) => candidate["name"] === name)?.[item];
  if (isFields(found)) return found;
  const names = entries.map((candidate) => String(candidate["name"])).join(", ");
  throw new KubeconfigError(`kubeconfig: has no ${item} "${name}" in ${list}; it has ${names || "none"}`);
}

/** Inline data wins over the file, as in client-go `rest.TLSClientConfig`. */
function pem(fields: Fields, field: string): Credential | undefined {
  const inline = text(fields, `${field}-data`);
  if (inline !== undefined) return { inline: Buffer.from(inline, "base64").toString("utf8") };
  const file = text(fields, field);
  return file === undefined ? undefined : { file };
}

/** The file wins over the inline token, as in client-go `clientcmd.getUserIdentificationPartialConfig`. */
function token(user: Fields): Credential | undefined {
  const file = text(user, "tokenFile");
  if (file !== undefined) return { file };
  const inline = text(user, "token");
  return inline === undefined ? undefined : { inline };
}

function text(fields: Fields, field: string): string | undefined {
  const value = fields[field];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function present<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
