import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { bodyOf, type KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import type { KubernetesObject } from "../../sdk/kubernetes/object";
import type { ClusterShape } from "../arm/cluster-host";
import { privateDirectory, writeAtomically } from "../files";
import { chartNames } from "../kubernetes/helm/chart-names";
import { listNodes } from "../nodes/node-requests";
import { isMarkedLost } from "../nodes/vm-loss";
import type { Supervisor } from "../processes";
import { type ChartNode, chartNode, chartProcessName, type ChartNodeSurroundings } from "./chart-node";
import { chartPodStatus, isStarted, writePodStatus } from "./chart-node-status";
import { lastWords } from "./connector-status";

export interface ChartNodesOptions extends ChartNodeSurroundings {
  readonly client: KubernetesClient;
  readonly supervisor: Supervisor;
  readonly log: (line: string) => void;
}

const podsPath = "/api/v1/pods";
const ofTheChart = { labelSelector: chartNames.infrastructureLabel };
/** Between the end of one watch and the next, and between two looks at the processes. */
const pauseMs = 500;

/**
 * Runs the virtual nodes of the Helm chart in one cluster: a process for each of its pods that was started on a VM. Their
 * nodes stay when they end, in a scale-down or an uninstall too: whoever takes a virtual node away deletes its node by
 * hand (Docs/NodeCustomizations.md, "Manual Cleanup when Scaling Down virtual node pods").
 */
export class ChartNodes {
  private readonly running = new Map<string, ChartNode>();
  /** The pods on VMs that are there, as last seen. */
  private pods: readonly KubernetesObject[] = [];
  private cluster: ClusterShape | undefined;
  private isDead = false;
  private following: { readonly end: AbortController; readonly ended: Promise<unknown> } | undefined;
  /** The end of the sync under way. */
  private syncing: Promise<void> = Promise.resolve();

  constructor(private readonly options: ChartNodesOptions) {}

  /** Runs what the cluster's pods ask for, from now on until `stop`; while `isDead`, no process. */
  async run(cluster: ClusterShape, isDead: boolean): Promise<void> {
    this.cluster = cluster;
    this.isDead = isDead;
    if (this.following === undefined) {
      const end = new AbortController();
      const ended = Promise.all([
        this.again(() => this.watchOnce(end.signal), end.signal),
        this.again(() => this.report(), end.signal),
      ]);
      this.following = { end, ended };
    }
    await this.sync();
  }

  /** Ends all processes at once, in the middle of whatever they do; none runs again until `run` says so. */
  async kill(): Promise<void> {
    this.isDead = true;
    await Promise.all([...this.running.keys()].map((name) => this.end(name, "SIGKILL")));
  }

  /** Stops all of them; their nodes stay behind, as in a crash. */
  async stop(): Promise<void> {
    this.cluster = undefined;
    this.following?.end.abort();
    await this.following?.ended;
    this.following = undefined;
    await this.sync();
  }

  private async again(once: () => Promise<void>, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await once().catch((error: unknown) => {
        if (!signal.aborted) this.options.log(`virtual nodes of the chart: ${String(error)}`);
      });
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Without a resource version the watch begins with all that is there. */
  private async watchOnce(signal: AbortSignal): Promise<void> {
    for await (const { type } of this.options.client.watch(podsPath, ofTheChart, signal)) {
      if (type !== "BOOKMARK") await this.sync();
    }
  }

  /** Has the pods show how their processes are doing. */
  private async report(): Promise<void> {
    const { slot, client, supervisor } = this.options;
    for (const pod of this.pods) {
      const name = chartProcessName(slot, pod);
      const log = supervisor.logFile(name);
      const words = (): string => (existsSync(log) ? lastWords(readFileSync(log, "utf8")) : "");
      const patch = chartPodStatus(pod, { process: supervisor.observe(name), lastWords: words });
      if (patch !== undefined) await writePodStatus(client, pod, patch);
    }
  }

  /** One after another, since two would start the same process twice. */
  private sync(): Promise<void> {
    const next = this.syncing.then(() => this.bringTo(this.cluster));
    this.syncing = next.catch(() => undefined);
    return next;
  }

  private async bringTo(cluster: ClusterShape | undefined): Promise<void> {
    this.pods = cluster === undefined ? [] : await this.startedPods();
    const nodes = cluster === undefined || this.isDead ? [] : this.pods.flatMap((pod) => this.nodeFor(pod, cluster));
    const wanted = new Map(nodes.map((node) => [node.spec.name, node]));
    for (const [name, { settings }] of this.running) {
      if (wanted.get(name)?.settings !== settings) await this.end(name);
    }
    for (const [name, node] of wanted) {
      const current = this.running.get(name);
      if (current?.token !== node.token) writeToken(node);
      if (current === undefined) this.options.supervisor.start(node.spec);
      this.running.set(name, node);
    }
  }

  private async end(name: string, signal?: "SIGKILL"): Promise<void> {
    const node = this.running.get(name);
    this.running.delete(name);
    await this.options.supervisor.stop(name, signal);
    if (node !== undefined && !this.running.has(name)) rmSync(node.tokenFile, { force: true });
  }

  /** A VM takes its virtual nodes along at once; that their pods are not ready any more shows only after a while. */
  private async startedPods(): Promise<readonly KubernetesObject[]> {
    const { client } = this.options;
    const response = await client.request({ method: "GET", path: podsPath, query: ofTheChart });
    const { items } = bodyOf(response, "list the pods of the chart") as { readonly items: readonly KubernetesObject[] };
    const started = items.filter(isStarted);
    if (started.length === 0) return [];
    const lost = (await listNodes(client)).filter(isMarkedLost).map(({ metadata }) => metadata?.name);
    return started.filter((pod) => !lost.includes(nodeOf(pod)));
  }

  private nodeFor(pod: KubernetesObject, cluster: ClusterShape): ChartNode[] {
    try {
      return [chartNode(pod, cluster, this.options)];
    } catch (error) {
      this.options.log(error instanceof Error ? error.message : String(error));
      return [];
    }
  }
}

/** It is read anew at every call, so that a new one takes no restart. */
function writeToken({ tokenFile, token }: ChartNode): void {
  privateDirectory(path.dirname(tokenFile));
  writeAtomically(tokenFile, token);
}

function nodeOf(pod: KubernetesObject): string | undefined {
  return (pod["spec"] as { readonly nodeName?: string } | undefined)?.nodeName;
}
