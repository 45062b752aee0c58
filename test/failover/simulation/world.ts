import { scaleByLoad, type SimAutoscaler } from "./autoscalers";
import { collect, heartbeats, replicate, schedule, watchNodes } from "./controllers";
import { runOnAci, runOnVms } from "./kubelets";

/** A second, in the simulation's milliseconds. */
export const SECOND = 1000;
const START = Date.UTC(2026, 0, 5, 8);

export interface SimPod {
  readonly name: string;
  readonly tier: string;
  readonly created: number;
  version: number;
  node?: string;
  /** When the scheduler looked for a node in vain for the first time. */
  unschedulable?: number;
  /** When its containers run. */
  starts?: number;
  isReady: boolean;
  readySince: number;
  refusal?: string;
  tries: number;
  nextTry: number;
  deleted?: number;
}

export interface SimNode {
  readonly name: string;
  readonly slots: number;
  isAlive: boolean;
  renewed: number;
  ready: "True" | "Unknown";
  readySince: number;
  deleted?: number;
}

export interface SimDeployment {
  readonly name: string;
  readonly tier: string;
  readonly kind: "vm" | "virtualNode";
  replicas: number;
  memory?: string;
  version: number;
  generation: number;
  observed: number;
  status: string;
}

export interface Aci {
  /** So many pods at a time; the rest is refused. */
  quota: number;
  isRefusing: boolean;
  coldStartSeconds: number;
}

/** What a world is made with. */
export interface WorldSpec {
  readonly vms: number;
  readonly slots: number;
  readonly replicas: Readonly<Record<string, number>>;
  /** Whether a VM comes when a pod has waited for one. */
  readonly autoscales: boolean;
  /** What the service is to carry, in pods at full use; with autoscalers of these bounds. @default - it has none */
  readonly load?: number;
  readonly bounds?: Readonly<Record<string, { readonly min: number; readonly max: number }>>;
}

/** A cluster with a service on VMs and a virtual node: what its controllers, its VMs and ACI do in the course of time. */
export class World {
  now = START;
  readonly deployments: SimDeployment[];
  readonly autoscalers: SimAutoscaler[];
  pods: SimPod[] = [];
  nodes: SimNode[];
  readonly virtualNode: SimNode;
  readonly aci: Aci = { quota: 100, isRefusing: false, coldStartSeconds: 10 };
  load: number;
  isApiDown = false;
  isControllerDown = false;
  readonly events = new Set<string>();
  /** How many pods became unready by other than the actors' doing. */
  dropped = 0;
  private counter = 0;

  constructor(readonly spec: WorldSpec) {
    this.load = spec.load ?? 0;
    this.nodes = Array.from({ length: spec.vms }, (_, index) => this.node(`vm-${index}`, spec.slots));
    this.virtualNode = this.node("virtual-node-aci-linux", 5000);
    this.deployments = (["vm", "virtual-node"] as const).map((tier) => ({
      name: `web-${tier}`,
      tier,
      kind: tier === "vm" ? ("vm" as const) : ("virtualNode" as const),
      replicas: spec.replicas[tier] ?? 0,
      version: 1,
      generation: 1,
      observed: 0,
      status: "",
    }));
    // As the waterfall of a scaled service has it: the burst tier has the higher target.
    this.autoscalers = Object.entries(spec.bounds ?? {}).map(([tier, bounds]) => {
      return { tier, target: tier === "vm" ? 0.6 : 0.8, version: 1, ...bounds, history: [] };
    });
  }

  /** Lets so many seconds pass. */
  pass(seconds: number): void {
    for (let second = 0; second < seconds; second += 1) {
      this.now += SECOND;
      if (!this.isApiDown) this.act();
    }
  }

  /** Pods that count: those that are not on their way out. */
  alive(tier?: string): SimPod[] {
    return this.pods.filter((pod) => pod.deleted === undefined && (tier === undefined || pod.tier === tier));
  }

  ready(tier?: string): number {
    return this.alive(tier).filter(({ isReady }) => isReady).length;
  }

  /** In the order in which a ReplicaSet deletes. */
  ranked(tier: string): SimPod[] {
    return this.alive(tier).sort(
      (one, other) => rank(one) - rank(other) || other.readySince - one.readySince || other.created - one.created,
    );
  }

  node(name: string, slots: number): SimNode {
    return { name, slots, isAlive: true, renewed: this.now, ready: "True", readySince: this.now };
  }

  addNode(): void {
    this.counter += 1;
    this.nodes.push(this.node(`vm-new-${this.counter}`, this.spec.slots));
  }

  addPod(tier: string): void {
    this.counter += 1;
    const times = { created: this.now, readySince: this.now, nextTry: 0 };
    this.pods.push({ name: `web-${tier}-${this.counter}`, tier, version: 1, ...times, isReady: false, tries: 0 });
  }

  remove(pod: SimPod): void {
    pod.deleted = this.now;
    pod.version += 1;
    if (pod.node === undefined) this.pods = this.pods.filter((each) => each !== pod);
  }

  drop(pod: SimPod): void {
    if (!pod.isReady) return;
    pod.isReady = false;
    pod.readySince = this.now;
    pod.version += 1;
    this.dropped += 1;
  }

  /** ACI loses all container groups; the ReplicaSet makes new pods. */
  loseGroups(): void {
    const lost = this.pods.filter(({ node }) => node === this.virtualNode.name);
    for (const pod of lost) this.drop(pod);
    this.pods = this.pods.filter((pod) => !lost.includes(pod));
  }

  scale(deployment: SimDeployment, replicas: number): void {
    if (deployment.replicas === replicas) return;
    deployment.replicas = replicas;
    deployment.generation += 1;
    deployment.version += 1;
  }

  private act(): void {
    heartbeats(this);
    if (!this.isControllerDown) {
      watchNodes(this);
      collect(this);
      scaleByLoad(this);
      for (const deployment of this.deployments) replicate(this, deployment);
    }
    schedule(this);
    runOnVms(this);
    runOnAci(this);
    for (const deployment of this.deployments) this.updateStatus(deployment);
  }

  private updateStatus(deployment: SimDeployment): void {
    const status = `${this.alive(deployment.tier).length}/${this.ready(deployment.tier)}/${deployment.observed}`;
    if (status === deployment.status) return;
    deployment.status = status;
    deployment.version += 1;
  }
}

function rank(pod: SimPod): number {
  if (pod.node === undefined) return 0;
  if (pod.starts === undefined) return 1;
  return pod.isReady ? 3 : 2;
}
