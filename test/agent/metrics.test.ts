import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { agentMetrics } from "../../agent/agent-metrics";
import { LoopState } from "../../agent/loop-state";
import { metricsText } from "../../agent/metrics";
import { decide } from "../../sdk/failover/decide";
import { AT, node, seconds, sight, web } from "../failover/sights";

const target = web();

/** VMs that have been silent for long: eight replicas are to move. */
const observation = sight({
  vm: { replicas: 8, nodes: [node("one", { lastSign: AT - seconds(90) })] },
  "virtual-node": { replicas: 4 },
});

function measured(look: (state: LoopState) => void): string {
  const state = new LoopState(
    () => undefined,
    () => 0,
  );
  look(state);
  return metricsText(agentMetrics({ state, isLeader: true, restarts: { pods: 3 } }), { service: "web" });
}

describe("the metrics of an agent", () => {
  const acted = measured((state) => {
    state.looked({
      target,
      observation,
      decision: decide(observation, target),
      applied: { outcome: "applied", did: [] },
    });
  });

  test("say what it does, what there is, and what it has moved", () => {
    const has = (line: string) => {
      assert.ok(acted.split("\n").includes(`aks_elastic_failover_${line}`), `${line} is not in\n${acted}`);
    };
    has('is_leader{service="web"} 1');
    has('wanted_replicas{service="web"} 12');
    has('tier_is_sick{service="web",tier="vm"} 1');
    has('tier_is_sick{service="web",tier="virtual-node"} 0');
    has('tier_replicas{service="web",tier="vm"} 8');
    has('watch_restarts_total{service="web",kind="pods"} 3');
    has('looks_total{service="web"} 1');
    has(`last_look_timestamp_seconds{service="web"} ${AT / 1000}`);
  });

  test("count what it moved, and not what another one was faster with", () => {
    const moves = [{ at: AT, from: "vm", to: "virtual-node", count: 4, reason: "VMs: silent" }];
    const decision = { ...decide(observation, target), step: { before: {}, after: {}, moves } };
    const text = measured((state) => {
      for (const did of [["web-vm: 8 → 4 replicas"], []]) {
        state.looked({ target, observation, decision, applied: { outcome: "applied", did } });
      }
      state.looked({ target, observation, decision, applied: { outcome: "changed", because: "somebody was faster" } });
      state.looked({ target, observation, decision });
    });
    assert.match(text, /moved_replicas_total\{service="web",from="vm",to="virtual-node"\} 8$/m);
  });

  test("count a hold once, when it begins, and know nothing of a service that is not there", () => {
    const text = measured((state) => {
      for (const reason of ["one", "one", "two"]) state.held([reason]);
    });
    assert.match(text, /holds_total\{service="web"\} 1$/m);
    assert.match(text, /action\{service="web",action="hold"\} 1$/m);
    assert.doesNotMatch(text, /^aks_elastic_failover_wanted_replicas\{/m);
  });

  test("escape what is in a label", () => {
    const text = metricsText(
      [{ name: "x", help: "X.", type: "gauge", samples: [{ labels: { a: '"\\\n' }, value: 1 }] }],
      {},
    );
    assert.equal(
      text,
      '# HELP aks_elastic_failover_x X.\n# TYPE aks_elastic_failover_x gauge\naks_elastic_failover_x{a="\\"\\\\\\n"} 1\n',
    );
  });
});
