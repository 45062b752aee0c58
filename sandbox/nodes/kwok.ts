import { bodyOf, type KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import { type Cidr, formatCidr, parseAddress } from "../../sdk/network/cidr";
import type { BadImages } from "../arm/faults";
import { writeAtomically } from "../files";
import { alwaysRunning, type Supervisor } from "../processes";
import { waitUntil } from "../waiting";
import { freePart, podRange } from "./addresses";
import { kwokNodeSelector, kwokStages, nodeLeaseSeconds } from "./kwok-stages";
import { listNodes, listPods } from "./node-requests";

export interface KwokOptions {
  /** The name of its process. */
  readonly name: string;
  /** The binary. */
  readonly command: string;
  readonly kubeconfig: string;
  /** Where the file goes that says what it does. */
  readonly stages: string;
  /** The images that are bad from the start. */
  readonly badImages: BadImages | undefined;
  readonly client: KubernetesClient;
  readonly supervisor: Supervisor;
}

/** For how long an API server that was ready may not answer, in milliseconds. */
const hiccupMs = 10_000;
/** The longest that an upgrade can take it away, and then some. */
const longestOutageMs = 3_700_000;

/** Runs kwok, which plays the VMs of one cluster. */
export class Kwok {
  private badImages: BadImages | undefined;
  /** The end of the start under way. */
  private turn: Promise<void> = Promise.resolve();
  private readonly stopped = new AbortController();

  constructor(private readonly options: KwokOptions) {}

  async start(): Promise<void> {
    await this.launch(this.options.badImages, hiccupMs);
  }

  async stop(): Promise<void> {
    this.stopped.abort(new Error(`${this.options.name} is stopping`));
    await this.options.supervisor.stop(this.options.name);
  }

  /**
   * Has no container start from these images from now on, and all from others. What kwok does it reads once, so another one
   * takes its place; the heartbeats of its nodes pause for a second meanwhile. One that is stopped starts no container at
   * all, so that a stop meanwhile is no failure.
   */
  async useImages(badImages: BadImages | undefined): Promise<void> {
    const turn = this.turn.then(async () => {
      if (JSON.stringify(badImages) === JSON.stringify(this.badImages)) return;
      await this.options.supervisor.stop(this.options.name, "SIGKILL");
      await this.launch(badImages, longestOutageMs);
    });
    this.turn = turn.catch(() => undefined);
    return turn.catch((error: unknown) => {
      if (!this.stopped.signal.aborted) throw error;
    });
  }

  private async launch(badImages: BadImages | undefined, patienceMs: number): Promise<void> {
    const { name, command, kubeconfig, stages, client, supervisor } = this.options;
    this.badImages = badImages;
    writeAtomically(stages, kwokStages(badImages));
    let free = podRange;
    const what = "what the last run left of nodes and addresses to be known";
    const { signal } = this.stopped;
    await waitUntil({ what, timeoutMs: patienceMs, intervalMs: 200, signal }, async () => {
      free = freePart(podRange, await podAddresses(client));
      await releaseNodeLeases(client);
      return true;
    });
    signal.throwIfAborted();
    const args = kwokArgs({ kubeconfig, stages, podRange: free });
    supervisor.start({ name, command, args, backOff: alwaysRunning });
  }
}

function kwokArgs(settings: {
  readonly kubeconfig: string;
  readonly stages: string;
  readonly podRange: Cidr;
}): readonly string[] {
  return [
    `--kubeconfig=${settings.kubeconfig}`,
    `--config=${settings.stages}`,
    `--manage-nodes-with-label-selector=${kwokNodeSelector}`,
    `--node-lease-duration-seconds=${nodeLeaseSeconds}`,
    // It does not know which addresses others before it have given out.
    `--cidr=${formatCidr(settings.podRange)}`,
    // Serves no kubelet API.
    `--server-address=`,
    `--v=WARN`,
  ];
}

async function podAddresses(client: KubernetesClient): Promise<readonly number[]> {
  const pods = await listPods(client);
  return pods.flatMap(({ status }) => parseAddress((status as { podIP?: string } | undefined)?.podIP ?? "") ?? []);
}

/**
 * Every kwok holds node leases under an identity of its own, so that a new one would leave its nodes alone until the
 * leases of the one before it are over. Deleted, they are made anew at once.
 */
async function releaseNodeLeases(client: KubernetesClient): Promise<void> {
  const nodes = await listNodes(client);
  await Promise.all(nodes.map(({ metadata }) => releaseLease(client, metadata?.name ?? "")));
}

async function releaseLease(client: KubernetesClient, node: string): Promise<void> {
  const path = `/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${node}`;
  const response = await client.request({ method: "DELETE", path });
  if (response.status !== 404) bodyOf(response, `release the lease of node ${node}`);
}
