import path from "node:path";
import type { DaemonReport } from "./daemon-file";
import type { SandboxPaths } from "./state";

/** Where the kubeconfig of the sandbox's first cluster is. */
export function kubeconfigFile(paths: SandboxPaths, slot = 0): string {
  return path.join(paths.slots, String(slot), "kubeconfigs", "user.yaml");
}

/** Where the certificate of the sandbox's own authority is, which signs the ARM server's. */
export function authorityFile(paths: SandboxPaths): string {
  return path.join(paths.pki, "ca.pem");
}

/**
 * What a Pulumi program needs in its environment to deploy to the sandbox. The program itself and its project are the
 * same as for Azure.
 *
 * @param inheritedPath - the `PATH` to put the sandbox's programs in front of.
 */
export function sandboxEnvironment(
  paths: SandboxPaths,
  daemon: DaemonReport,
  inheritedPath: string,
): Readonly<Record<string, string>> {
  const providers = Object.entries(daemon.providerPorts).map(([name, port]) => `${name}:${port}`);
  return {
    AKS_ELASTIC_SANDBOX: paths.name,
    AKS_ELASTIC_ARM_ENDPOINT: daemon.armUrl,
    KUBECONFIG: kubeconfigFile(paths),
    NODE_EXTRA_CA_CERTS: authorityFile(paths),
    PULUMI_BACKEND_URL: `file://${paths.pulumiBackend}`,
    // Protects nothing: the state is of a sandbox, in a directory that only its user can enter.
    PULUMI_CONFIG_PASSPHRASE: "sandbox",
    PULUMI_DEBUG_PROVIDERS: providers.join(","),
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_HOME: paths.pulumiHome,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PATH: pathWith(paths.bin, inheritedPath),
  };
}

function pathWith(first: string, inheritedPath: string): string {
  const others = inheritedPath.split(path.delimiter).filter((directory) => directory !== first);
  return [first, ...others].join(path.delimiter);
}
