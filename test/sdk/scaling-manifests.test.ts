import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ScalingArgs } from "../../sdk/scaling/scaling-spec";
import { autoscalerObjects, autoscalerSpec, CLIENT_ID, scaled, VARIANTS } from "./scaling-fixture";

function objects(variant: string) {
  return autoscalerObjects(scaled(VARIANTS[variant] as ScalingArgs), "shop");
}

const target = (name: string) => ({ apiVersion: "apps/v1", kind: "Deployment", name });
const labels = (tier: string) => ({
  "app.kubernetes.io/name": "web",
  "app.kubernetes.io/managed-by": "aks-elastic",
  "aks-elastic/tier": tier,
});
const selector = (tier: string) =>
  `app.kubernetes.io/name=web,app.kubernetes.io/managed-by=aks-elastic,aks-elastic/tier=${tier}`;
const utilization = (name: string, averageUtilization: number) => [
  { type: "Resource", resource: { name, target: { type: "Utilization", averageUtilization } } },
];
const PACE = {
  selectPolicy: "Min",
  policies: [
    { type: "Pods", value: 100, periodSeconds: 300 },
    { type: "Pods", value: 150, periodSeconds: 1800 },
  ],
};

describe("HorizontalPodAutoscalers", () => {
  test("are one for each tier: VMs at once, the virtual node later and no faster than ACI creates", () => {
    const apiVersion = "autoscaling/v2";
    const kind = "HorizontalPodAutoscaler";
    const annotations = { "validations.keda.sh/hpa-ownership": "false" };
    assert.deepEqual(objects("CPU by the HorizontalPodAutoscaler"), [
      {
        ...{ apiVersion, kind },
        metadata: { name: "web-vm", namespace: "shop", labels: labels("vm"), annotations },
        spec: {
          scaleTargetRef: target("web-vm"),
          minReplicas: 3,
          maxReplicas: 8,
          metrics: utilization("cpu", 60),
          behavior: { scaleDown: { stabilizationWindowSeconds: 300 } },
        },
      },
      {
        ...{ apiVersion, kind },
        metadata: { name: "web-virtual-node", namespace: "shop", labels: labels("virtual-node"), annotations },
        spec: {
          scaleTargetRef: target("web-virtual-node"),
          minReplicas: 1,
          maxReplicas: 52,
          metrics: utilization("cpu", 80),
          behavior: {
            scaleUp: { stabilizationWindowSeconds: 30, ...PACE },
            scaleDown: { stabilizationWindowSeconds: 60 },
          },
        },
      },
    ]);
  });

  test("of a tier that is never used let one be, which is the least they can", () => {
    const [, virtualNode] = objects("a tier that is never used, by the HorizontalPodAutoscaler");
    const { minReplicas, maxReplicas } = virtualNode?.spec as { minReplicas: number; maxReplicas: number };
    assert.deepEqual([minReplicas, maxReplicas], [1, 1]);
  });
});

describe("ScaledObjects", () => {
  test("by CPU wake the virtual node by the number of replicas on VMs, which KEDA can know without a replica there", () => {
    const [vm, virtualNode] = objects("CPU by KEDA, with a tier that sleeps");
    assert.deepEqual(vm?.spec, {
      scaleTargetRef: target("web-vm"),
      minReplicaCount: 3,
      maxReplicaCount: 8,
      pollingInterval: 15,
      advanced: { horizontalPodAutoscalerConfig: { behavior: { scaleDown: { stabilizationWindowSeconds: 300 } } } },
      triggers: [{ type: "cpu", metricType: "Utilization", metadata: { value: "60" } }],
    });
    assert.deepEqual(virtualNode, {
      apiVersion: "keda.sh/v1alpha1",
      kind: "ScaledObject",
      metadata: { name: "web-virtual-node", namespace: "shop", labels: labels("virtual-node"), annotations: {} },
      spec: {
        scaleTargetRef: target("web-virtual-node"),
        minReplicaCount: 0,
        maxReplicaCount: 52,
        pollingInterval: 15,
        cooldownPeriod: 60,
        advanced: {
          horizontalPodAutoscalerConfig: {
            behavior: {
              scaleUp: { stabilizationWindowSeconds: 30, ...PACE },
              scaleDown: { stabilizationWindowSeconds: 60 },
            },
          },
          scalingModifiers: {
            formula: "before >= 8 || own > 0 && before > 6 ? 1 : 0",
            target: "1",
            activationTarget: "0",
          },
        },
        triggers: [
          { type: "cpu", metricType: "Utilization", metadata: { value: "80" } },
          { type: "kubernetes-workload", name: "before", metadata: { podSelector: selector("vm"), value: "1" } },
          { type: "kubernetes-workload", name: "own", metadata: { podSelector: selector("virtual-node"), value: "1" } },
        ],
      },
    });
  });

  test("of a tier that is never used are paused", () => {
    const [vm, virtualNode] = objects("a tier that is never used, by KEDA");
    const annotations = (object: typeof vm) => (object?.metadata as unknown as { annotations: unknown }).annotations;
    assert.deepEqual(annotations(virtualNode), { "autoscaling.keda.sh/paused": "true" });
    assert.deepEqual(annotations(vm), {});
  });

  test("by a queue take what the tiers before them do not, signed in by a TriggerAuthentication of the service's own", () => {
    const [authentication, vm, virtualNode] = objects("a queue of Service Bus");
    assert.deepEqual(authentication, {
      apiVersion: "keda.sh/v1alpha1",
      kind: "TriggerAuthentication",
      metadata: { name: "web", namespace: "shop" },
      spec: { podIdentity: { provider: "azure-workload", identityId: CLIENT_ID, identityTenantId: CLIENT_ID } },
    });
    const triggers = [
      {
        type: "azure-servicebus",
        name: "load",
        metadata: { namespace: "shop-orders", queueName: "orders" },
        authenticationRef: { name: "web" },
      },
    ];
    assert.deepEqual(vm?.spec, {
      scaleTargetRef: target("web-vm"),
      minReplicaCount: 0,
      maxReplicaCount: 8,
      pollingInterval: 15,
      cooldownPeriod: 300,
      advanced: {
        horizontalPodAutoscalerConfig: { behavior: { scaleDown: { stabilizationWindowSeconds: 300 } } },
        scalingModifiers: { formula: "load", target: "5", activationTarget: "0" },
      },
      triggers,
    });
    const { advanced, ...spec } = virtualNode?.spec as { advanced: { scalingModifiers: unknown }; triggers: unknown };
    assert.deepEqual(advanced.scalingModifiers, {
      formula: "load > 40 ? load - 40 : 0",
      target: "5",
      activationTarget: "0",
    });
    assert.deepEqual(spec.triggers, triggers);
  });

  test("by thousandths subtract what can be said in thousandths", () => {
    const service = scaled({
      placement: { replicas: 0, vmReplicas: 3 },
      autoscale: { max: 9, engine: "keda", trigger: { type: "cron", metadata: {}, valuePerReplica: 0.1 } },
    });
    const [, virtualNode] = service.plan.tiers;
    assert.ok(virtualNode);
    assert.match(
      JSON.stringify(autoscalerSpec(service, virtualNode)),
      /"formula":"load > 0\.3 \? load - 0\.3 : 0","target":"0\.1"/,
    );
  });
});
