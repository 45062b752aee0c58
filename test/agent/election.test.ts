import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Election } from "../../agent/leader-io";
import type { LeaseManifest } from "../../agent/lease";
import { type KubernetesRequest, KubernetesUnreachable } from "../../sdk/kubernetes/kubernetes-io";
import { ScriptedApi } from "../kubernetes/scripted-api";
import { awaited } from "../waiting";

const PATH = "/apis/coordination.k8s.io/v1/namespaces/shop/leases";

/** An API server that has one Lease, as it keeps it. */
class LeaseServer extends ScriptedApi {
  lease: LeaseManifest | undefined;
  isAway = false;
  private version = 0;

  constructor() {
    super((request) => this.served(request));
  }

  /** Somebody else writes it. */
  held(holderIdentity: string): void {
    this.store({
      metadata: { name: "web-failover-agent", namespace: "shop" },
      spec: { holderIdentity, leaseDurationSeconds: 15 },
    });
  }

  private store(lease: LeaseManifest): void {
    this.version += 1;
    this.lease = { ...lease, metadata: { ...lease.metadata, resourceVersion: String(this.version) } };
  }

  private served({ method, path, body }: KubernetesRequest) {
    if (this.isAway) throw new KubernetesUnreachable("https://api", path, new Error("refused"));
    assert.ok(path.startsWith(PATH), path);
    const sent = body as LeaseManifest;
    if (method === "POST") {
      if (this.lease !== undefined) return { status: 409 };
      this.store(sent);
    } else if (this.lease === undefined) return { status: 404 };
    else if (method === "PUT") {
      if (sent.metadata.resourceVersion !== this.lease.metadata.resourceVersion) return { status: 409 };
      this.store(sent);
    }
    return { body: structuredClone(this.lease) };
  }
}

/** A candidate by a clock that the test moves, and who tries as often as it is told to. */
function candidate(server: LeaseServer, identity: string, own = { now: 0 }) {
  const changes: boolean[] = [];
  const election: Election = new Election(
    server.client,
    { service: "web", namespace: "shop", identity },
    {
      log: () => undefined,
      clock: () => own.now,
      onChange: () => changes.push(election.isLeader),
    },
  );
  const end = new AbortController();
  const over = election.run(end.signal, Promise.resolve());
  const asked = server.requests.length;
  const tried = (times = 1) =>
    awaited(`${times} tries of ${identity}`, 10_000, () =>
      Promise.resolve(server.requests.length >= asked + times ? true : undefined),
    );
  const leads = () =>
    awaited(`${identity} to lead`, 10_000, () => Promise.resolve(election.isLeader ? true : undefined));
  return { election, own, changes, end, over, tried, leads };
}

describe("the election of the one agent that acts", { concurrency: true }, () => {
  test("makes the lease where there is none, and leads", async () => {
    const server = new LeaseServer();
    const { leads, end, over, changes } = candidate(server, "one");
    await leads();
    assert.equal(server.lease?.spec?.holderIdentity, "one");
    assert.equal(server.lease.spec.leaseDurationSeconds, 15);
    assert.match(server.lease.spec.renewTime ?? "", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    end.abort();
    await over;
    assert.deepEqual(changes, [true, false]);
  });

  test("waits for as long as the lease lasts since it was seen to change, whatever times it states", async () => {
    const server = new LeaseServer();
    server.held("another");
    const own = { now: 0 };
    const { election, tried, leads, end } = candidate(server, "one", own);
    await tried();
    own.now = 14_000;
    server.held("another");
    await tried(2);
    own.now = 16_000;
    await tried(3);
    assert.equal(election.isLeader, false, "it had been renewed");
    own.now = 30_000;
    await leads();
    assert.equal(server.lease?.spec?.leaseTransitions, 1);
    end.abort();
  });

  test("takes at once what was let go of", async () => {
    const server = new LeaseServer();
    server.held("");
    const { leads, end } = candidate(server, "one");
    await leads();
    end.abort();
  });

  test("leads no more when it could not renew the lease for 10 s, which is before another one may take it", async () => {
    const server = new LeaseServer();
    const { election, own, leads, end } = candidate(server, "one");
    await leads();
    server.isAway = true;
    own.now = 9_900;
    assert.equal(election.isLeader, true);
    own.now = 10_000;
    assert.equal(election.isLeader, false);
    end.abort();
  });

  test("leads no more as soon as it sees that another one does", async () => {
    const server = new LeaseServer();
    const { election, leads, end } = candidate(server, "one");
    await leads();
    server.held("another");
    await awaited("it to see that", 10_000, () => Promise.resolve(election.isLeader ? undefined : true));
    end.abort();
  });

  test("lets go when it is told to end, and not before what it does is over", async () => {
    const server = new LeaseServer();
    const { leads, end, over } = candidate(server, "one");
    await leads();
    end.abort();
    await over;
    assert.equal(server.lease?.spec?.holderIdentity, "");
  });
});
