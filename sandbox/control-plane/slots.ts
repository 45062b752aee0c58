import path from "node:path";
import { sameOrFreePort } from "../ports";
import type { SandboxPaths, SlotPorts, SlotState } from "../state";
import type { StateKeeper } from "../state-keeper";

/** Which control plane serves which managed cluster, as the state file has it. */
export class Slots {
  constructor(
    private readonly paths: SandboxPaths,
    private readonly keeper: StateKeeper,
  ) {}

  all(): readonly SlotState[] {
    return this.keeper.current().slots;
  }

  ofCluster(clusterId: string): SlotState | undefined {
    return this.all().find((slot) => slot.clusterId === clusterId.toLowerCase());
  }

  directory(index: number): string {
    return path.join(this.paths.slots, String(index));
  }

  /** The cluster's slot; for a new cluster slot 0 where it is free, else a further one. */
  async assign(clusterId: string): Promise<SlotState> {
    const assigned = this.ofCluster(clusterId);
    if (assigned !== undefined) return assigned;
    const first = await this.first();
    const slot = first.clusterId === undefined ? first : await this.create(this.freeIndex());
    return this.put({ ...slot, clusterId: clusterId.toLowerCase() });
  }

  /** Slot 0, which is there also when there is no cluster. */
  async first(): Promise<SlotState> {
    return this.all().find(({ index }) => index === 0) ?? (await this.create(0));
  }

  /** Makes sure that the slot's ports can be listened on: those of last time, or others where they are taken. */
  async withFreePorts(index: number): Promise<SlotState> {
    const slot = this.all().find((candidate) => candidate.index === index);
    if (slot === undefined) throw new Error(`start control plane ${index}: the state file has no such slot`);
    return this.put({ ...slot, ports: await this.choosePorts(slot.ports) });
  }

  /**
   * Takes the cluster from its slot. A slot other than 0 is gone then; slot 0 listens elsewhere from now on, because no
   * other cluster may answer where a deleted one did.
   */
  async release(slot: SlotState): Promise<void> {
    const left = slot.index === 0 ? [{ index: 0, ports: await this.choosePorts() }] : [];
    this.keeper.update({ slots: [...left, ...this.all().filter(({ index }) => index !== slot.index)] });
  }

  private freeIndex(): number {
    const taken = new Set(this.all().map(({ index }) => index));
    let index = 1;
    while (taken.has(index)) index += 1;
    return index;
  }

  private async create(index: number): Promise<SlotState> {
    return this.put({ index, ports: await this.choosePorts() });
  }

  private async choosePorts(last?: SlotPorts): Promise<SlotPorts> {
    const taken = this.all().flatMap(({ ports }) => Object.values<number>({ ...ports }));
    const etcdClient = await sameOrFreePort(last?.etcdClient, taken);
    const etcdPeer = await sameOrFreePort(last?.etcdPeer, [...taken, etcdClient]);
    return { etcdClient, etcdPeer, apiServer: await sameOrFreePort(last?.apiServer, [...taken, etcdClient, etcdPeer]) };
  }

  private put(slot: SlotState): SlotState {
    this.keeper.update({ slots: [...this.all().filter(({ index }) => index !== slot.index), slot] });
    return slot;
  }
}
