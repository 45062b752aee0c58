import { rm } from "node:fs/promises";
import type { ClusterAccess, ClusterHost, ClusterShape, GroupOfPod, ScalePool } from "../arm/cluster-host";
import type { BadImages, Faults } from "../arm/faults";
import { type AutoscalerTimes, ClusterAutoscaler } from "../autoscaler/cluster-autoscaler";
import { serveMetrics } from "../metrics/cluster-metrics";
import { type Load, matchingLoads } from "../metrics/load";
import type { MetricsServer } from "../metrics/metrics-server";
import { HeldPods } from "../images/held-pods";
import { nodeTaints } from "../nodes/node-manifest";
import { syncNodes } from "../nodes/node-sync";
import { applyNodeFaults } from "../nodes/node-faults";
import { vmSizeOf } from "../nodes/vm-sizes";
import type { Supervisor } from "../processes";
import type { Tools } from "../tools/toolchain";
import { ChartNodes } from "./chart-nodes";
import { type ControlPlane, startControlPlane } from "./control-plane";
import { KedaDefinitions } from "./keda-definitions";
import { type RunningSlot, stopSlot, stopWork, useImages } from "./running-slot";
import type { Slots } from "./slots";
import { Connector, type ConnectorEnvironment } from "./virtual-node";

/** Long enough to be met by whoever does not expect it. */
const upgradeOutageSeconds = 3;

export interface ClusterHostOptions {
  readonly slots: Slots;
  readonly tools: Tools;
  readonly connector: ConnectorEnvironment;
  /** The file by which API servers know users that sign in with a token. */
  readonly userTokens: string;
  readonly supervisor: Supervisor;
  readonly autoscaler?: AutoscalerTimes;
  /** How often the HPA controller looks, and over how long usage is measured. */
  readonly hpaSyncSeconds: number;
  readonly log: (line: string) => void;
}

/** The machine under the sandbox's Azure. */
export interface SandboxClusterHost extends ClusterHost {
  /** Starts the control plane of slot 0, which is there also when there is no cluster. */
  start(): Promise<void>;
  /** Breaks and mends what the faults say, in every cluster. */
  applyFaults(faults: Faults): Promise<void>;
  /** Ends the processes of all virtual nodes at once, in every cluster, whatever work is under way. */
  killConnectors(): Promise<void>;
  /** Has no container start on a VM from these images from now on, in every cluster. */
  useImages(badImages: BadImages | undefined): Promise<void>;
  /** Has the processes of these pods stand still from now on, and no others, in every cluster. */
  freezePods(frozenPods: Faults["frozenPods"]): Promise<void>;
  /** Kills every API server, and starts it again after so many seconds. */
  restartApiServers(seconds: number): Promise<void>;
  /** Stops everything; what is stored stays. */
  stop(): Promise<void>;
}

export function clusterHost(options: ClusterHostOptions): SandboxClusterHost {
  return new Host(options);
}

class Host implements SandboxClusterHost {
  private readonly running = new Map<number, Promise<RunningSlot>>();
  /** Those that have started. */
  private readonly started = new Map<number, RunningSlot>();
  /** What each cluster was last brought to, by id in lower case. */
  private readonly shapes = new Map<string, ClusterShape>();
  private faults: Faults = {};
  private loads: readonly Load[] = [];
  /** Until Azure says how, no pool is scaled. */
  private scalePool: ScalePool = () => Promise.resolve(false);
  /** Until Azure says how, there is none. */
  private groupOfPod: GroupOfPod = () => undefined;
  private badImages: BadImages | undefined;
  private frozenPods: Faults["frozenPods"];
  /** The end of the work under way. One thing at a time: slots are few, and two changes of one cluster must not mix. */
  private work: Promise<unknown> = Promise.resolve();
  private readonly stopped = new AbortController();

  constructor(private readonly options: ClusterHostOptions) {}

  async start(): Promise<void> {
    await this.slot((await this.options.slots.first()).index);
  }

  autoscaleThrough(scale: ScalePool): void {
    this.scalePool = scale;
  }

  applyLoads(loads: readonly Load[]): void {
    this.loads = loads;
  }

  lookIntoGroupsThrough(groupOfPod: GroupOfPod): void {
    this.groupOfPod = groupOfPod;
  }

  async ensure(shape: ClusterShape): Promise<ClusterAccess> {
    refuseUnknown(shape);
    return this.inTurn(() => this.bringTo(shape));
  }

  async remove(clusterId: string): Promise<void> {
    return this.inTurn(() => this.takeAway(clusterId));
  }

  async applyFaults(faults: Faults): Promise<void> {
    this.faults = faults;
    return this.inTurn(async () => {
      for (const shape of this.shapes.values()) {
        const slot = this.options.slots.ofCluster(shape.id);
        if (slot === undefined) continue;
        const running = await this.slot(slot.index);
        await this.syncVms(running, shape);
        await this.syncVirtualNodes(running, shape);
      }
    });
  }

  async killConnectors(): Promise<void> {
    await this.inEachSlot(async ({ connector, chartNodes }) => {
      await Promise.all([connector.kill(), chartNodes.kill()]);
    });
  }

  /** Not in turn with other work, which may take long: what is started next is to be started from these images. */
  async useImages(badImages: BadImages | undefined): Promise<void> {
    if (JSON.stringify(badImages) === JSON.stringify(this.badImages)) return;
    this.badImages = badImages;
    await this.inEachSlot((slot) => useImages(slot, badImages));
  }

  async freezePods(frozenPods: Faults["frozenPods"]): Promise<void> {
    this.frozenPods = frozenPods;
    await this.inEachSlot(({ controlPlane }) => {
      controlPlane.localPods.freeze(frozenPods);
      return Promise.resolve();
    });
  }

  async restartApiServers(seconds: number): Promise<void> {
    const { signal } = this.stopped;
    return this.inTurn(() => this.inEachSlot(({ controlPlane }) => controlPlane.interrupt(seconds, signal)));
  }

  async stop(): Promise<void> {
    this.stopped.abort(new Error("the sandbox is stopping"));
    // What is being started is let finish or fail, so that nothing starts after it was stopped.
    await this.work;
    const slots = await Promise.allSettled(this.running.values());
    await Promise.all(slots.flatMap((slot) => (slot.status === "fulfilled" ? [stopSlot(slot.value)] : [])));
    this.running.clear();
    this.started.clear();
  }

  private async bringTo(shape: ClusterShape): Promise<ClusterAccess> {
    const slot = await this.options.slots.assign(shape.id);
    const running = await this.slot(slot.index);
    const { controlPlane } = running;
    const { version } = controlPlane;
    const before = this.shapes.get(shape.id.toLowerCase());
    this.shapes.set(shape.id.toLowerCase(), shape);
    const kubernetesVersion = shape.kubernetesVersion ?? version;
    if (before !== undefined && (before.kubernetesVersion ?? version) !== kubernetesVersion)
      await this.upgrade(controlPlane);
    if (shape.hasKeda === true) await running.keda.install();
    // Also takes back what a fault of an earlier run left on the nodes: faults end with the run.
    await this.syncVms(running, shape);
    await this.syncVirtualNodes(running, shape);
    await running.autoscaler.run(shape);
    return {
      kubeconfig: controlPlane.kubeconfig("user", shape.name),
      fqdn: controlPlane.server.replace("https://", ""),
      kubernetesVersion,
    };
  }

  /**
   * All that an upgrade does to a control plane here: its API server stays the same, but is away for a while, as
   * Azure/AKS#2150 saw it for 5 minutes.
   */
  private async upgrade(controlPlane: ControlPlane): Promise<void> {
    await controlPlane.interrupt(this.faults.upgradeOutage?.seconds ?? upgradeOutageSeconds, this.stopped.signal);
  }

  private async takeAway(clusterId: string): Promise<void> {
    const slot = this.options.slots.ofCluster(clusterId);
    this.shapes.delete(clusterId.toLowerCase());
    if (slot === undefined) return;
    const running = await this.slot(slot.index);
    this.started.delete(slot.index);
    await stopWork(running);
    await running.controlPlane.wipe();
    await running.metrics.close();
    this.running.delete(slot.index);
    await this.options.slots.release(slot);
    if (slot.index !== 0) {
      await rm(this.options.slots.directory(slot.index), { recursive: true, force: true });
      return;
    }
    // Nobody waits for the empty control plane: whoever needs it asks for the slot, and sees its failure there.
    this.slot(0).catch((error: unknown) => {
      this.options.log(`start the control plane anew: ${String(error)}`);
    });
  }

  private async syncVms({ controlPlane }: RunningSlot, shape: ClusterShape): Promise<void> {
    const { client, version } = controlPlane;
    const { log } = this.options;
    const { faults } = this;
    await applyNodeFaults(client, faults);
    await syncNodes(client, { shape, kubernetesVersion: shape.kubernetesVersion ?? version, faults, log });
  }

  private async syncVirtualNodes({ connector, chartNodes }: RunningSlot, shape: ClusterShape): Promise<void> {
    if (shape.virtualNode === undefined) await connector.remove();
    else if (this.faults.connectorDead === true) await connector.die();
    else await connector.run(shape, shape.virtualNode);
    await chartNodes.run(shape, this.faults.connectorDead === true);
  }

  /** The slot's control plane, started where it does not run. A failed start is tried again by the next who asks. */
  private slot(index: number): Promise<RunningSlot> {
    const known = this.running.get(index);
    if (known !== undefined) return known;
    const starting = this.startSlot(index);
    this.running.set(index, starting);
    starting.catch(() => {
      this.running.delete(index);
      this.started.delete(index);
    });
    return starting;
  }

  private async startSlot(index: number): Promise<RunningSlot> {
    if (this.stopped.signal.aborted) throw new Error(`start control plane ${index}: the sandbox is stopping`);
    const { slots, tools, supervisor, connector: environment, userTokens, hpaSyncSeconds, log } = this.options;
    const { badImages } = this;
    const started = Date.now();
    const slot = await slots.withFreePorts(index);
    const directory = slots.directory(index);
    const groupOfPod: GroupOfPod = (uid) => this.groupOfPod(uid);
    const surroundings = { tools, supervisor, userTokens, hpaSyncSeconds, badImages, groupOfPod, log };
    const controlPlane = await startControlPlane({ slot, directory, ...surroundings });
    const metrics = await this.startMetrics(index, controlPlane);
    log(`control plane ${index} ready in ${((Date.now() - started) / 1000).toFixed(1)} s: ${controlPlane.server}`);
    const { client } = controlPlane;
    const kubeconfig = controlPlane.kubeconfigFile("connector");
    const around = { slot: index, directory, kubeconfig, client, environment, supervisor, log };
    const scale: ScalePool = (scaling) => this.scalePool(scaling);
    const autoscaler = new ClusterAutoscaler({ ...this.options.autoscaler, client, scale, log });
    const keda = new KedaDefinitions({ client, file: tools["keda-definitions"] });
    const heldPods = new HeldPods({ client, badImages: () => this.badImages, log });
    await heldPods.resume();
    const work = { connector: new Connector(around), chartNodes: new ChartNodes(around), autoscaler, heldPods };
    const running = { controlPlane, metrics, keda, ...work };
    this.started.set(index, running);
    controlPlane.localPods.freeze(this.frozenPods);
    // They may have become others while it started.
    await useImages(running, this.badImages);
    return running;
  }

  private async startMetrics(index: number, controlPlane: ControlPlane): Promise<MetricsServer> {
    const { slots, hpaSyncSeconds, log } = this.options;
    const clusterId = (): string => slots.all().find((slot) => slot.index === index)?.clusterId ?? "";
    try {
      return await serveMetrics({
        client: controlPlane.client,
        trust: controlPlane.metricsTrust,
        windowSeconds: hpaSyncSeconds,
        loads: () => matchingLoads(this.loads, { cluster: clusterId() }),
        virtualNodesAnswer: () => this.faults.connectorDead !== true,
        log,
      });
    } catch (error) {
      await controlPlane.stop();
      throw error;
    }
  }

  /** In all that have started. What is being started or stopped takes its time, and nobody works in it. */
  private async inEachSlot(task: (slot: RunningSlot) => Promise<void>): Promise<void> {
    await Promise.all([...this.started.values()].map((slot) => task(slot)));
  }

  /** One after another; a failure is its caller's and stops nobody behind it. */
  private inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.work.then(task);
    this.work = result.catch(() => undefined);
    return result;
  }
}

/** What the machine can't do is refused before anything is started. */
function refuseUnknown(shape: ClusterShape): void {
  for (const pool of shape.agentPools) {
    vmSizeOf(pool.vmSize);
    nodeTaints(pool);
  }
}
