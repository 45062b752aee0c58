import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { PodObject } from "../../sdk/virtual-node/cluster-objects";
import { isAlive, readiness, type VirtualNodeObservation } from "../../sdk/virtual-node/readiness";
import {
  connectorsToRestart,
  isCrashLooping,
  lastLine,
  lastWords,
  stuckContainer,
  unschedulable,
} from "../../sdk/virtual-node/readiness-connector";
import { lease, node, pod } from "./states";

const now = new Date("2026-11-20T12:00:00Z");
const NAME = "virtual-node-aci-linux";

function observed(parts: Partial<VirtualNodeObservation>): VirtualNodeObservation {
  return { nodes: [], leases: [], connectors: [], now, ...parts };
}

describe("a virtual node", () => {
  test("is usable when it is Ready and renews its lease", () => {
    const seen = observed({ nodes: [node("node-ready")], leases: [lease(NAME, now, 40)] });
    assert.deepEqual(readiness(seen), { usable: [NAME], unusable: [] });
    assert.equal(isAlive(NAME, seen), true);
  });

  test("is not usable when its lease is stale, although its conditions say Ready", () => {
    const seen = observed({ nodes: [node("node-ready")], leases: [lease(NAME, now, 41)] });
    assert.deepEqual(readiness(seen), { usable: [], unusable: [`node ${NAME} has not renewed its lease for 41 s`] });
    assert.equal(isAlive(NAME, seen), false);
  });

  test("is not usable without a lease of its own", () => {
    const seen = observed({ nodes: [node("node-ready")], leases: [lease("another", now, 1)] });
    assert.deepEqual(readiness(seen).unusable, [`node ${NAME} has no lease`]);
    assert.equal(isAlive(NAME, seen), false);
  });

  test("is not usable when Kubernetes has given it up", () => {
    const seen = observed({ nodes: [node("node-unknown")], leases: [lease(NAME, now, 1)] });
    assert.deepEqual(readiness(seen).unusable, [
      `node ${NAME} is not Ready (NodeStatusUnknown: Kubelet stopped posting node status.)`,
    ]);
  });

  test("is named in order among others", () => {
    const named = (name: string) => ({ ...node("node-ready"), metadata: { name } });
    const names = ["vn-b", "vn-c", "vn-a"];
    const seen = observed({ nodes: names.map(named), leases: names.map((name) => lease(name, now, 5)) });
    assert.deepEqual(readiness(seen).usable, ["vn-a", "vn-b", "vn-c"]);
  });
});

describe("a connector", () => {
  const crashing = pod("connector-crash-loop");

  test("that has crashed and waits crash-loops, and so does one that has just ended", () => {
    assert.deepEqual(
      ["connector-crash-loop", "connector-error", "connector-running", "connector-image-pull"].map((name) =>
        isCrashLooping(pod(name)),
      ),
      [true, true, false, false],
    );
  });

  test("is started anew at once, and then at most once a minute", () => {
    const at = now.getTime();
    assert.deepEqual(connectorsToRestart([crashing], { now: at }), [crashing]);
    assert.deepEqual(connectorsToRestart([crashing], { now: at + 59_999, last: at }), []);
    assert.deepEqual(connectorsToRestart([crashing], { now: at + 60_000, last: at }), [crashing]);
  });

  test("is left alone while it runs, and when it is being deleted already", () => {
    const leaving: PodObject = {
      ...crashing,
      metadata: { ...crashing.metadata, deletionTimestamp: now.toISOString() },
    };
    assert.deepEqual(connectorsToRestart([pod("connector-running"), leaving], { now: now.getTime() }), []);
  });

  test("says last why it ended", () => {
    assert.match(lastWords([crashing]) ?? "", /^error creating provider: .* or the scope is invalid\.$/);
    assert.match(lastWords([pod("connector-error")]) ?? "", /references the route table/);
    assert.equal(lastWords([pod("connector-running")]), undefined);
    assert.equal(lastLine("one\n two \n----\n"), "two");
    assert.equal(lastLine("\n"), undefined);
  });

  test("says last what Azure said, however many lines that takes", () => {
    const refusal = [
      "error setting up network: GET https://management.azure.com/subscriptions/s",
      "-".repeat(80),
      "RESPONSE 403: 403 Forbidden",
      "ERROR CODE: AuthorizationFailed",
      "-".repeat(80),
      JSON.stringify({ error: { code: "AuthorizationFailed", message: "The client may not." } }, undefined, 2),
      "-".repeat(80),
    ].join("\n");
    assert.equal(lastLine(refusal), "AuthorizationFailed: The client may not.");
    assert.equal(
      lastLine(`time="10:00" level=fatal error=${JSON.stringify(refusal)}`),
      "AuthorizationFailed: The client may not.",
    );
  });

  test("that can't start says why", () => {
    assert.match(stuckContainer(pod("connector-image-pull")) ?? "", /^ImagePullBackOff: Back-off pulling image/);
    assert.equal(stuckContainer(crashing), undefined);
    assert.match(unschedulable(pod("infrastructure-pending")) ?? "", /^0\/2 nodes are available: 2 Insufficient cpu/);
    assert.equal(unschedulable(crashing), undefined);
  });
});
