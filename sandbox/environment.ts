import path from "node:path";
import type { DaemonReport } from "./daemon-file";
import type { SandboxPaths, SandboxState } from "./state";

/** Where the kubeconfig of the sandbox's first cluster is. */
export function kubeconfigFile(paths: SandboxPaths, slot = 0): string {
  return path.join(paths.slots, String(slot), "kubeconfigs", "user.yaml");
}

/** Where the certificate of the sandbox's own authority is, which signs the ARM server's. */
export function authorityFile(paths: SandboxPaths): string {
  return path.join(paths.pki, "ca.pem");
}

/** A sandbox that runs, as far as its environment is made from it. */
export interface EnvironmentSource {
  readonly daemon: Pick<DaemonReport, "armUrl" | "providerPorts">;
  readonly state: Pick<SandboxState, "clientId" | "clientSecret" | "tenantId" | "subscriptionId">;
  /** The `PATH` to put the sandbox's programs in front of. */
  readonly inheritedPath: string;
}

/**
 * What a Pulumi program needs in its environment to deploy to the sandbox. The program itself and its project are the
 * same as for Azure.
 */
export function sandboxEnvironment(
  paths: SandboxPaths,
  { daemon, state, inheritedPath }: EnvironmentSource,
): Readonly<Record<string, string>> {
  const providers = Object.entries(daemon.providerPorts).map(([name, port]) => `${name}:${port}`);
  return {
    AKS_ELASTIC_SANDBOX: paths.name,
    AKS_ELASTIC_ARM_ENDPOINT: daemon.armUrl,
    ...signIn(daemon, state),
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

/**
 * What azure-native and the Azure SDKs sign in with: a service principal, and where the endpoints of a cloud of one's own
 * are asked for.
 *
 * @see https://www.pulumi.com/registry/packages/azure-native/installation-configuration/
 */
function signIn(
  { armUrl }: EnvironmentSource["daemon"],
  { clientId, clientSecret, tenantId, subscriptionId }: EnvironmentSource["state"],
): Readonly<Record<string, string>> {
  return {
    ARM_CLIENT_ID: clientId,
    ARM_CLIENT_SECRET: clientSecret,
    ARM_METADATA_HOSTNAME: new URL(armUrl).host,
    ARM_SUBSCRIPTION_ID: subscriptionId,
    ARM_TENANT_ID: tenantId,
  };
}

function pathWith(first: string, inheritedPath: string): string {
  const others = inheritedPath.split(path.delimiter).filter((directory) => directory !== first);
  return [first, ...others].join(path.delimiter);
}
