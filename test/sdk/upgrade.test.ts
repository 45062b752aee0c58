import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ArgumentError } from "../../sdk/argument-error";
import { type PlacementArgs, placementSpec } from "../../sdk/placement/placement-spec";
import { TierKind } from "../../sdk/placement/tier";
import { ProbeScheme, type ProbeSpec } from "../../sdk/pods/probe";
import { serviceManifest, serviceSpec } from "../../sdk/pods/service";
import {
  CANARY,
  canaryDeployment,
  canaryNodes,
  memberLabels,
  RUN_ANNOTATION,
} from "../../sdk/upgrade/canary-deployment";
import { redacted } from "../../sdk/upgrade/redaction";
import { planRollout, surgeOf } from "../../sdk/upgrade/rollout-plan";
import { canaryTier, rolloutOrder, type RolloutOwners, rolloutSpec } from "../../sdk/upgrade/rollout-spec";
import { templateHash } from "../../sdk/upgrade/template-hash";
import { DEFAULT_UPGRADE, type UpgradeArgs, UpgradeStrategy, upgradeSpec } from "../../sdk/upgrade/upgrade-spec";
import { canaryStep, tierStep } from "../../sdk/upgrade/upgrade-steps";

const RESOURCES = { cpu: "500m", memory: "512Mi" };

function rollout(placement: Partial<PlacementArgs>, upgrade: UpgradeArgs = {}, owners: RolloutOwners = {}) {
  const placed = placementSpec({ replicas: 12, vmReplicas: 8, resources: RESOURCES, ...placement });
  return rolloutSpec(placed, upgradeSpec(upgrade), owners);
}

const strategies = (...args: Parameters<typeof rollout>) => planRollout(rollout(...args)).strategies;
type Labels = Readonly<Record<string, string>>;
const selects = (selector: Labels, labels: Labels): boolean =>
  Object.entries(selector).every(([name, value]) => labels[name] === value);
const rolling = (maxUnavailable: number, maxSurge: number | string) => ({
  type: "RollingUpdate",
  rollingUpdate: { maxUnavailable, maxSurge },
});

describe("what a user says about upgrades", () => {
  test("may be nothing", () => {
    assert.deepEqual(upgradeSpec({}), DEFAULT_UPGRADE);
    assert.equal(DEFAULT_UPGRADE.strategy, UpgradeStrategy.canary);
  });

  test("is kept", () => {
    const args = { canaryReplicas: 3, verifySeconds: 0, timeoutMinutes: 2, wrongAnswersAllowed: 5, maxSurge: 4 };
    assert.deepEqual(upgradeSpec(args), { strategy: "canary", ...args });
  });

  const mistakes: readonly (readonly [args: unknown, problem: string])[] = [
    [{ strategy: "blueGreen" }, 'upgrade.strategy: must be one of "canary", "rolling"; got "blueGreen"'],
    [{ canaryReplicas: 0 }, "upgrade.canaryReplicas: must be a whole number from 1 to 100; got 0"],
    [{ verifySeconds: "30" }, 'upgrade.verifySeconds: must be a whole number from 0 to 3600; got "30"'],
    [{ verifySeconds: 3601 }, "upgrade.verifySeconds: must be a whole number from 0 to 3600; got 3601"],
    [{ timeoutMinutes: 0.5 }, "upgrade.timeoutMinutes: must be a whole number from 1 to 1440; got 0.5"],
    [{ wrongAnswersAllowed: -1 }, "upgrade.wrongAnswersAllowed: must be a whole number from 0 to 1000; got -1"],
    [{ maxSurge: 0 }, "upgrade.maxSurge: must be a whole number, 1 or more; got 0"],
    [
      { strategy: "rolling", verifySeconds: 10 },
      'upgrade.verifySeconds: must be left out where strategy is "rolling": no canary runs',
    ],
  ];
  for (const [args, problem] of mistakes) {
    test(`is refused as ${JSON.stringify(args)}`, () => {
      assert.throws(
        () => upgradeSpec(args as UpgradeArgs),
        (error) => error instanceof ArgumentError && error.message === problem,
      );
    });
  }
});

describe("a new version is tried", () => {
  const tierOf = (...args: Parameters<typeof rollout>) => canaryTier(rollout(...args).tiers)?.name;

  test("on the virtual node, also while nothing runs there", () => {
    assert.equal(tierOf({}), "virtual-node");
    assert.equal(tierOf({ replicas: 3 }), "virtual-node");
  });

  test("on VMs where the virtual node has no replicas at any time, because the cluster may have none", () => {
    assert.equal(tierOf({ vmReplicas: undefined }), "vm");
    assert.equal(tierOf({ virtualNodeReplicas: 0 }), "vm");
    const spot = { kind: TierKind.spot, max: 4 };
    assert.equal(tierOf({ vmReplicas: undefined, tiers: [spot, { kind: TierKind.vm }] }), "vm");
  });

  test("on the virtual node where only an autoscaler or a failover brings replicas there", () => {
    assert.equal(tierOf({ vmReplicas: undefined }, {}, { most: { vm: 10, "virtual-node": 50 } }), "virtual-node");
    assert.equal(tierOf({ vmReplicas: undefined }, {}, { failsOver: true }), "virtual-node");
  });

  test("by a Deployment of its own, whose pods are not the Service's before they are labelled so", () => {
    const labels = { team: "shop", "aks-elastic/tier": "vm", ...memberLabels("web") };
    const template = { metadata: { labels }, spec: { containers: [] } };
    const made = canaryDeployment("web", { namespace: "shop", replicas: 2, template, run: "r1" });
    const own = { "app.kubernetes.io/name": "web", "aks-elastic/tier": CANARY };
    assert.deepEqual(made.spec, {
      replicas: 2,
      revisionHistoryLimit: 0,
      selector: { matchLabels: own },
      template: { metadata: { labels: { team: "shop", ...own } }, spec: { containers: [] } },
    });
    const { selector } = serviceManifest("web", serviceSpec({ listens: true, tiers: [] })).spec;
    assert.ok(selects(selector, { ...own, ...memberLabels("web") }), "it never gets requests");
    assert.ok(!selects(selector, made.spec.template.metadata.labels), "it gets requests before it is well");
    const { name, namespace, annotations } = made.metadata;
    assert.deepEqual([name, namespace, annotations[RUN_ANNOTATION]], ["web-canary", "shop", "r1"]);
    assert.deepEqual(made.metadata.labels, { ...own, ...memberLabels("web") });
    assert.deepEqual(canaryNodes({ kind: TierKind.vm, name: "vm" }), { kind: TierKind.vm, name: CANARY });
  });
});

describe("tiers roll", () => {
  test("the virtual node first, then the others from the last that fills", () => {
    const tier = (kind: TierKind, name: string) => ({ kind, name });
    const tiers = [tier(TierKind.vm, "vm"), tier(TierKind.spot, "spot"), tier(TierKind.virtualNode, "a")];
    assert.deepEqual(
      rolloutOrder([...tiers, tier(TierKind.virtualNode, "b")]).map(({ name }) => name),
      ["a", "b", "spot", "vm"],
    );
    assert.deepEqual(
      rolloutOrder(tiers.slice(0, 2)).map(({ name }) => name),
      ["spot", "vm"],
    );
  });

  test("without a pod less than wanted, a quarter more at a time", () => {
    assert.deepEqual(strategies({}), { vm: rolling(0, "25%"), "virtual-node": rolling(0, "25%") });
    assert.deepEqual(planRollout(rollout({})).reasons, []);
  });

  test("with as many more as their author says", () => {
    assert.deepEqual(strategies({}, { maxSurge: 3 }), { vm: rolling(0, 3), "virtual-node": rolling(0, 3) });
  });

  test("on the virtual node with no more than ACI's quota leaves room for", () => {
    const spec = rollout({ replicas: 96, aciQuota: { cores: 45 } });
    const { strategies: made, reasons } = planRollout(spec);
    assert.deepEqual(made, { vm: rolling(0, "25%"), "virtual-node": rolling(0, 2) });
    assert.deepEqual(reasons, [
      "The virtual node: 2 new replicas at a time in an upgrade, because aciQuota.cores is 45 and a replica takes 0.5.",
    ]);
  });

  test("on the virtual node one pod less where the quota is used up, and the reason is said", () => {
    const spec = rollout({ replicas: 108 });
    const { strategies: made, reasons, warnings } = planRollout(spec);
    assert.deepEqual(made, { vm: rolling(0, "25%"), "virtual-node": rolling(1, 0) });
    assert.deepEqual(reasons, [
      "The virtual node: an upgrade takes 1 replica away before it makes a new one, because aciQuota.containerGroups is " +
        "100, which leaves no room for one more.",
    ]);
    assert.match(warnings.join("\n"), /^An upgrade starts 1 canary on the virtual node.* has room for 0, because/);
    assert.deepEqual(planRollout(rollout({ replicas: 108 }, { strategy: "rolling" })).warnings, []);
  });

  test("on the virtual node by the most that an autoscaler may give it", () => {
    const most = { most: { vm: 8, "virtual-node": 97 } };
    assert.deepEqual(strategies({ replicas: 9 }, {}, most)["virtual-node"], rolling(0, 3));
  });

  test("on two virtual nodes at once with half of the room each", () => {
    const tiers = [
      { kind: TierKind.virtualNode, name: "a", max: 45 },
      { kind: TierKind.virtualNode, name: "b" },
    ];
    const placement = { replicas: 90, vmReplicas: undefined, tiers };
    assert.deepEqual(strategies(placement)["a"], rolling(0, 5));
  });

  test("for as long as ACI's throttle makes it last", () => {
    const { warnings } = planRollout(rollout({ replicas: 58, aciQuota: { createsPer5Minutes: 20 } }));
    assert.deepEqual(warnings, [
      "An upgrade of 50 replicas on the virtual node takes 10 minutes or more, because ACI creates 20 container groups " +
        "in 5 minutes and 300 in an hour.",
    ]);
  });

  test("never above the quota, never with nothing to give, and on VMs never with a pod less", () => {
    const count = (max: number) => fc.integer({ min: 0, max });
    const cases = fc.record({
      replicas: count(300),
      vmReplicas: count(200),
      virtualNodeReplicas: count(100),
      cores: count(120),
      creates: fc.integer({ min: 1, max: 120 }),
      maxSurge: fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(cases, ({ cores, creates, maxSurge, ...placement }) => {
        const aciQuota = { cores, createsPer5Minutes: creates };
        const spec = rollout({ ...placement, aciQuota }, { maxSurge });
        const plan = planRollout(spec);
        for (const tier of spec.tiers) {
          const strategy = plan.strategies[tier.name];
          assert.ok(strategy, tier.name);
          const { maxUnavailable } = strategy.rollingUpdate;
          const surge = surgeOf(strategy, tier.replicas);
          assert.ok(tier.replicas === 0 || maxUnavailable + surge > 0);
          if (tier.kind === TierKind.vm) assert.equal(maxUnavailable, 0);
          else assert.ok(tier.replicas + surge <= Math.max(spec.quotaRoom.replicas, tier.replicas));
          if (tier.kind === TierKind.virtualNode) assert.ok(surge <= creates);
        }
      }),
    );
  });
});

describe("the steps of an upgrade", () => {
  const probe: ProbeSpec = {
    path: "/healthz",
    port: 8080,
    scheme: ProbeScheme.http,
    initialDelaySeconds: 0,
    periodSeconds: 10,
    timeoutSeconds: 1,
    failureThreshold: 3,
  };
  const steps = (...[placement, upgrade, owners]: Parameters<typeof rollout>) => {
    const spec = rollout(placement, upgrade, owners);
    return rolloutOrder(spec.tiers).map(({ name }) => tierStep(name, spec, planRollout(spec)));
  };

  test("say what is tried, where, how long and by what it is judged", () => {
    assert.equal(
      canaryStep(rollout({}), { image: "registry/web:2", probe }),
      "1 canary of registry/web:2 on the virtual node for 30 s: ready, no restarts, GET :8080/healthz answers 200 to 399",
    );
    assert.equal(
      canaryStep(rollout({ vmReplicas: undefined }, { canaryReplicas: 2, verifySeconds: 5, wrongAnswersAllowed: 1 }), {
        probe: { ...probe, scheme: ProbeScheme.https },
      }),
      "2 canaries of the new version on VMs for 5 s: ready, no restarts, " +
        "HTTPS GET :8080/healthz answers 200 to 399 (1 may be wrong)",
    );
    assert.match(canaryStep(rollout({}), {}), /for 30 s: ready, no restarts$/);
  });

  test("say how many pods each tier replaces, and how many at a time", () => {
    assert.deepEqual(steps({}), [
      "then the virtual node: 4 replicas, 1 new at a time",
      "and at once VMs: 8 replicas, 2 new at a time",
    ]);
    assert.deepEqual(steps({ replicas: 1 }), [
      "then the virtual node: no replicas to replace",
      "and at once VMs: 1 replica, 1 new at a time",
    ]);
    assert.deepEqual(steps({ replicas: 108 })[0], "then the virtual node: 100 replicas, 1 goes before a new one comes");
    assert.deepEqual(
      steps({}, {}, { most: { vm: 10, "virtual-node": 50 } })[0],
      "then the virtual node: up to 50 replicas, 13 new at a time",
    );
  });
});

describe("the hash of a template", () => {
  const template = { metadata: { labels: { "aks-elastic/tier": "a" } }, spec: { containers: [{ image: "web:1" }] } };

  test("is that of what pods are made from, not of their tier or of the order it is written in", () => {
    const { metadata, spec } = template;
    const other = { spec, metadata: { ...metadata, labels: { "aks-elastic/tier": "b" } }, nothing: undefined };
    assert.equal(templateHash(other), templateHash(template));
  });

  test("is another for another image or another order of containers", () => {
    const images = (...names: string[]) => ({ spec: { containers: names.map((image) => ({ image })) } });
    const hashes = [images("a", "b"), images("b", "a"), images("a"), images("a:2")].map(templateHash);
    assert.equal(new Set(hashes).size, 4);
  });
});

test("what a program says loses the values of its environment, the longest first", () => {
  const env = [
    { name: "PASSWORD", value: "hunter2" },
    { name: "DATABASE_URL", value: "postgres://shop:hunter2@db/shop" },
    { name: "LEVEL", value: "info" },
    { name: "FROM_SECRET", valueFrom: { secretKeyRef: { name: "s", key: "k" } } },
  ];
  const template = {
    spec: {
      containers: [{ name: "web", env }],
      initContainers: [{ name: "i", env: [{ name: "KEY", value: "abcdef" }] }],
    },
  };
  assert.equal(
    redacted("info: postgres://shop:hunter2@db/shop refused (hunter2, abcdef)", template),
    "info: [DATABASE_URL] refused ([PASSWORD], [KEY])",
  );
  assert.equal(redacted("nothing to hide", undefined), "nothing to hide");
});
