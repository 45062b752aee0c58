import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import type { Principal } from "./authorization";
import { type Clock, machineClock } from "./clock";
import type { ClusterHost } from "./cluster-host";
import { Turns } from "./clusters/turns";
import { GroupAdmission } from "./containers/admission";
import type { Load } from "../metrics/load";
import type { Faults, Mishap } from "./faults";
import { objectAt, type JsonObject } from "./json";
import { idKey, isAtOrBelow, type ResourceId } from "./resource-id";
import type { ResourceType } from "./resource-type";
import type { Change, ResourceRecord, Store } from "./store";
import { hits, spent, type MishapKind } from "./mishaps";
import { ArmThrottle } from "./throttling";
import { IDENTITY_TOKEN_SECONDS, type Tokens } from "./tokens";

const none: Faults = {};

/** Without what is done once: that is over when it was ordered. */
function lasting(faults: Faults): Faults {
  return Object.fromEntries(Object.entries(faults).filter(([name]) => name !== "apiServerRestart"));
}

/** What the sandbox's Azure is made with. */
export interface Surroundings {
  readonly subscriptionId: string;
  readonly tenantId: string;
  readonly clusterHost: ClusterHost;
  /** How long a container group takes from Pending to Running. */
  readonly coldStartSeconds: number;
  /** How long a long-running operation takes at least. */
  readonly operationSeconds: number;
  /** @default - the time of the machine */
  readonly clock?: Clock;
  readonly log: (line: string) => void;
}

/** The parts that {@link World} holds together. */
export interface WorldParts {
  readonly surroundings: Surroundings;
  readonly store: Store;
  readonly tokens: Tokens;
  readonly types: ReadonlyMap<string, ResourceType>;
}

/** What a resource type can see and use: the other resources, the cluster host, the faults, the clock. */
export class World {
  readonly surroundings: Surroundings;
  readonly admission = new GroupAdmission();
  readonly throttle = new ArmThrottle();
  /** The cluster host is asked one thing at a time about each cluster. */
  readonly clusterTurns = new Turns();
  private readonly store: Store;
  private readonly tokens: Tokens;
  private readonly types: ReadonlyMap<string, ResourceType>;
  private readonly closing = new AbortController();
  private currentFaults: Faults = none;
  private doFaultsHold = true;
  private currentLoads: readonly Load[] = [];

  constructor({ surroundings, store, tokens, types }: WorldParts) {
    this.surroundings = surroundings;
    this.store = store;
    this.tokens = tokens;
    this.types = types;
    // Every operation and every starting group waits on it; there is no number that would be too many.
    setMaxListeners(0, this.closing.signal);
  }

  /** The table's entry for a type; case does not matter. */
  typeOf(type: string): ResourceType | undefined {
    return this.types.get(type.toLowerCase());
  }

  find(id: ResourceId | string): ResourceRecord | undefined {
    const kept = this.store.find(typeof id === "string" ? id : id.text);
    if (kept !== undefined || typeof id === "string") return kept;
    return this.typeOf(id.type)?.builtIn?.(id, this);
  }

  all(type?: string): readonly ResourceRecord[] {
    return type === undefined ? this.store.all() : this.store.all().filter((record) => record.type === type);
  }

  /** Everything below an id, itself left out. */
  below(id: string, type?: string): readonly ResourceRecord[] {
    return this.all(type).filter((record) => isAtOrBelow(record.id, id) && idKey(record.id) !== idKey(id));
  }

  /** Whether an operation is running on something below an id. */
  runningBelow(id: string): boolean {
    return this.store
      .running()
      .some(({ resourceId }) => isAtOrBelow(resourceId, id) && idKey(resourceId) !== idKey(id));
  }

  /** Whether an operation is running on a resource or on something below it. */
  runningAtOrBelow(id: string): boolean {
    return this.store.running().some(({ resourceId }) => isAtOrBelow(resourceId, id));
  }

  /** The resources that use another one. */
  usersOf(id: string): readonly ResourceRecord[] {
    const uses = (record: ResourceRecord): boolean =>
      (this.typeOf(record.type)?.references?.(record) ?? []).some((reference) => idKey(reference.id) === idKey(id));
    return this.all().filter(uses);
  }

  commit(change: Change): void {
    if (!this.closed) this.store.commit(change);
  }

  /** A token that stands for an identity that Azure made, such as the connector's. */
  identityToken(principal: Principal): string {
    return this.tokens.issue(principal, IDENTITY_TOKEN_SECONDS);
  }

  /** The faults that hold at this moment. */
  get faults(): Faults {
    return this.doFaultsHold ? this.currentFaults : none;
  }

  /** Those that are switched on, whether or not they hold at this moment. */
  get declaredFaults(): Faults {
    return this.currentFaults;
  }

  setFaults(faults: Faults): void {
    this.currentFaults = lasting(faults);
    this.holdFaults(true);
  }

  /** Has the faults that are switched on hold, or not for a while. */
  holdFaults(doHold: boolean): void {
    this.doFaultsHold = doHold;
    this.admission.restart();
    this.throttle.restart();
  }

  /** What services have to do, in every cluster. */
  get loads(): readonly Load[] {
    return this.currentLoads;
  }

  setLoads(loads: readonly Load[]): void {
    this.currentLoads = loads;
    this.surroundings.clusterHost.applyLoads?.(loads);
  }

  /** The mishap that befalls a resource now, counted; nothing where there is none. */
  mishap(kind: MishapKind, resource: Pick<ResourceRecord, "id" | "type">): Mishap | undefined {
    const mishap = this.faults[kind];
    if (mishap === undefined || !hits(mishap, resource)) return undefined;
    this.currentFaults = spent(this.currentFaults, kind);
    return mishap;
  }

  get closed(): boolean {
    return this.closing.signal.aborted;
  }

  /** Lets time pass that Azure would take; ends with an error when the server closes. */
  async pass(seconds: number): Promise<void> {
    await this.clock.pass(Math.max(0, seconds), this.closing.signal);
  }

  close(): void {
    this.closing.abort(new Error("the ARM server is closing"));
  }

  now(): Date {
    return this.clock.now();
  }

  private get clock(): Clock {
    return this.surroundings.clock ?? machineClock;
  }
}

/** A new record at an id. */
export function newRecord(
  place: Pick<ResourceRecord, "id" | "type">,
  content: Partial<Pick<ResourceRecord, "body" | "hidden">>,
): ResourceRecord {
  const now = new Date().toISOString();
  return {
    ...place,
    createdAt: now,
    modifiedAt: now,
    etag: randomUUID(),
    body: content.body ?? {},
    hidden: content.hidden ?? {},
  };
}

/** A record with other contents, and so with a new etag. */
export function changed(
  record: ResourceRecord,
  content: Partial<Pick<ResourceRecord, "body" | "hidden">>,
): ResourceRecord {
  return { ...record, ...content, modifiedAt: new Date().toISOString(), etag: randomUUID() };
}

/** A record with other properties. */
export function withProperties(record: ResourceRecord, properties: JsonObject): ResourceRecord {
  const merged = { ...objectAt(record.body, "properties"), ...properties };
  return changed(record, { body: { ...record.body, properties: merged } });
}
