import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { decide } from "../../sdk/failover/decide";
import { forecast } from "../../sdk/failover/forecast";
import type { FailoverObservation } from "../../sdk/failover/observation";
import { failoverReport } from "../../sdk/failover/report";
import { serviceHealth } from "../../sdk/failover/service-health";
import { AT_HOME, silentVms } from "./looks";
import { AT, sight, web } from "./sights";

const target = web();
const look = (observation: FailoverObservation) => ({ target, observation, decision: decide(observation, target) });
const coming = (observation: FailoverObservation) => forecast(observation, target, decide(observation, target));

/** Silent for as long as it takes to be sick, and for less than the window. */
const sick = sight({ ...AT_HOME, vm: { ...silentVms(26, AT), pods: { unready: 8 } } });
const bothSick = sight({
  vm: { ...silentVms(26, AT), pods: { unready: 8 } },
  "virtual-node": { replicas: 4, pods: { refused: 4 }, age: 20 },
});

describe("a forecast for those who look once", () => {
  test("says where replicas go whose tier is sick, before the window is over", () => {
    assert.equal(decide(sick, target).action, "wait");
    assert.deepEqual(coming(sick), { counts: { vm: 0, "virtual-node": 12 }, stranded: 0 });
  });

  test("says how many nobody will be able to run", () => {
    assert.equal(coming(bothSick)?.stranded, 12);
  });

  test("says nothing where all is well, where the move has begun, and where somebody holds it", () => {
    assert.equal(coming(sight(AT_HOME)), undefined);
    assert.equal(coming(sight({ ...AT_HOME, vm: { ...silentVms(60, AT), pods: { unready: 8 } } })), undefined);
    assert.equal(coming({ ...sick, held: "maintenance" }), undefined);
  });
});

describe("a report", () => {
  test("of a service that is well is one line", () => {
    assert.equal(
      failoverReport(look(sight(AT_HOME))),
      "failover of web: 12 of 12 replicas ready; 8 on VMs, 4 on the virtual node",
    );
  });

  test("of one with a sick tier says what is wrong with it and what comes of that", () => {
    assert.deepEqual(failoverReport(look(sick)).split("\n"), [
      "failover of web: 4 of 12 replicas ready; vm is sick; waiting; 8 on VMs, 4 on the virtual node",
      "  VMs: all 2 nodes for it: no sign of life, for 26 s.",
      "  It is acted on in 4 s if it stays so.",
      "  If it stays so, they move to 0 on VMs, 12 on the virtual node.",
    ]);
    assert.match(failoverReport(look(bothSick)), / 12 of them have no tier that can run them\.$/);
  });

  test("says what failover does nothing about: pods that crash, and a version that does not come", () => {
    const crashing = sight({
      vm: { replicas: 8, pods: { ready: 6, crashing: 1, starting: 1 }, isRolling: true, age: 5 },
      "virtual-node": { replicas: 4 },
    });
    assert.deepEqual(failoverReport(look(crashing)).split("\n").slice(1), [
      "  VMs: 1 pod crashing.",
      "  VMs: 1 pod starting.",
      "  VMs: the new version has not replaced the old one yet.",
    ]);
  });
});

void test("the health of a service has what people and programs ask for, with times as text", () => {
  const { summary, tiers, ...rest } = serviceHealth(look({ ...sick, held: "noon" }));
  assert.match(summary, /^4 of 12 replicas ready; vm is sick; held/);
  assert.deepEqual(tiers["vm"], {
    isSick: true,
    because: "all 2 nodes for it: no sign of life",
    since: "2026-01-05T11:59:34Z",
    replicas: 8,
    ready: 0,
  });
  assert.deepEqual([rest.wanted, rest.ready, rest.isSettled, rest.held], [12, 4, false, "noon"]);
});
