import { setTimeout as delay } from "node:timers/promises";
import { agentName } from "../sdk/failover/agent-names";
import {
  bodyOf,
  type KubernetesClient,
  type KubernetesRequest,
  KubernetesStatusError,
  KubernetesUnreachable,
} from "../sdk/kubernetes/kubernetes-io";
import { heldBy, isFree, LEASE_SECONDS, type LeaseManifest, type LeaseSpec, released } from "./lease";
import type { Log } from "./log";

/** Who does not manage to renew the lease for so long acts no more: well before another one may take it. */
const RENEW_DEADLINE_MS = 10_000;
/** How often the lease is renewed, or tried. */
const RETRY_MS = 2_000;
/** The holder's writes must have arrived, or failed, before another one may take the lease. */
const REQUEST_MS = 5_000;

export interface Candidate {
  readonly service: string;
  readonly namespace: string;
  readonly identity: string;
}

export interface ElectionOptions {
  readonly log: Log;
  /** Milliseconds that only ever grow. */
  readonly clock: () => number;
  /** Called when this one begins to lead, or has stopped. */
  readonly onChange: () => void;
  /** From 0 to 1. @default Math.random */
  readonly random?: () => number;
}

/**
 * One of those that want to act for a service: who holds its Lease does. As client-go's election, it compares no clocks: a
 * lease has run out when this one has not seen it change for as long as it lasts.
 *
 * @see https://pkg.go.dev/k8s.io/client-go/tools/leaderelection
 */
export class Election {
  private seen: { readonly lease: LeaseManifest; readonly at: number } | undefined;
  private renewed = -Infinity;
  private wasLeader = false;

  constructor(
    private readonly client: KubernetesClient,
    private readonly candidate: Candidate,
    private readonly options: ElectionOptions,
  ) {}

  /** Whether this one may act now. */
  get isLeader(): boolean {
    return this.options.clock() - this.renewed < RENEW_DEADLINE_MS;
  }

  /**
   * Tries to take the lease, and keeps it, until `signal` is aborted; then lets go of it.
   *
   * @param acting what this one does as the leader: it is over when it lets go
   */
  async run(signal: AbortSignal, acting: Promise<unknown>): Promise<void> {
    while (!signal.aborted) {
      await this.tryOnce();
      const { random = Math.random } = this.options;
      await delay(RETRY_MS * (0.9 + random() * 0.2), undefined, { signal }).catch(() => undefined);
    }
    await acting;
    await this.letGo();
  }

  private async tryOnce(): Promise<void> {
    const { log } = this.options;
    const started = this.options.clock();
    try {
      // From when the request was sent: the others count from when they saw it done, which is later.
      if (await this.acquire()) this.renewed = started;
      else if (!this.isHolder) this.renewed = -Infinity;
    } catch (error) {
      if (!isOfApiServer(error)) throw error;
      log("warn", "the lease cannot be renewed or taken", { error: error.message });
    }
    this.tell();
  }

  private tell(): void {
    const { isLeader } = this;
    if (isLeader === this.wasLeader) return;
    this.wasLeader = isLeader;
    const holder = this.seen?.lease.spec?.holderIdentity;
    this.options.log("info", isLeader ? "leads from now on" : "leads no more", { holder });
    this.options.onChange();
  }

  private async acquire(): Promise<boolean> {
    const lease = await this.read();
    if (lease === undefined) return this.create();
    const { spec = {} } = lease;
    const { identity } = this.candidate;
    if (spec.holderIdentity !== identity && !isFree(spec) && !this.hasRunOut(spec)) return false;
    return this.write(lease, heldBy(identity, spec, new Date()));
  }

  /** Whether this one held the lease when it was seen last. */
  private get isHolder(): boolean {
    return this.seen?.lease.spec?.holderIdentity === this.candidate.identity;
  }

  /** The holder knows what it wrote last. */
  private async read(): Promise<LeaseManifest | undefined> {
    if (this.isHolder && this.seen !== undefined) return this.seen.lease;
    const answer = await this.request({ method: "GET", path: this.path });
    if (answer.status === 404) return undefined;
    const lease = bodyOf(answer, "read the lease") as LeaseManifest;
    this.see(lease);
    return lease;
  }

  private see(lease: LeaseManifest): void {
    if (lease.metadata.resourceVersion === this.seen?.lease.metadata.resourceVersion) return;
    this.seen = { lease, at: this.options.clock() };
  }

  private hasRunOut({ leaseDurationSeconds = LEASE_SECONDS }: LeaseSpec): boolean {
    return this.seen === undefined || this.options.clock() - this.seen.at >= leaseDurationSeconds * 1000;
  }

  private async create(): Promise<boolean> {
    const { service, namespace, identity } = this.candidate;
    const body: LeaseManifest = {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: { name: agentName(service), namespace },
      spec: heldBy(identity, {}, new Date()),
    };
    return this.written({ method: "POST", path: this.folder, body });
  }

  private write({ metadata, ...rest }: LeaseManifest, spec: LeaseSpec): Promise<boolean> {
    return this.written({ method: "PUT", path: this.path, body: { ...rest, metadata, spec } });
  }

  /** Whether the write was first. */
  private async written(request: KubernetesRequest): Promise<boolean> {
    const answer = await this.request(request);
    if (answer.status === 409 || answer.status === 404) {
      this.seen = undefined;
      return false;
    }
    this.see(bodyOf(answer, "write the lease") as LeaseManifest);
    return true;
  }

  /** What cannot be let go of runs out. */
  private async letGo(): Promise<void> {
    const { seen } = this;
    const { isHolder } = this;
    this.renewed = -Infinity;
    this.tell();
    if (!isHolder || seen === undefined) return;
    try {
      await this.write(seen.lease, released(seen.lease.spec ?? {}, new Date()));
    } catch (error) {
      if (!isOfApiServer(error)) throw error;
      this.options.log("warn", "the lease cannot be let go of", { error: error.message });
    }
  }

  private request(request: KubernetesRequest) {
    return this.client.request({ ...request, timeoutMs: REQUEST_MS });
  }

  private get folder(): string {
    return `/apis/coordination.k8s.io/v1/namespaces/${this.candidate.namespace}/leases`;
  }

  private get path(): string {
    return `${this.folder}/${agentName(this.candidate.service)}`;
  }
}

function isOfApiServer(error: unknown): error is Error {
  return error instanceof KubernetesUnreachable || error instanceof KubernetesStatusError;
}
