import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ArgumentError } from "../../sdk/argument-error";
import { TierKind } from "../../sdk/placement/tier";
import { type AutoscaleArgs, AutoscaleEngine, autoscaleSpec } from "../../sdk/scaling/autoscale-spec";
import { type ScalingArgs, scalingSpec } from "../../sdk/scaling/scaling-spec";

const CLIENT_ID = "6f5c2a8e-0d0b-4c5e-9d0a-3f5b1c2d4e5f";
const QUEUE = { namespace: "shop-orders", queueName: "orders", messagesPerReplica: 5 };
const TRIGGER = { type: "rabbitmq", metadata: { queueName: "orders", value: "20" }, valuePerReplica: 20 };

function problems(check: () => unknown): readonly string[] {
  try {
    check();
    return [];
  } catch (error) {
    assert.ok(error instanceof ArgumentError);
    return error.problems.map(({ path, reason }) => `${path}: ${reason}`);
  }
}

describe("how a service is scaled", () => {
  test("is by the HorizontalPodAutoscaler and with waits of its own where nothing else is said", () => {
    assert.deepEqual(autoscaleSpec({ max: 60, cpuPercent: 60 }), {
      max: 60,
      engine: "hpa",
      metric: { kind: "resource", resource: "cpu", percent: 60 },
      burstDelaySeconds: 30,
      scaleDownSeconds: 60,
    });
  });

  test("by a queue of Service Bus is by KEDA's scaler, signed in by workload identity", () => {
    const spec = autoscaleSpec({ max: 60, engine: AutoscaleEngine.keda, serviceBusQueue: QUEUE });
    assert.deepEqual(spec.metric, {
      kind: "external",
      trigger: {
        type: "azure-servicebus",
        metadata: { namespace: "shop-orders", queueName: "orders" },
        valuePerReplica: 5,
        workloadIdentity: {},
      },
    });
  });

  test("by a query of Prometheus is without an identity where none is given", () => {
    const metadata = { serverAddress: "http://prometheus:9090", query: "sum(rate(requests[2m]))" };
    const prometheus = { ...metadata, valuePerReplica: 0.5 };
    const trigger = { type: "prometheus", metadata: { ...metadata, threshold: "0.5" }, valuePerReplica: 0.5 };
    const args = { max: 9, engine: AutoscaleEngine.keda };
    assert.deepEqual(autoscaleSpec({ ...args, prometheus }).metric, { kind: "external", trigger });
    const workloadIdentity = { clientId: CLIENT_ID };
    assert.deepEqual(autoscaleSpec({ ...args, prometheus: { ...prometheus, workloadIdentity } }).metric, {
      kind: "external",
      trigger: { ...trigger, workloadIdentity },
    });
  });

  test("by any other scaler is by what the user says of it", () => {
    const args = { max: 9, engine: AutoscaleEngine.keda, trigger: { ...TRIGGER, authenticationRef: "rabbit" } };
    assert.deepEqual(autoscaleSpec(args).metric, {
      kind: "external",
      trigger: { ...TRIGGER, authenticationRef: "rabbit" },
    });
  });
});

const KEDA = { max: 9, engine: AutoscaleEngine.keda };

/** What is wrong, and all that is said about it. */
const WRONG: readonly [string, unknown, readonly RegExp[]][] = [
  [
    "no metric",
    { max: 9 },
    [/^autoscale\.cpuPercent: or another metric is required: one of cpuPercent, memoryPercent, /],
  ],
  ["no maximum", { cpuPercent: 60 }, [/^autoscale\.max: is required and must be a whole number from 1 to 100000$/]],
  ["a maximum of none", { max: 0, cpuPercent: 60 }, [/^autoscale\.max: .*; got 0$/]],
  [
    "two metrics",
    { max: 9, cpuPercent: 60, memoryPercent: 60 },
    [/^autoscale\.memoryPercent: .* where cpuPercent is given/],
  ],
  ["text for a number", { max: 9, cpuPercent: "60" }, [/^autoscale\.cpuPercent: .*; got "60"$/]],
  [
    "a target that usage cannot exceed",
    { max: 9, cpuPercent: 91 },
    [/^autoscale\.cpuPercent: .* from 1 to 90; got 91$/],
  ],
  [
    "an unknown engine",
    { max: 9, cpuPercent: 60, engine: "vpa" },
    [/^autoscale\.engine: must be one of "hpa", "keda"; got "vpa"$/],
  ],
  [
    "a queue without KEDA",
    { max: 9, serviceBusQueue: QUEUE },
    [/^autoscale\.engine: must be "keda" with serviceBusQueue: a HorizontalPodAutoscaler cannot subtract/],
  ],
  [
    "a target of usage with a queue",
    { ...KEDA, serviceBusQueue: QUEUE, burstTargetPercent: 80, burstDelaySeconds: 5 },
    [
      /^autoscale\.burstTargetPercent: must be left out with serviceBusQueue/,
      /^autoscale\.burstDelaySeconds: must be left out/,
    ],
  ],
  [
    "a wait that is too short",
    { max: 9, cpuPercent: 60, scaleDownSeconds: 30 },
    [/^autoscale\.scaleDownSeconds: .* from 60 to 720; got 30$/],
  ],
  [
    "a wait that is too long",
    { max: 9, cpuPercent: 60, scaleDownSeconds: 721 },
    [/^autoscale\.scaleDownSeconds: .*; got 721$/],
  ],
  [
    "a delay below 0",
    { max: 9, cpuPercent: 60, burstDelaySeconds: -1 },
    [/^autoscale\.burstDelaySeconds: .*; got -1$/],
  ],
  [
    "everything of a queue",
    { ...KEDA, serviceBusQueue: { namespace: "a.servicebus.windows.net", queueName: "-", messagesPerReplica: 0 } },
    [
      /^autoscale\.serviceBusQueue\.namespace: must be the name of a Service Bus namespace without its domain/,
      /^autoscale\.serviceBusQueue\.queueName: /,
      /^autoscale\.serviceBusQueue\.messagesPerReplica: must be a whole number, 1 or more; got 0$/,
    ],
  ],
  [
    "everything of a query",
    { ...KEDA, prometheus: { serverAddress: "prometheus", query: " ", valuePerReplica: 0 } },
    [
      /^autoscale\.prometheus\.valuePerReplica: must be a number, 0\.001 or more; got 0$/,
      /^autoscale\.prometheus\.serverAddress: must be an http or https address/,
      /^autoscale\.prometheus\.query: must be a text that is not empty/,
    ],
  ],
  [
    "everything of a trigger",
    {
      ...KEDA,
      trigger: { type: "cpu", metadata: { value: 60 }, authenticationRef: "Not A Name", workloadIdentity: {} },
    },
    [
      /^autoscale\.trigger\.type: must not be "cpu", which has an argument of its own: cpuPercent$/,
      /^autoscale\.trigger\.authenticationRef: must be left out where workloadIdentity is given/,
      /^autoscale\.trigger\.metadata\.value: must be a text; got a number$/,
      /^autoscale\.trigger\.valuePerReplica: is required$/,
      /^autoscale\.trigger\.authenticationRef: must be the name of a TriggerAuthentication/,
    ],
  ],
  [
    "a list for metadata",
    { ...KEDA, trigger: { ...TRIGGER, metadata: [] } },
    [/^autoscale\.trigger\.metadata: must be an object/],
  ],
  [
    "an identity's name for its client id",
    { ...KEDA, serviceBusQueue: { ...QUEUE, workloadIdentity: { clientId: "shop" } } },
    [/^autoscale\.serviceBusQueue\.workloadIdentity\.clientId: must be a GUID; got "shop"$/],
  ],
  [
    "a tenant without an identity",
    { ...KEDA, serviceBusQueue: { ...QUEUE, workloadIdentity: { tenantId: CLIENT_ID } } },
    [/^autoscale\.serviceBusQueue\.workloadIdentity\.clientId: is required where tenantId is given/],
  ],
];

describe("wrong arguments are refused, each in its own words", () => {
  for (const [title, args, expected] of WRONG) {
    test(title, () => {
      const found = problems(() => autoscaleSpec(args as AutoscaleArgs));
      assert.equal(found.length, expected.length, found.join("\n"));
      for (const [index, pattern] of expected.entries()) assert.match(found[index] ?? "", pattern);
    });
  }

  test("a value of metadata, which may be a secret, is in no message", () => {
    const trigger = { ...TRIGGER, metadata: { password: { hunter2: true } } };
    const found = problems(() => autoscaleSpec({ ...KEDA, trigger } as unknown as AutoscaleArgs));
    assert.deepEqual(found, ["autoscale.trigger.metadata.password: must be a text; got a object"]);
  });
});

const SPOT_TIERS = [{ kind: TierKind.vm, max: 8 }, { kind: TierKind.spot, max: 8 }, { kind: TierKind.virtualNode }];

/** What does not go together. */
const TOGETHER: readonly [string, ScalingArgs, readonly RegExp[]][] = [
  [
    "fewer at most than at least",
    { placement: { replicas: 12, vmReplicas: 8 }, autoscale: { max: 10, cpuPercent: 60 } },
    [/^autoscale\.max: must be 12 or more, which is replicas; got 10$/],
  ],
  [
    "no replicas and the HorizontalPodAutoscaler",
    { placement: { replicas: 0, vmReplicas: 8 }, autoscale: { max: 10, cpuPercent: 60 } },
    [
      /^autoscale\.engine: must be "keda" where replicas is 0: a HorizontalPodAutoscaler leaves a tier without replicas alone$/,
    ],
  ],
  [
    "no replicas and usage, which they alone have",
    { placement: { replicas: 0, vmReplicas: 8 }, autoscale: { ...KEDA, cpuPercent: 60 } },
    [/^autoscale\.cpuPercent: must be another metric where replicas is 0/],
  ],
  [
    "shares of tiers",
    {
      placement: {
        replicas: 4,
        tiers: [
          { kind: TierKind.vm, weight: 3 },
          { kind: TierKind.spot, percent: 20 },
        ],
      },
      autoscale: { max: 10, cpuPercent: 60 },
    },
    [
      /^tiers\[0\]\.weight: must be left out where autoscale is given: autoscalers fill the tiers one after another/,
      /^tiers\[1\]\.percent: must be left out/,
    ],
  ],
  [
    "a first target that leaves no room for a second",
    { placement: { replicas: 1, vmReplicas: 8 }, autoscale: { max: 20, cpuPercent: 74 } },
    [
      /^autoscale\.cpuPercent: must be 73 or less with 2 tiers: a tier's target must be 11\/9 of the one before .*; got 74$/,
    ],
  ],
  [
    "a first target that leaves no room for a third",
    { placement: { replicas: 1, tiers: SPOT_TIERS }, autoscale: { max: 20, memoryPercent: 60 } },
    [/^autoscale\.memoryPercent: must be 59 or less with 3 tiers: /],
  ],
  [
    "targets out of order",
    { placement: { replicas: 1, vmReplicas: 8 }, autoscale: { max: 20, cpuPercent: 60, burstTargetPercent: 60 } },
    [/^autoscale\.burstTargetPercent: must be 74 or more with cpuPercent 60 and 2 tiers: .*; got 60$/],
  ],
  [
    "mistakes in both, at once",
    { placement: { replicas: -1, vmReplicas: 1 }, autoscale: { max: 0, cpuPercent: 60 } },
    [/^replicas: must be a whole number from 0/, /^autoscale\.max: /],
  ],
];

describe("arguments that do not go together are refused, with the reason", () => {
  for (const [title, args, expected] of TOGETHER) {
    test(title, () => {
      const found = problems(() => scalingSpec(args));
      assert.equal(found.length, expected.length, found.join("\n"));
      for (const [index, pattern] of expected.entries()) assert.match(found[index] ?? "", pattern);
    });
  }

  test("and a tier that never gets a replica takes no part in the order of targets", () => {
    const all = { placement: { replicas: 1 }, autoscale: { max: 20, cpuPercent: 90 } };
    assert.deepEqual(
      problems(() => scalingSpec(all)),
      [],
    );
  });
});
