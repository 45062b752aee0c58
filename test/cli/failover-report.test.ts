import assert from "node:assert/strict";
import { describe, test } from "node:test";
import pc from "picocolors";
import { LivePage } from "../../cli/failover/live-page";
import { planLines } from "../../cli/failover/plan";
import { exitCodeOf, type ServiceReport, serviceReport } from "../../cli/failover/report";
import { servicesOf } from "../../cli/failover/services";
import { statusText } from "../../cli/failover/status-table";
import { changeLine } from "../../cli/failover/watch";
import { decide } from "../../sdk/failover/decide";
import { targetAnnotation } from "../../sdk/failover/declared-target";
import { type FailoverMemory, NO_MEMORY } from "../../sdk/failover/memory";
import type { FailoverObservation } from "../../sdk/failover/observation";
import type { FailoverTarget } from "../../sdk/failover/target";
import { recordedSight } from "../failover/recorded";
import { AT, seconds, sight, web } from "../failover/sights";

const target = web();
const AGENT = { holder: "web-failover-agent-7f", isAlive: true };

function reported(observation: FailoverObservation, of: FailoverTarget = target): ServiceReport {
  return serviceReport({ target: of, observation, decision: decide(observation, of) }, AGENT);
}

/** Four of the replicas on VMs have gone to the virtual node; the VMs have been well for a while. */
const AWAY: FailoverMemory = {
  ...NO_MEMORY,
  revision: 3,
  seen: AT - seconds(5),
  tiers: {
    vm: {
      isSick: false,
      since: AT - seconds(90),
      relapses: 0,
      limit: { max: 4, since: AT - seconds(200), because: "a pool was lost" },
    },
  },
  moves: [{ at: AT - seconds(200), from: "vm", to: "virtual-node", count: 4, reason: "VMs: a pool was lost" }],
};

const home = reported(sight({ vm: { replicas: 8 }, "virtual-node": { replicas: 4 } }));
const away = reported(sight({ vm: { replicas: 4 }, "virtual-node": { replicas: 8 } }, { memory: AWAY }));
const scaledByHand = reported(sight({ vm: { replicas: 6 }, "virtual-node": { replicas: 4 } }));
const held = reported(sight({ vm: { replicas: 8 }, "virtual-node": { replicas: 4 } }, { held: "until noon" }));
const blind = reported(sight({ vm: { replicas: 8 } }, { missing: ["list the nodes: forbidden (HTTP 403)"] }));

describe("a service that fails over, as the command line reports it", () => {
  test("has a shape that other programs can rely on", () => {
    assert.deepEqual(away, {
      service: "web",
      namespace: "default",
      at: "2026-01-05T12:00:00Z",
      action: "wait",
      isSettled: true,
      wanted: 12,
      ready: 12,
      stranded: 0,
      summary: "12 of 12 replicas ready; waiting; 4 on VMs, 8 on the virtual node",
      reasons: ["VMs: well again for 90 s.", "It gets its replicas back in 210 s if it stays so."],
      holds: [],
      tiers: [
        {
          name: "vm",
          kind: "vm",
          home: 8,
          goal: 4,
          replicas: 4,
          pods: 4,
          ready: 4,
          health: "well",
          since: "2026-01-05T11:58:30Z",
          limit: 4,
        },
        {
          name: "virtual-node",
          kind: "virtualNode",
          home: 4,
          goal: 8,
          replicas: 8,
          pods: 8,
          ready: 8,
          health: "well",
        },
      ],
      moves: [{ at: "2026-01-05T11:56:40Z", from: "vm", to: "virtual-node", count: 4, reason: "VMs: a pool was lost" }],
      deletions: [],
      bounds: {},
      agent: AGENT,
    });
  });

  test("says what keeps failover from acting", () => {
    assert.deepEqual(held.holds, ["by hand: until noon"]);
    assert.deepEqual(blind.holds, ["not everything can be seen: list the nodes: forbidden (HTTP 403)"]);
    assert.equal(blind.tiers[0]?.health, "unknown");
  });

  test("comes to an exit code: settled, something to do or to wait for, held", () => {
    assert.deepEqual(
      [home, away, scaledByHand, held, blind].map((report) => exitCodeOf([report])),
      [0, 3, 3, 4, 4],
    );
    assert.equal(exitCodeOf([home, home]), 0);
    assert.equal(exitCodeOf([home, away]), 3);
    assert.equal(exitCodeOf([held, away]), 4);
  });

  test("that would be scaled says from what to what, and why", () => {
    const lines = planLines(scaledByHand);
    assert.equal(lines[0], "web in default: 10 of 12 replicas ready; moving to 8 on VMs, 4 on the virtual node");
    assert.equal(lines.at(-1), "  Would scale VMs from 6 to 8 replicas.");
    assert.equal(planLines(home).at(-1), "  Would do nothing now.");
    assert.equal(planLines(held).at(-1), "  Holds still, and would do nothing.");
  });

  test("that would lose pods by name, and whose autoscalers would be told, has both", () => {
    const bounds = { vm: { min: 0, max: 0, isPaused: true } };
    assert.deepEqual(planLines({ ...home, deletions: ["web-vm-1", "web-vm-2"], bounds }).slice(1), [
      "  Would set the autoscaler of VMs to 0 to 0, paused.",
      "  Would delete the pods web-vm-1, web-vm-2.",
    ]);
  });

  test("has of a sick tier what is wrong, as the objects of a real cluster show it", () => {
    const refusing = web({ placement: { replicas: 6, vmReplicas: 4 } });
    const [, tier] = reported(recordedSight("refused-by-aci", refusing), refusing).tiers;
    assert.deepEqual([tier?.health, tier?.pods, tier?.ready], ["sick", 4, 2]);
    assert.match(tier?.because ?? "", /^2 pods refused by ACI/);
  });

  test("has each change in a line, with what was done", () => {
    assert.equal(
      changeLine(scaledByHand, ["web-vm: 6 → 8"]),
      "2026-01-05T12:00:00Z web in default: 10 of 12 replicas ready; moving to 8 on VMs, 4 on the virtual node; " +
        "did: web-vm: 6 → 8",
    );
    assert.match(changeLine(held, []), /; held: by hand: until noon$/);
  });
});

describe("the table of a service", () => {
  const rows = (report: ServiceReport) =>
    statusText(report, pc.createColors(false))
      .split("\n")
      .filter((line) => line.startsWith("│"))
      .map((line) =>
        line
          .split("│")
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );

  test("has where its replicas are and are to be, and how its tiers are", () => {
    assert.deepEqual(rows(away), [
      ["tier", "home", "goal", "told", "pods", "ready", "health", "since"],
      ["VMs", "8", "4", "4", "4", "4", "well, given 4 at most", "90 s"],
      ["the virtual node", "4", "8", "8", "8", "8", "well", "-"],
    ]);
  });

  test("stands between what is said in a line, and why it is so, the moves and the agent", () => {
    const lines = statusText(away, pc.createColors(false)).split("\n");
    assert.equal(lines[0], "web in default: 12 of 12 replicas ready; waiting; 4 on VMs, 8 on the virtual node");
    assert.deepEqual(lines.slice(-4), [
      "  VMs: well again for 90 s.",
      "  It gets its replicas back in 210 s if it stays so.",
      "  3 min ago: 4 from VMs to the virtual node. VMs: a pool was lost.",
      "  agent: web-failover-agent-7f",
    ]);
  });

  test("says who is not there", () => {
    const alone = sight({ vm: { replicas: 8 }, "virtual-node": { replicas: 4 } });
    const report = serviceReport({ target, observation: alone, decision: decide(alone, target) });
    assert.match(statusText(report, pc.createColors(false)), /no agent looks after it$/);
    const dead = { ...home, agent: { holder: "gone", isAlive: false } };
    assert.match(statusText(dead, pc.createColors(false)), /agent: gone, which has not been heard of for a while$/);
  });

  test("shows what is sick in red", () => {
    const sick = { ...home, tiers: home.tiers.map((tier) => ({ ...tier, health: "sick" as const })) };
    assert.ok(statusText(sick, pc.createColors(true)).includes("\u001b[31msick\u001b[39m"));
  });
});

describe("a page that stays on a terminal", () => {
  const shown = (rows: number, ...texts: readonly string[]) => {
    let written = "";
    const page = new LivePage({ rows, write: (text) => (written += text) });
    for (const text of texts) page.show(text);
    page.end();
    return written;
  };

  test("is replaced in its place, and stays behind on the screen that was there before", () => {
    const written = shown(10, "one\ntwo", "three");
    assert.equal(written.split("\u001b[H").length, 3);
    assert.ok(written.startsWith("\u001b[?1049h"));
    assert.ok(written.endsWith("\u001b[?1049lthree\n"), JSON.stringify(written));
  });

  test("is cut where the terminal ends, and not where it does not say where", () => {
    assert.ok(shown(3, "1\n2\n3\n4").includes("\u001b[H1\u001b[K\n…\u001b[K\n"));
    assert.ok(shown(0, "1\n2\n3\n4").includes("4\u001b[K\n"));
  });

  test("that was never shown leaves the terminal alone", () => {
    assert.equal(shown(10), "");
  });
});

describe("services among Deployments", () => {
  const ARGS = { service: "web", namespace: "shop", placement: { replicas: 12, vmReplicas: 8 }, failover: {} };
  const deployment = (
    name: string,
    {
      service,
      namespace = "shop",
      annotations = {},
    }: Record<string, unknown> & { service: string; namespace?: string },
  ) => ({
    metadata: {
      name,
      namespace,
      uid: name,
      resourceVersion: "1",
      labels: { "app.kubernetes.io/name": service },
      annotations: annotations as Record<string, string>,
    },
    spec: { template: {} },
  });

  test("are those that say how they fail over", () => {
    const { targets, problems } = servicesOf([
      deployment("web-virtual-node", { service: "web" }),
      deployment("web-vm", { service: "web", annotations: targetAnnotation(ARGS) }),
      deployment("api-vm", { service: "api" }),
    ]);
    assert.deepEqual(
      targets.map(({ service, namespace }) => [service, namespace]),
      [["web", "shop"]],
    );
    assert.deepEqual(problems, []);
  });

  test("of the same name in two namespaces are two", () => {
    const { targets } = servicesOf(
      ["shop", "test"].map((namespace) =>
        deployment("web-vm", { service: "web", namespace, annotations: targetAnnotation({ ...ARGS, namespace }) }),
      ),
    );
    assert.deepEqual(
      targets.map(({ namespace }) => namespace),
      ["shop", "test"],
    );
  });

  test("whose word is about another service, or none at all, are a problem that is named", () => {
    const { targets, problems } = servicesOf([
      deployment("web-vm", { service: "web", namespace: "copy", annotations: targetAnnotation(ARGS) }),
      deployment("api-vm", { service: "api", annotations: { "aks-elastic/failover-target": "{" } }),
    ]);
    assert.deepEqual(targets, []);
    assert.match(problems[0] ?? "", /^web in copy: its annotation aks-elastic\/failover-target is about web in shop$/);
    assert.match(problems[1] ?? "", /^api in shop: the annotation .* of the Deployment api-vm cannot be understood/);
  });
});
