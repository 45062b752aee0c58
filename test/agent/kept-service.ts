import type { AppsV1Api, CoordinationV1Api, CoreV1Api, KubeConfig } from "@kubernetes/client-node" with {
  "resolution-mode": "import",
};
import { agentName } from "../../sdk/failover/agent-names";
import { agentRights } from "../../sdk/failover/agent-rights";
import { targetAnnotation } from "../../sdk/failover/declared-target";
import { type FailoverMemory, MEMORY_ANNOTATION, parseMemory } from "../../sdk/failover/memory";
import { failoverTarget, type FailoverTargetArgs } from "../../sdk/failover/target";
import { pinnedDeployments } from "../cluster/scheduling";
import { createAccount, tokenOf } from "../failover/service-account";
import { podsByTier } from "../sandbox";
import { awaited } from "../waiting";
import { AgentProcess } from "./agent-process";
import { ApiProxy } from "./api-proxy";

/** On VMs, and on the virtual node. */
export type Counts = readonly [vm: number, virtualNode: number];

interface Seen {
  /** Ready on VMs. */
  readonly vm: number;
  /** Ready on the virtual node. */
  readonly virtualNode: number;
  /** What the Deployments are told: VMs, then the virtual node. */
  readonly told: readonly number[];
}

/** A service on a real control plane as `pulumi up` leaves it, and the agents that look after it. */
export class KeptService {
  private readonly agents: AgentProcess[] = [];

  private constructor(
    readonly args: FailoverTargetArgs,
    readonly config: KubeConfig,
    readonly official: { readonly apps: AppsV1Api; readonly core: CoreV1Api; readonly leases: CoordinationV1Api },
  ) {}

  static async create(args: FailoverTargetArgs, config: KubeConfig): Promise<KeptService> {
    const { AppsV1Api, CoordinationV1Api, CoreV1Api } = await import("@kubernetes/client-node");
    const target = failoverTarget(args);
    const { namespace, service } = target;
    const core = config.makeApiClient(CoreV1Api);
    const apps = config.makeApiClient(AppsV1Api);
    await core.createNamespace({ body: { metadata: { name: namespace } } });
    await createAccount({ name: agentName(service), namespace }, agentRights(target), config);
    const { tiers } = target.placement;
    for (const [index, body] of pinnedDeployments(tiers, { counts: {} } as never, "100m").entries()) {
      delete body.spec?.replicas;
      if (index === 0) Object.assign(body.metadata ?? {}, { annotations: targetAnnotation(args) });
      await apps.createNamespacedDeployment({ namespace, body });
    }
    return new KeptService(args, config, { apps, core, leases: config.makeApiClient(CoordinationV1Api) });
  }

  /** Starts an agent, with a network and a token of its own. */
  async agent(identity: string): Promise<AgentProcess> {
    const { service, namespace } = this.args;
    const proxy = await ApiProxy.to(this.config);
    const token = await tokenOf({ name: agentName(service), namespace }, this.config);
    return this.started(AgentProcess.start(proxy, { service, namespace, identity, token }));
  }

  /** Starts an agent once more where it was, as the kubelet restarts a container. */
  async again({ identity, proxy }: AgentProcess): Promise<AgentProcess> {
    const { service, namespace } = this.args;
    const token = await tokenOf({ name: agentName(service), namespace }, this.config);
    return this.started(AgentProcess.start(proxy, { service, namespace, identity, token }));
  }

  private started(agent: AgentProcess): AgentProcess {
    this.agents.push(agent);
    return agent;
  }

  /** Ends all agents. */
  async end(): Promise<void> {
    for (const agent of this.agents.splice(0)) {
      await agent.signal("SIGKILL");
      agent.proxy.close();
    }
  }

  private async seen(): Promise<Seen> {
    const { namespace } = this.args;
    const [pods, { items }] = await Promise.all([
      podsByTier(this.official.core, namespace),
      this.official.apps.listNamespacedDeployment({ namespace }),
    ]);
    const told = ["web-vm", "web-virtual-node"].map(
      (name) => items.find(({ metadata }) => metadata?.name === name)?.spec?.replicas ?? 0,
    );
    return { ...pods, told };
  }

  /** Waits until the service is as awaited. @returns how many seconds that took */
  async until(what: string, seconds: number, is: (seen: Seen) => boolean): Promise<number> {
    const start = Date.now();
    await awaited(what, seconds * 1000, async () => (is(await this.seen()) ? true : undefined));
    return (Date.now() - start) / 1000;
  }

  /** Waits until the pods are ready so, and told so. @returns how many seconds that took */
  settled([vm, virtualNode]: Counts, seconds: number, onSeen: (seen: Seen) => void = () => undefined): Promise<number> {
    return this.until(`${vm} on VMs and ${virtualNode} on the virtual node`, seconds, (seen) => {
      onSeen(seen);
      return seen.vm === vm && seen.virtualNode === virtualNode && String(seen.told) === `${vm},${virtualNode}`;
    });
  }

  /** Says anew how the service fails over, as `pulumi up` does; or nothing. */
  async declare(annotations: Readonly<Record<string, string | null>>): Promise<void> {
    const { namespace } = this.args;
    const { setHeaderOptions } = await import("@kubernetes/client-node");
    await this.official.apps.patchNamespacedDeployment(
      { name: "web-vm", namespace, body: { metadata: { annotations } } },
      setHeaderOptions("Content-Type", "application/merge-patch+json"),
    );
  }

  async deletePods(tier: string): Promise<void> {
    const { namespace } = this.args;
    const labelSelector = `aks-elastic/tier=${tier}`;
    await this.official.core.deleteCollectionNamespacedPod({ namespace, labelSelector });
  }

  async memory(): Promise<FailoverMemory> {
    const { namespace } = this.args;
    const { metadata } = await this.official.apps.readNamespacedDeployment({ name: "web-vm", namespace });
    const memory = parseMemory(metadata?.annotations?.[MEMORY_ANNOTATION] ?? "");
    if (memory === undefined) throw new Error("nothing is remembered");
    return memory;
  }

  /** Who holds the Lease. */
  async holder(): Promise<string | undefined> {
    const { service, namespace } = this.args;
    const lease = await this.official.leases.readNamespacedLease({ name: agentName(service), namespace });
    return lease.spec?.holderIdentity;
  }

  /** The agents that say of themselves that they lead, when there is one that the Lease names. */
  async leader(seconds = 30): Promise<AgentProcess> {
    return awaited("an agent that leads", seconds * 1000, async () => {
      const holder = await this.holder();
      const agent = this.agents.find(({ identity, isOver }) => identity === holder && !isOver);
      return agent !== undefined && (await agent.isLeader()) ? agent : undefined;
    });
  }
}
