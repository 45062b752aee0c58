import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type KubernetesClient, KubernetesUnreachable } from "../../sdk/kubernetes/kubernetes-io";
import type { KubernetesObject } from "../../sdk/kubernetes/object";
import type { Faults } from "../arm/faults";
import { isMarkedLost } from "../nodes/vm-loss";
import { packageRoot } from "../package-root";
import type { Supervisor } from "../processes";
import { type Follower, followOnce } from "./list-watch";
import { localPodSelector } from "./local-pod";
import { PodWorker } from "./pod-worker";

export interface LocalPodsOptions {
  readonly slot: number;
  /** Holds a directory for each pod. */
  readonly directory: string;
  /** The file that tells a process how it reaches the cluster's network. */
  readonly podNetwork: string;
  readonly client: KubernetesClient;
  readonly supervisor: Supervisor;
  readonly log: (line: string) => void;
}

/** Between two looks at the processes, in milliseconds. */
const stepMs = 200;
/** Between the end of one watch and the next, in milliseconds. */
const pauseMs = 500;
/** How long the processes of a pod that is gone at once, or of a sandbox that stops, may take to end. */
const hastyGraceMs = 1_000;
const stopGraceMs = 5_000;

/**
 * The kubelets of a cluster's VMs, as far as pods are concerned whose containers are processes of this machine: those of
 * failover agents.
 */
export class LocalPods {
  private readonly workers = new Map<string, PodWorker>();
  /** The VMs that are there, by name. */
  private readonly nodes = new Map<string, KubernetesObject>();
  private frozen: Faults["frozenPods"];
  /** The ends under way of pods that are gone. */
  private readonly leaving = new Set<Promise<void>>();
  private readonly stopped = new AbortController();
  private following: Promise<unknown> | undefined;

  constructor(private readonly options: LocalPodsOptions) {}

  /** Looks after the pods, from now on until {@link stop}, for good. */
  follow(): void {
    const pods = { path: "/api/v1/pods", labelSelector: localPodSelector };
    const nodes = { path: "/api/v1/nodes", labelSelector: "kubernetes.azure.com/agentpool" };
    const { client } = this.options;
    const { signal } = this.stopped;
    this.following ??= Promise.all([
      this.again(pauseMs, () => followOnce(client, pods, { follower: this.podFollower, signal })),
      this.again(pauseMs, () => followOnce(client, nodes, { follower: this.nodeFollower, signal })),
      this.again(stepMs, () => this.step()),
    ]);
  }

  /** Ends all processes; their pods stay, and are started again by the next who looks after them. */
  async stop(): Promise<void> {
    this.stopped.abort();
    await this.following;
    await Promise.all([...[...this.workers.values()].map((worker) => worker.end(stopGraceMs)), ...this.leaving]);
    this.workers.clear();
  }

  /** Has the processes of these pods stand still, and no others. */
  freeze(frozen: Faults["frozenPods"]): void {
    this.frozen = frozen;
  }

  /** The port of this machine behind a port of a pod; `undefined` where nothing listens there. */
  localPort(podUid: string, port: number): number | undefined {
    return this.workers.get(podUid)?.localPort(port);
  }

  /** Where the log of a container is; `undefined` where the pod or the container is none that runs as a process. */
  logFile(pod: { readonly namespace: string; readonly name: string }, container: string, isPrevious: boolean) {
    const worker = [...this.workers.values()].find(
      ({ namespace, name }) => namespace === pod.namespace && name === pod.name,
    );
    return worker?.container(container)?.logFile(isPrevious);
  }

  /** Whether a VM of this address is there and can be reached. */
  hasVm(address: string): boolean {
    const atAddress = ({ status }: KubernetesObject): boolean =>
      (status as { addresses?: readonly { address: string }[] } | undefined)?.addresses?.some(
        (entry) => entry.address === address,
      ) === true;
    return [...this.nodes.values()].some((node) => atAddress(node) && !isMarkedLost(node));
  }

  private readonly podFollower: Follower = {
    reset: (pods) => {
      const uids = new Set(pods.map(uidOf));
      for (const uid of this.workers.keys()) if (!uids.has(uid)) this.leave(uid);
      for (const pod of pods) this.see(pod);
      this.clear(uids);
    },
    see: (pod) => {
      this.see(pod);
    },
    lose: (pod) => {
      this.leave(uidOf(pod));
    },
  };

  private readonly nodeFollower: Follower = {
    reset: (nodes) => {
      this.nodes.clear();
      for (const node of nodes) this.nodes.set(node.metadata?.name ?? "", node);
    },
    see: (node) => this.nodes.set(node.metadata?.name ?? "", node),
    lose: (node) => this.nodes.delete(node.metadata?.name ?? ""),
  };

  private see(pod: KubernetesObject): void {
    const { client, slot, supervisor, podNetwork, log } = this.options;
    const uid = uidOf(pod);
    const known = this.workers.get(uid);
    if (known !== undefined) {
      known.see(pod);
      return;
    }
    const directory = path.join(this.options.directory, uid);
    const preload = path.join(packageRoot(), "dist", "sandbox", "local-pods", "preload.js");
    this.workers.set(uid, new PodWorker(pod, { client, slot, supervisor, directory, preload, podNetwork, log }));
  }

  private leave(uid: string): void {
    const worker = this.workers.get(uid);
    if (worker === undefined) return;
    this.workers.delete(uid);
    const left = worker.end(hastyGraceMs).then(() => {
      worker.forget();
      this.leaving.delete(left);
    });
    this.leaving.add(left);
  }

  /** Takes away what is left of pods that went while nobody looked. */
  private clear(uids: ReadonlySet<string>): void {
    const { directory } = this.options;
    const left = existsSync(directory) && this.leaving.size === 0 ? readdirSync(directory) : [];
    for (const uid of left.filter((entry) => !uids.has(entry))) rmSync(path.join(directory, uid), { recursive: true });
  }

  private step(): Promise<void> {
    for (const worker of this.workers.values()) {
      const node = this.nodes.get(worker.node ?? "");
      worker.step({
        isLost: node === undefined || isMarkedLost(node),
        isFrozen: isFrozen(worker, this.frozen),
      });
    }
    return Promise.resolve();
  }

  private async again(pause: number, once: () => Promise<void>): Promise<void> {
    const { signal } = this.stopped;
    while (!signal.aborted) {
      await once().catch((error: unknown) => {
        // An API server that is gone comes back, or the cluster goes too.
        const isExpected = signal.aborted || error instanceof KubernetesUnreachable;
        if (!isExpected) this.options.log(`pods that are processes: ${String(error)}`);
      });
      await delay(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}

function uidOf({ metadata }: KubernetesObject): string {
  return metadata?.uid ?? "";
}

function isFrozen({ name, node }: PodWorker, frozen: Faults["frozenPods"]): boolean {
  if (frozen === undefined) return false;
  return (frozen.pod ?? name) === name && (frozen.node ?? node) === node;
}
