import { rmSync } from "node:fs";
import path from "node:path";
import { bodyOf } from "../../sdk/kubernetes/kubernetes-io";
import type { KubernetesObject } from "../../sdk/kubernetes/object";
import { statusAround } from "../images/pod-status";
import { LocalContainer } from "./local-container";
import { type LocalPod, portOf } from "./local-pod";
import { PodEvents } from "./pod-events";
import type { LocalPodOptions } from "./pod-options";
import { PodSetupError, PodVolumes } from "./volumes";

/** What has become of the VM of a pod. */
export interface PodPlace {
  /** Whether it is gone, with all that ran on it, or can't be reached. */
  readonly isLost: boolean;
  /** Whether the pod's processes are to stand still. */
  readonly isFrozen: boolean;
}

export interface PodWorkerOptions extends Omit<LocalPodOptions, "event"> {
  readonly log: (line: string) => void;
}

/** How often what a pod's volumes are made from is looked at, in milliseconds: a kubelet's minute, at a tenth. */
const volumesMs = 6_000;
/** How often a pod is tried that can't be set up, in milliseconds. */
const retryMs = 1_000;

/** What a kubelet does for one pod. */
export class PodWorker {
  private containers: readonly LocalContainer[] | undefined;
  private readonly volumes: PodVolumes;
  private readonly events: PodEvents;
  private isSetUp = false;
  private isFrozen = false;
  private setUpAt = 0;
  private turn: Promise<void> | undefined;

  constructor(
    private pod: LocalPod,
    private readonly options: PodWorkerOptions,
  ) {
    this.volumes = new PodVolumes(options.client, path.join(options.directory, "volumes"));
    this.events = new PodEvents(options.client, options.log);
  }

  get node(): string | undefined {
    return this.pod.spec?.nodeName;
  }

  get name(): string {
    return this.pod.metadata?.name ?? "";
  }

  get namespace(): string {
    return this.pod.metadata?.namespace ?? "";
  }

  see(pod: KubernetesObject): void {
    this.pod = pod;
  }

  container(name: string): LocalContainer | undefined {
    return this.containers?.find((container) => container.name === name);
  }

  /** The port of this machine behind a port of the pod; `undefined` where nothing listens. */
  localPort(port: number): number | undefined {
    const listening = this.pod.spec?.containers?.find((container) => portOf(container) === port);
    return listening === undefined ? undefined : this.container(listening.name)?.port;
  }

  /** Goes a step on, if the last one is over. */
  step(place: PodPlace): void {
    this.turn ??= this.advance(place)
      .catch((error: unknown) => {
        this.options.log(`pod ${this.namespace}/${this.name}: ${String(error)}`);
      })
      .finally(() => (this.turn = undefined));
  }

  /** Ends its processes; those that have not ended after so many milliseconds are killed. */
  async end(graceMs: number): Promise<void> {
    await this.turn;
    await Promise.all((this.containers ?? []).map((container) => container.end(this.isFrozen ? 0 : graceMs)));
  }

  /** Takes away what the pod leaves on this machine. */
  forget(): void {
    for (const container of this.containers ?? []) container.forget();
    rmSync(this.options.directory, { recursive: true, force: true });
  }

  private async advance({ isLost, isFrozen }: PodPlace): Promise<void> {
    const { metadata, status } = this.pod;
    if (isLost) await this.lose();
    else if (metadata?.deletionTimestamp !== undefined) await this.terminate();
    else if (status?.phase === "Succeeded" || status?.phase === "Failed") await this.endContainers(0);
    else if (status?.podIP !== undefined && (await this.setUp())) await this.run(isFrozen);
  }

  /** The VM is gone; when it is back, its containers are started again. */
  private async lose(): Promise<void> {
    if (this.containers === undefined) return;
    await this.endContainers(0);
    this.containers = undefined;
    this.isFrozen = false;
  }

  private async terminate(): Promise<void> {
    const { name = "", namespace = "", uid, deletionGracePeriodSeconds } = this.pod.metadata ?? {};
    await this.endContainers(typeof deletionGracePeriodSeconds === "number" ? deletionGracePeriodSeconds * 1000 : 0);
    const response = await this.options.client.request({
      method: "DELETE",
      path: `/api/v1/namespaces/${namespace}/pods/${name}`,
      body: { gracePeriodSeconds: 0, preconditions: { uid } },
    });
    if (response.status !== 404 && response.status !== 409) bodyOf(response, `delete pod ${namespace}/${name}`);
  }

  private async endContainers(graceMs: number): Promise<void> {
    await Promise.all((this.containers ?? []).map((container) => container.end(graceMs)));
  }

  /** @returns whether its volumes are there. */
  private async setUp(): Promise<boolean> {
    if (Date.now() < this.setUpAt) return this.isSetUp;
    try {
      await this.volumes.sync(this.pod);
      this.isSetUp = true;
      this.setUpAt = Date.now() + volumesMs;
    } catch (error) {
      this.setUpAt = Date.now() + retryMs;
      if (!(error instanceof PodSetupError)) throw error;
      this.events.record(this.pod, { type: "Warning", reason: error.reason, message: error.message });
    }
    return this.isSetUp;
  }

  private async run(isFrozen: boolean): Promise<void> {
    const event = this.events.record.bind(this.events, this.pod);
    this.containers ??= (this.pod.spec?.containers ?? []).map(
      (container) => new LocalContainer(container, this.pod, { ...this.options, event }),
    );
    if (isFrozen !== this.isFrozen) for (const container of this.containers) container.freeze(isFrozen);
    this.isFrozen = isFrozen;
    if (isFrozen) return;
    for (const container of this.containers) await container.step(Date.now());
    await this.report(this.containers);
  }

  private async report(containers: readonly LocalContainer[]): Promise<void> {
    const containerStatuses = containers.map((container) => container.status());
    const now = { containerStatuses, initContainerStatuses: [], isInitialized: true };
    const status = statusAround(this.pod, now, Date.now());
    if (status === undefined) return;
    const { name = "", namespace = "", uid } = this.pod.metadata ?? {};
    const response = await this.options.client.request({
      method: "PATCH",
      path: `/api/v1/namespaces/${namespace}/pods/${name}/status`,
      contentType: "application/strategic-merge-patch+json",
      body: { metadata: { uid }, status },
    });
    if (response.status === 404 || response.status === 409) return;
    this.see(bodyOf(response, `report the status of pod ${namespace}/${name}`) as KubernetesObject);
  }
}
