import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { type FailoverObservation, PodState } from "../../sdk/failover/observation";
import { failoverObservation } from "../../sdk/failover/observe";
import { tierVerdict } from "../../sdk/failover/verdict";
import { ROOT } from "../sandbox";
import { recordedObjects, recordedSight } from "./recorded";
import { web } from "./sights";

const target = web({ placement: { replicas: 6, vmReplicas: 4 }, failover: { coldStartSeconds: 10 } });

interface Expected {
  readonly vm: readonly [finding: string, capacity: number, because: RegExp] | "well";
  readonly virtualNode: Expected["vm"];
}

/** What is thought of each tier in each state. */
const VERDICTS: Readonly<Record<string, Expected>> = {
  "all-ready": { vm: "well", virtualNode: "well" },
  "refused-by-aci": {
    vm: "well",
    virtualNode: ["refused", 2, /^2 pods refused by ACI: ServiceUnavailable: The requested resource is not available/],
  },
  "quota-exceeded": {
    vm: "well",
    virtualNode: ["refused", 2, /^1 pod refused by ACI: ContainerGroupQuotaReached: .* Limit: '2', Usage: '2'/],
  },
  "throttled-by-aci": {
    vm: "well",
    virtualNode: ["refused", 2, /^1 pod throttled by ACI: ResourceRequestsThrottled: /],
  },
  "slow-start": { vm: "well", virtualNode: ["slowStart", 2, /^1 pod not started within 10 s$/] },
  "no-room-on-vms": {
    vm: ["unschedulable", 4, /^4 pods without a node: 0\/11 nodes are available: .* 6 Insufficient cpu/],
    virtualNode: "well",
  },
  "connector-silent": { vm: "well", virtualNode: ["nodesDown", 0, /^the only node for it: no sign of life$/] },
  "connector-dead": { vm: "well", virtualNode: ["nodesDown", 0, /^the only node for it: no sign of life$/] },
  "one-vm-silent": { vm: ["podsLost", 3, /^1 pod on a node that is down \(aks-user-/], virtualNode: "well" },
  "one-vm-given-up": { vm: ["podsLost", 3, /^1 pod on a node that is down \(aks-user-/], virtualNode: "well" },
  "pool-silent": { vm: ["nodesDown", 0, /^all 6 nodes for it: no sign of life$/], virtualNode: "well" },
  "pool-given-up": { vm: ["nodesDown", 0, /^all 6 nodes for it: no sign of life$/], virtualNode: "well" },
  "one-pod-crashing": { vm: "well", virtualNode: "well" },
  "nobody-ready-on-vms": {
    vm: ["nobodyReady", 0, /^its 4 pods run and none is ready: containers with unready status: \[web\]$/],
    virtualNode: "well",
  },
};

function verdictOf(sight: FailoverObservation, name: string) {
  const tier = sight.tiers.find((each) => each.name === name);
  assert.ok(tier, name);
  return tierVerdict({ tier, at: sight.at, spec: target.failover, isAnswered: sight.isAnswered });
}

describe("health of a tier, on objects that a real API server sent", () => {
  test("is judged in every recorded state", () => {
    const files = readdirSync(path.join(ROOT, "test", "failover", "states"));
    assert.deepEqual(files.map((file) => path.basename(file, ".json")).sort(), Object.keys(VERDICTS).sort());
  });

  for (const [state, expected] of Object.entries(VERDICTS)) {
    test(`is as it should be: ${state}`, () => {
      const sight = recordedSight(state, target);
      for (const [name, thought] of [
        ["vm", expected.vm],
        ["virtual-node", expected.virtualNode],
      ] as const) {
        const verdict = verdictOf(sight, name);
        if (thought === "well") {
          assert.equal(verdict.isSick, false, `${name}: ${JSON.stringify(verdict)}`);
          continue;
        }
        const [finding, capacity, because] = thought;
        assert.ok(verdict.isSick, name);
        assert.deepEqual([verdict.finding.name, verdict.capacity], [finding, capacity]);
        assert.match(verdict.finding.because, because);
      }
    });
  }

  test("counts what pods are at", () => {
    const { counts } = verdictOf(recordedSight("refused-by-aci", target), "virtual-node");
    assert.deepEqual(counts, {
      wanted: 4,
      scheduled: 4,
      ready: 2,
      starting: 0,
      refused: 2,
      unschedulable: 0,
      stuck: 0,
      lost: 0,
      terminating: 0,
    });
  });

  test("does not suffer from a replica that crashes, which it would anywhere", () => {
    const sight = recordedSight("one-pod-crashing", target);
    const states = sight.tiers[0]?.pods.map(({ state }) => state);
    assert.ok(states?.includes(PodState.crashing));
  });
});

describe("the life of nodes", () => {
  test("is not denied on one look: who has just come does not know for how long a lease was the same", () => {
    const objects = recordedObjects("connector-silent");
    const sight = failoverObservation(objects, target);
    assert.equal(verdictOf(sight, "virtual-node").isSick, false);
    const [node] = sight.tiers[1]?.nodes ?? [];
    assert.equal(node?.isUnproven, true);
  });

  test("shows on one look where Kubernetes has given them up", () => {
    const verdict = verdictOf(failoverObservation(recordedObjects("connector-dead"), target), "virtual-node");
    assert.ok(verdict.isSick);
    assert.match(verdict.finding.because, /given up by Kubernetes/);
  });

  test("shows in leases that change, whatever time they state", () => {
    const objects = recordedObjects("all-ready");
    const old = (hours: number): typeof objects => ({
      ...objects,
      at: objects.at + hours * 10_000,
      leases: objects.leases.map(({ metadata }) => ({
        metadata,
        spec: { renewTime: new Date(hours * 3_600_000).toISOString() },
      })),
    });
    const first = failoverObservation(old(1), target);
    const later = [2, 3, 4].reduce((last, hours) => failoverObservation(old(hours), target, last), first);
    assert.equal(verdictOf(later, "vm").isSick, false);
    assert.ok(later.tiers.every(({ nodes }) => nodes.every(({ isUnproven }) => !isUnproven)));
  });

  test("is not denied after the API server was away and all leases are old", () => {
    const objects = recordedObjects("all-ready");
    const before = failoverObservation(objects, target);
    const after = failoverObservation({ ...objects, at: objects.at + 90_000 }, target, before);
    assert.equal(verdictOf(after, "vm").isSick, false);
    assert.equal(verdictOf(after, "virtual-node").isSick, false);
  });
});

describe("the nodes of a tier", () => {
  test("are those that its pods may run on: neither the system pool's nor the spot pool's nor the virtual node", () => {
    const { tiers } = recordedSight("all-ready", target);
    const pools = tiers.map(({ nodes }) => [...new Set(nodes.map(({ name }) => name.replace(/-\d+-vmss.*/, "")))]);
    assert.deepEqual(pools, [["aks-user"], ["virtual-node-aci-linux"]]);
  });
});
