import assert from "node:assert/strict";
import { request, type RequestOptions } from "node:https";
import path from "node:path";
import { Writable } from "node:stream";
import type { CoreV1Api, KubeConfig, V1Container, V1Pod, V1Status } from "@kubernetes/client-node" with {
  "resolution-mode": "import",
};
import { sandboxDown, sandboxUp } from "../../sandbox/commands";
import { consoleProgress } from "../../sandbox/progress";
import { createStack, type Stack } from "../engine/stack";
import { ownSandboxName } from "../own-sandbox";
import { aksElastic, kubeConfig, ROOT } from "../sandbox";
import { awaited } from "../waiting";

export const NAMESPACE = "default";
export const VIRTUAL_NODE = "virtual-node-aci-linux";
export const TIERS = ["vm", "virtualnode"] as const;

/** Where a pod runs; part of the pods' names. */
export type Tier = (typeof TIERS)[number];

/** Many times the status poll of 5 s and a cold start, for a busy machine. */
export const STATUS_TIMEOUT_MS = 300_000;

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** A cluster with VMs and a virtual node in a sandbox of its own, whose Azure may be broken. */
export class TwoTiers {
  private constructor(
    private readonly sandbox: { readonly name: string; readonly stack: Stack },
    readonly config: KubeConfig,
    readonly core: CoreV1Api,
  ) {}

  static async up(word: string): Promise<TwoTiers> {
    const name = ownSandboxName(word);
    await startSandbox(name);
    const stack = await createStack(path.join(ROOT, "test", "programs", "cluster"), word);
    await stack.run("up", "--yes", "--skip-preview");
    const config = await kubeConfig((await stack.output("kubeconfig")) as string);
    const { CoreV1Api } = await import("@kubernetes/client-node");
    const core = config.makeApiClient(CoreV1Api);
    await awaited("the virtual node", 60_000, () => core.readNode({ name: VIRTUAL_NODE }).catch(() => undefined));
    return new TwoTiers({ name, stack }, config, core);
  }

  async down(): Promise<void> {
    await this.sandbox.stack.remove();
    await sandboxDown({ name: this.sandbox.name, purge: true });
  }

  /** Stops the sandbox and starts it again, with what it stored. */
  async restart(): Promise<void> {
    await sandboxDown({ name: this.sandbox.name, purge: false });
    await startSandbox(this.sandbox.name);
    await this.core.listNode();
  }

  fault(...words: readonly string[]): Promise<string> {
    return aksElastic("sandbox", "fault", ...words, "--name", this.sandbox.name);
  }

  /** What a service has to do, in cores. */
  load(service: string, cores: number): Promise<string> {
    return aksElastic("sandbox", "load", service, "--cpu", String(cores), "--name", this.sandbox.name);
  }

  /** Creates a pod `WORD-vm` and a pod `WORD-virtualnode`, which say that they listen on port 80. */
  async createPods(word: string, container: Partial<V1Container> = {}): Promise<void> {
    for (const tier of TIERS) await this.createPod(`${word}-${tier}`, tier, container);
  }

  async createPod(name: string, tier: Tier, container: Partial<V1Container> = {}): Promise<void> {
    const web: V1Container = {
      name: "web",
      image: "web:1",
      ports: [{ containerPort: 80 }],
      readinessProbe: { httpGet: { path: "/healthz", port: 80 } },
      resources: { requests: { cpu: "100m", memory: "128Mi" } },
      ...container,
    };
    const spec = {
      containers: [web],
      nodeSelector: tier === "vm" ? { agentpool: "user" } : { type: "virtual-kubelet" },
      tolerations: [{ key: "virtual-kubelet.io/provider", operator: "Exists", effect: "NoSchedule" }],
      automountServiceAccountToken: false,
    };
    await this.core.createNamespacedPod({ namespace: NAMESPACE, body: { metadata: { name }, spec } });
  }

  /** The pod once it is as awaited. */
  seen(name: string, what: string, is: (pod: V1Pod) => boolean): Promise<V1Pod> {
    return awaited(`${name} ${what}`, STATUS_TIMEOUT_MS, async () => {
      const pod = await this.core.readNamespacedPod({ name, namespace: NAMESPACE });
      return is(pod) ? pod : undefined;
    });
  }

  /** A GET below the namespace, such as of `pods/web:80/proxy/healthz`. */
  ask(rest: string): Promise<Answer> {
    return asked(this.config, "GET", rest);
  }
}

async function startSandbox(name: string): Promise<void> {
  const sandbox = await sandboxUp({ name, progress: consoleProgress(), coldStartSeconds: 1 });
  Object.assign(process.env, sandbox.env);
}

/** Whether a pod or a node is ready. */
export function isReady({ status }: Conditional): boolean {
  return status?.conditions?.some((condition) => condition.type === "Ready" && condition.status === "True") === true;
}

interface Conditional {
  status?: { conditions?: { type: string; status: string }[] };
}

export function isRunning({ status }: V1Pod): boolean {
  return status?.phase === "Running";
}

/** The status of a pod's only container. */
export function webOf({ status }: V1Pod) {
  return status?.containerStatuses?.[0];
}

/** A plain request below the namespace, signed in as the official client does. */
export async function asked(config: KubeConfig, method: string, rest: string): Promise<Answer> {
  const options: RequestOptions = { method };
  await config.applyToHTTPSOptions(options);
  const url = new URL(`/api/v1/namespaces/${NAMESPACE}/${rest}`, config.getCurrentCluster()?.server);
  return new Promise((resolve, reject) => {
    request(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") });
      });
    })
      .on("error", reject)
      .end();
  });
}

/** The same cluster, for who has this token. */
export async function withToken(config: KubeConfig, token: string): Promise<KubeConfig> {
  const cluster = config.getCurrentCluster();
  assert.ok(cluster);
  const { KubeConfig } = await import("@kubernetes/client-node");
  const other = new KubeConfig();
  other.loadFromOptions({
    clusters: [cluster],
    users: [{ name: "token", token }],
    contexts: [{ name: "token", cluster: cluster.name, user: "token" }],
    currentContext: "token",
  });
  return other;
}

/** Why the official client cannot run a command in a pod. */
export async function executed(config: KubeConfig, pod: string): Promise<string> {
  const { Exec } = await import("@kubernetes/client-node");
  const exec = new Exec(config);
  const sink = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  return new Promise((resolve) => {
    const told = ({ status, message }: V1Status): void => {
      resolve(`${status ?? ""}: ${message ?? ""}`);
    };
    exec.exec(NAMESPACE, pod, "web", "ls", sink, sink, null, false, told).catch((error: unknown) => {
      resolve(error instanceof Error ? error.message : String((error as { message?: unknown }).message));
    });
  });
}
