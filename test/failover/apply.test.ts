import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { apply } from "../../sdk/failover/apply-io";
import { decide } from "../../sdk/failover/decide";
import { MEMORY_ANNOTATION, parseMemory } from "../../sdk/failover/memory";
import { apiServer, NAMESPACE, refusing } from "./api-server";
import { AT, node, seconds, sight, web } from "./sights";

describe("what was decided is done", () => {
  test("in an order in which every request may be the last", async () => {
    const { client, lines } = apiServer();
    const applied = await apply(client, refusing());
    assert.deepEqual(lines(), [
      `PATCH ${NAMESPACE}/deployments/web-vm/status`,
      `PATCH ${NAMESPACE}/deployments/web-virtual-node/status`,
      `PUT ${NAMESPACE}/deployments/web-vm/scale`,
      `DELETE ${NAMESPACE}/pods/web-virtual-node-refused-0`,
      `DELETE ${NAMESPACE}/pods/web-virtual-node-refused-1`,
      `PUT ${NAMESPACE}/deployments/web-virtual-node/scale`,
      `POST ${NAMESPACE}/events`,
      `POST ${NAMESPACE}/events`,
    ]);
    assert.deepEqual(applied, {
      outcome: "applied",
      did: [
        "web-vm: 8 → 10 replicas",
        "deleted the pod web-virtual-node-refused-0",
        "deleted the pod web-virtual-node-refused-1",
        "web-virtual-node: 4 → 2 replicas",
      ],
    });
  });

  test("for the versions that were seen and no others", async () => {
    const { client, sent } = apiServer();
    await apply(client, refusing());
    const [memory, , up, gone, , down] = sent;
    assert.equal(memory?.body?.metadata?.resourceVersion, "1");
    // That of the Deployment after its memory was written.
    assert.equal(up?.body?.metadata?.resourceVersion, "2");
    assert.deepEqual(gone?.body, {
      apiVersion: "v1",
      kind: "DeleteOptions",
      preconditions: { uid: "virtual-node-refused-0", resourceVersion: "1" },
    });
    assert.deepEqual(down?.body, {
      apiVersion: "autoscaling/v1",
      kind: "Scale",
      metadata: { name: "web-virtual-node", namespace: "default", resourceVersion: "2" },
      spec: { replicas: 2 },
    });
  });

  test("with a memory that says who went where, when and why", async () => {
    const { client, sent } = apiServer();
    await apply(client, refusing());
    const { metadata } = sent[0]?.body as { metadata: { annotations: Record<string, string> } };
    const memory = parseMemory(metadata.annotations[MEMORY_ANNOTATION] ?? "");
    assert.deepEqual(memory?.moves, [
      {
        at: AT,
        from: "virtual-node",
        to: "vm",
        count: 2,
        reason: "The virtual node: 2 pods refused by ACI: QuotaExceeded: 100 of 100 container groups",
      },
    ]);
    assert.match(metadata.annotations[MEMORY_ANNOTATION] ?? "", /"at":"2026-01-05T12:00:00Z"/);
  });

  test("and told in an Event on both Deployments, under a name that is the same for the same move", async () => {
    const { client, sent } = apiServer();
    await apply(client, refusing());
    const key = (AT / 1000).toString(36);
    const events = sent.slice(-2).map(({ body }) => body);
    assert.deepEqual(events[0], {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: `web-vm.failover-${key}-vm`, namespace: "default" },
      involvedObject: {
        apiVersion: "apps/v1",
        kind: "Deployment",
        name: "web-vm",
        namespace: "default",
        uid: "uid-vm",
      },
      type: "Normal",
      reason: "FailoverMoved",
      message:
        "Replicas move from the virtual node to VMs. " +
        "The virtual node: 2 pods refused by ACI: QuotaExceeded: 100 of 100 container groups.",
      source: { component: "aks-elastic-failover" },
      firstTimestamp: "2026-01-05T12:00:00Z",
      lastTimestamp: "2026-01-05T12:00:00Z",
      count: 1,
    });
    assert.match(JSON.stringify(events[1]), /web-virtual-node\.failover-/);
  });

  test("by nobody where not everything was seen", async () => {
    const { target, observation } = refusing();
    const blind = { ...observation, missing: ["list the nodes: forbidden"] };
    const { client, sent } = apiServer();
    await apply(client, { target, observation: blind, decision: decide(blind, target) });
    assert.deepEqual(sent, []);
  });

  test("without a request where nothing is to be done", async () => {
    const target = web();
    const observation = sight({ vm: { replicas: 8 }, "virtual-node": { replicas: 4 } });
    const { client, sent } = apiServer();
    await apply(client, { target, observation, decision: decide(observation, target) });
    assert.deepEqual(sent, []);
  });

  test("as far as it goes where an Event may not be written, or is there already", async () => {
    for (const status of [403, 409]) {
      const { client } = apiServer(({ path }) => (path.endsWith("/events") ? { status } : undefined));
      assert.equal((await apply(client, refusing())).outcome, "applied");
    }
  });
});

describe("an Event", () => {
  test("that was lost when a look was broken off is written by the next", async () => {
    const { target, decision } = refusing();
    const later = sight(
      { vm: { replicas: 10 }, "virtual-node": { replicas: 2 } },
      { at: AT + seconds(20), memory: decision.memory },
    );
    const { client, lines } = apiServer();
    await apply(client, { target, observation: later, decision: decide(later, target) });
    assert.equal(lines().filter((line) => line.startsWith("POST")).length, 2);
  });

  test("warns when failover begins to hold still, once", async () => {
    const target = web();
    const dark = sight({
      vm: { replicas: 8, pods: { unready: 8 }, nodes: [node("vm-node", { lastSign: AT - seconds(60) })] },
      "virtual-node": { replicas: 4, pods: { refused: 4 }, age: 35 },
    });
    const decision = decide(dark, target);
    const { client, sent } = apiServer();
    await apply(client, { target, observation: dark, decision });
    const event = sent.at(-1)?.body as { type?: string; reason?: string; message?: string };
    assert.deepEqual([event.type, event.reason], ["Warning", "FailoverHeld"]);
    assert.equal(event.message, "Held: 12 replicas have no tier that can run them.");
    const again = { ...dark, memory: decision.memory };
    const second = apiServer();
    await apply(second.client, { target, observation: again, decision: decide(again, target) });
    assert.deepEqual(
      second.lines().filter((line) => line.startsWith("POST")),
      [],
    );
  });
});
