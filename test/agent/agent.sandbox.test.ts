import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, describe, test } from "node:test";
import { TARGET_ANNOTATION, targetAnnotation } from "../../sdk/failover/declared-target";
import { TwoTiers } from "../cluster/two-tiers";
import { awaited } from "../waiting";
import type { AgentProcess } from "./agent-process";
import { KeptService } from "./kept-service";

const WINDOW = 5;
/** A node is silent after 25 s without a heartbeat. */
const SILENT = 25;
/** A cold start takes a second, and the connector polls every five; a busy machine takes many more. */
const CAPACITY = 30;
/** Another one may take the lease after 15 s, and tries every 2; a busy machine takes many more. */
const TAKEOVER = 60;
/** How long anything else may take, in milliseconds. */
const PATIENCE_MS = 180_000;
const RATE = 4;

const args = {
  service: "web",
  namespace: "shop",
  placement: { replicas: 6, vmReplicas: 4 },
  failover: { windowSeconds: WINDOW, holdDownSeconds: WINDOW, coldStartSeconds: 30, breaker: 20, rate: RATE },
};

describe("an agent in the cluster", { concurrency: false }, () => {
  let cluster: TwoTiers;
  let service: KeptService;
  let leader: AgentProcess;
  let other: AgentProcess;

  before(async () => {
    cluster = await TwoTiers.up("agent");
    service = await KeptService.create(args, cluster.config);
    leader = await service.agent("one");
    other = await service.agent("two");
  });
  after(async () => {
    await service.end();
    await cluster.down();
  });

  /** Finds out who leads. */
  const roles = async () => {
    if ((await service.leader(TAKEOVER)) !== leader) [leader, other] = [other, leader];
  };
  /** Starts one again that has ended. */
  const again = async (dead: AgentProcess) => {
    const young = await service.again(dead);
    await awaited("it to see everything", PATIENCE_MS, async () =>
      (await young.get("/readyz")).status === 200 ? true : undefined,
    );
    return young;
  };
  const atHome = () => service.settled([4, 2], PATIENCE_MS / 1000);
  const moved = async () => (await service.memory()).moves.map(({ from, to }) => `${from} → ${to}`);

  /** Has ACI refuse the pods on the virtual node, so that they move to VMs. */
  const refuse = async () => {
    await cluster.fault("refuse", "1/1");
    await service.deletePods("virtual-node");
  };

  test("of two at once one acts: it gives a new service its replicas, and both are ready", async () => {
    await atHome();
    await roles();
    assert.equal(await other.isLeader(), false);
    for (const agent of [leader, other]) {
      assert.equal((await agent.get("/readyz")).status, 200);
      assert.equal((await agent.get("/healthz")).status, 200);
      await awaited("a settled service in the metrics", PATIENCE_MS, async () =>
        (await agent.metric("action", { action: "steady" })) === 1 && (await agent.metric("ready_replicas")) === 6
          ? true
          : undefined,
      );
    }
    assert.deepEqual(other.proxy.writes, [], "who does not hold the lease has written something");
  });

  test("leaves VMs that are lost within the window, and comes home without one replica too few", async (context) => {
    await roles();
    await cluster.fault("vm-loss", "--pool", "user");
    const seconds = await service.until(
      "all on the virtual node",
      PATIENCE_MS / 1000,
      ({ virtualNode }) => virtualNode === 6,
    );
    context.diagnostic(`all on the virtual node after ${seconds.toFixed(1)} s`);
    assert.ok(seconds <= SILENT + WINDOW + CAPACITY, `${seconds} s`);
    await service.settled([0, 6], PATIENCE_MS / 1000);
    assert.deepEqual(await moved(), ["vm → virtual-node"]);
    assert.equal(await leader.metric("moved_replicas_total", { from: "vm", to: "virtual-node" }), 4);
    const { items } = await service.official.core.listNamespacedEvent({ namespace: args.namespace });
    assert.equal(items.filter(({ reason }) => reason === "FailoverMoved").length, 2);

    await cluster.fault("clear");
    let least = Infinity;
    await service.settled([4, 2], PATIENCE_MS / 1000, ({ vm, virtualNode }) => {
      least = Math.min(least, vm + virtualNode);
    });
    assert.ok(least >= 6, `${least} ready`);
  });

  test("that is killed while it leads is replaced, and nothing moves", async (context) => {
    await roles();
    const before = await moved();
    await leader.signal("SIGKILL");
    const start = Date.now();
    assert.equal(await service.leader(TAKEOVER), other);
    context.diagnostic(`the other one led after ${((Date.now() - start) / 1000).toFixed(1)} s`);
    [leader, other] = [other, await again(leader)];
    await atHome();
    assert.deepEqual(await moved(), before);
  });

  test("that is told to end lets go of the lease, and the other one has it at once", async (context) => {
    await roles();
    const exit = once(leader.child, "exit");
    await leader.signal("SIGTERM");
    assert.deepEqual(await exit, [0, null]);
    assert.notEqual(await service.holder(), leader.identity);
    const start = Date.now();
    assert.equal(await service.leader(TAKEOVER), other);
    context.diagnostic(`the other one led ${((Date.now() - start) / 1000).toFixed(1)} s later`);
    [leader, other] = [other, await again(leader)];
  });

  test("that stood still while another one took the lease does nothing when it goes on", async () => {
    await roles();
    const before = await moved();
    await service.declare(targetAnnotation({ ...args, failover: { ...args.failover, holdDownSeconds: 3600 } }));
    await leader.signal("SIGSTOP");
    await refuse();
    await service.settled([6, 0], PATIENCE_MS / 1000);
    assert.equal(await service.leader(), other);
    const written = leader.proxy.writes.length;
    await leader.signal("SIGCONT");
    await awaited("who stood still to see it", PATIENCE_MS, () => Promise.resolve(leader.said("leads no more")));
    assert.equal(leader.proxy.writes.length, written, "it wrote once more");
    assert.deepEqual((await moved()).slice(before.length), ["virtual-node → vm"]);
    await service.declare(targetAnnotation(args));
    await cluster.fault("clear");
    await atHome();
  });

  test("that nothing gets through to stops acting before another one may begin", async () => {
    await roles();
    const before = await moved();
    leader.proxy.cut();
    const start = Date.now();
    await awaited("an end of its leading", 20_000, async () => ((await leader.isLeader()) ? undefined : true));
    assert.ok(Date.now() - start < 15_000, "another one could have acted, too");
    assert.equal(await service.leader(TAKEOVER), other);
    assert.equal((await leader.get("/readyz")).status, 503);
    assert.equal((await leader.get("/healthz")).status, 200, "restarting it would not help");
    leader.proxy.heal();
    await awaited("it to see everything again", PATIENCE_MS, async () =>
      (await leader.get("/readyz")).status === 200 ? true : undefined,
    );
    assert.deepEqual(await moved(), before);
  });

  test("sees a new target, says what it cannot follow, and is idle without one", async () => {
    await roles();
    await service.declare(targetAnnotation({ ...args, placement: { replicas: 8, vmReplicas: 5 } }));
    await service.settled([5, 3], PATIENCE_MS / 1000);
    await service.declare({ [TARGET_ANNOTATION]: "{" });
    await awaited("the agent to hold", PATIENCE_MS, async () =>
      (await leader.metric("action", { action: "hold" })) === 1 ? true : undefined,
    );
    assert.match(JSON.stringify(leader.said("held")?.["reasons"]), /cannot be understood/);
    await service.declare({ [TARGET_ANNOTATION]: null });
    await awaited("the agent to be idle", PATIENCE_MS, async () =>
      (await leader.metric("action", { action: "idle" })) === 1 ? true : undefined,
    );
    await service.declare(targetAnnotation(args));
    await atHome();
  });

  test("lives through a restart of the API server, after which every node looks silent at first", async () => {
    await roles();
    const before = await moved();
    const { pid } = leader.child;
    await cluster.restart();
    await awaited("the agents to see everything again", PATIENCE_MS, async () => {
      const answers = await Promise.all([leader, other].map((agent) => agent.get("/readyz")));
      return answers.every(({ status }) => status === 200) ? true : undefined;
    });
    await atHome();
    await service.leader(TAKEOVER);
    assert.equal(leader.child.pid, pid);
    assert.equal(leader.isOver, false);
    assert.deepEqual(await moved(), before, JSON.stringify((await service.memory()).moves.at(-1)));
  });
});
