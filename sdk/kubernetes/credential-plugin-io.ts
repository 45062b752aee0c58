import { execFile, type ExecFileException } from "node:child_process";
import { pluginCredential, type CredentialPlugin, type PluginCredential } from "./credential-plugin";
import type { ClusterConnection } from "./kubeconfig";

/** The program that signs a kubeconfig's user in did not. */
export class CredentialPluginError extends Error {
  override readonly name = "CredentialPluginError";
}

/** Long enough for a sign-in that goes over the network, in milliseconds. */
const TIMEOUT_MS = 60_000;
const LONGEST_ANSWER_BYTES = 1024 * 1024;

/**
 * Runs a credential plugin once.
 *
 * @throws CredentialPluginError where it is not installed, fails, takes longer than a minute or answers with no credential.
 */
export async function runCredentialPlugin(
  plugin: CredentialPlugin,
  connection: ClusterConnection,
): Promise<PluginCredential> {
  const printed = await output(plugin, clusterInformation(plugin, connection));
  const credential = pluginCredential(printed, plugin.apiVersion);
  if ("problem" in credential) throw failure(plugin, credential.problem);
  return credential;
}

/** What the plugin finds in its environment, as client-go puts it there (`plugin/pkg/client/auth/exec/exec.go`). */
function clusterInformation(plugin: CredentialPlugin, connection: ClusterConnection): string {
  const { server, tlsServerName, insecureSkipTlsVerify, certificateAuthority } = connection;
  const authority =
    certificateAuthority !== undefined && "inline" in certificateAuthority ? certificateAuthority.inline : undefined;
  const cluster = {
    server,
    ...(tlsServerName === undefined ? {} : { "tls-server-name": tlsServerName }),
    ...(insecureSkipTlsVerify ? { "insecure-skip-tls-verify": true } : {}),
    ...(authority === undefined ? {} : { "certificate-authority-data": Buffer.from(authority).toString("base64") }),
  };
  return JSON.stringify({
    kind: "ExecCredential",
    apiVersion: plugin.apiVersion,
    spec: { interactive: false, ...(plugin.provideClusterInfo ? { cluster } : {}) },
  });
}

function output(plugin: CredentialPlugin, information: string): Promise<string> {
  const env = { ...process.env, ...plugin.env, KUBERNETES_EXEC_INFO: information };
  const limits = { timeout: TIMEOUT_MS, killSignal: "SIGKILL" as const, maxBuffer: LONGEST_ANSWER_BYTES };
  return new Promise((resolve, reject) => {
    const child = execFile(plugin.command, [...plugin.args], { env, ...limits }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(failure(plugin, reasonOf(error, stderr), error));
    });
    // Nobody is there to answer a question.
    child.stdin?.end();
  });
}

function reasonOf(error: ExecFileException, stderr: string): string {
  if (error.code === "ENOENT") return "it is not installed, or not on PATH";
  if (error.killed === true) return `it gave no answer within ${TIMEOUT_MS / 1000} s`;
  const words = stderr.trim().split("\n").slice(-3).join(" ");
  return `it ended with ${String(error.code ?? error.signal)}${words === "" ? "" : `: ${words}`}`;
}

function failure({ command, installHint }: CredentialPlugin, reason: string, cause?: unknown): CredentialPluginError {
  const hint = installHint === undefined ? "" : `. ${installHint.trim()}`;
  return new CredentialPluginError(
    `sign in to Kubernetes with the program "${command}" of the kubeconfig: ${reason}${hint}`,
    {
      cause,
    },
  );
}
