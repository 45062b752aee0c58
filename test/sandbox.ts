import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { ContainerInstanceManagementClient } from "@azure/arm-containerinstance";
import { ContainerServiceClient } from "@azure/arm-containerservice";
import { NetworkManagementClient } from "@azure/arm-network";
import type { CoreV1Api, KubeConfig } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { trustedRequest } from "./trusted-request";

const execute = promisify(execFile);

/** Where the repository is, as seen from the compiled tests. */
export const ROOT = path.join(__dirname, "..", "..");

/** What `aks-elastic sandbox status --json` says, as far as the tests use it. */
export interface SandboxStatus {
  readonly running: boolean;
  readonly name: string;
  readonly kubeconfig: string;
  readonly arm: {
    readonly url: string;
    readonly caFile: string;
    readonly tokenUrl: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly subscriptionId: string;
    readonly tenantId: string;
  };
  readonly env: Readonly<Record<string, string>>;
  /** How often the HorizontalPodAutoscalers are looked at. */
  readonly hpaSyncSeconds: number;
  readonly nodes: readonly { readonly name: string; readonly tier: string; readonly ready: boolean }[];
}

/** Runs `aks-elastic` as a user would and returns what it printed. */
export async function aksElastic(...args: readonly string[]): Promise<string> {
  const { stdout } = await execute(process.execPath, [path.join(ROOT, "bin", "aks-elastic.js"), ...args]);
  return stdout;
}

/** The status of the sandbox that this test run shares. */
export async function sandboxStatus(): Promise<SandboxStatus> {
  return JSON.parse(await aksElastic("sandbox", "status", "--json", "--name", sandboxName())) as SandboxStatus;
}

/** @throws Error outside `npm test`, which sets the sandbox up */
export function sandboxName(): string {
  const name = process.env["AKS_ELASTIC_SANDBOX"];
  if (!name)
    throw new Error("AKS_ELASTIC_SANDBOX is not set: run this test by `npm test -- NAME`, which brings up a sandbox");
  return name;
}

/** Azure's official clients, pointed at the sandbox's ARM server. They know nothing of our own code. */
export async function officialClients() {
  const { arm } = await sandboxStatus();
  const credential = {
    getToken: async () => {
      const { access_token, expires_in } = await token(arm);
      return { token: access_token, expiresOnTimestamp: Date.now() + expires_in * 1000 };
    },
  };
  const options = { endpoint: arm.url, tlsOptions: { ca: readFileSync(arm.caFile) } };
  return {
    containerInstance: new ContainerInstanceManagementClient(credential, arm.subscriptionId, options),
    containerService: new ContainerServiceClient(credential, arm.subscriptionId, options),
    network: new NetworkManagementClient(credential, arm.subscriptionId, options),
  };
}

/** The `Authorization` header of the sandbox's own user, for plain requests to ARM. */
export async function bearer(arm: SandboxStatus["arm"]): Promise<string> {
  return `Bearer ${(await token(arm)).access_token}`;
}

async function token({ tokenUrl, caFile, clientId, clientSecret }: SandboxStatus["arm"]) {
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: clientSecret,
    scope: "https://management.azure.com/.default",
  });
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const { json } = await trustedRequest(tokenUrl, { caFile, method: "POST", headers, body: form.toString() });
  return json as { readonly access_token: string; readonly expires_in: number };
}

/** A kubeconfig's text in the official Kubernetes client, which is an ES module. */
export async function kubeConfig(text: string): Promise<KubeConfig> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  config.loadFromString(text);
  return config;
}

export async function coreApi(kubeconfig: string): Promise<CoreV1Api> {
  const { CoreV1Api } = await import("@kubernetes/client-node");
  return (await kubeConfig(kubeconfig)).makeApiClient(CoreV1Api);
}

/** How many pods of a namespace are ready on each tier and not on their way out, and how many there are at all. */
export async function podsByTier(core: CoreV1Api, namespace: string, labelSelector = "") {
  const [nodes, pods] = await Promise.all([core.listNode(), core.listNamespacedPod({ namespace, labelSelector })]);
  const virtualNodes = nodes.items.filter((node) => node.metadata?.labels?.["type"] === "virtual-kubelet");
  const virtualNames = new Set(virtualNodes.map((node) => node.metadata?.name));
  const ready = pods.items.filter(
    (pod) =>
      pod.metadata?.deletionTimestamp === undefined &&
      pod.status?.conditions?.some((condition) => condition.type === "Ready" && condition.status === "True"),
  );
  const virtualNode = ready.filter((pod) => virtualNames.has(pod.spec?.nodeName)).length;
  return { vm: ready.length - virtualNode, virtualNode, all: pods.items.length };
}
