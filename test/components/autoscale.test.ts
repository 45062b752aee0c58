import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import type { AutoscaleArgs } from "../../components/autoscale/args";
import { autoscalers } from "../../components/autoscale/autoscalers";
import { decision, resolve } from "../../components/resolve";
import type { Tier } from "../../sdk/placement/tier";
import { AutoscaleEngine } from "../../sdk/scaling/autoscale-spec";
import { planScaling } from "../../sdk/scaling/plan-scaling";
import { scalingSpec } from "../../sdk/scaling/scaling-spec";
import { KUBECONFIG, record, registration } from "./recording";

const TIERS: readonly Tier[] = [
  { name: "vm", kind: "vm" },
  { name: "virtual-node", kind: "virtualNode" },
];
const QUEUE = { namespace: "shop-orders", queueName: "orders", messagesPerReplica: 5 };

interface Given {
  readonly autoscale: AutoscaleArgs;
  readonly replicas?: pulumi.Input<number>;
}

const SPEC = { selector: { matchLabels: {} }, template: {} };

/** A component that does nothing but scale two Deployments. */
class Scaled extends pulumi.ComponentResource {
  constructor(name: string, { autoscale, replicas = 3 }: Given) {
    super("test:index:Scaled", name);
    const { scaling } = resolve(`Scaled "${name}"`, {
      scaling: decision({ placement: { replicas, vmReplicas: 8 }, autoscale }, scalingSpec),
    });
    const provider = new Provider("cluster", { kubeconfig: KUBECONFIG });
    const deployments = Object.fromEntries(
      TIERS.map((tier) => [
        tier.name,
        new Deployment(`${name}-${tier.name}`, { spec: SPEC }, { parent: this, provider }),
      ]),
    );
    autoscalers(this, name, {
      args: autoscale,
      namespace: pulumi.output("shop"),
      spec: scaling.autoscale,
      plan: scaling.apply(planScaling),
      tiers: TIERS,
      deployments,
      after: [],
      connection: { provider, dependsOn: [] },
    });
    this.registerOutputs({});
  }
}

const make = (given: Given, preview = false) => record(() => new Scaled("web", given), preview);

/** What is there but the component, its provider and its Deployments. */
function scalers({ registrations }: Awaited<ReturnType<typeof make>>): readonly string[] {
  return registrations
    .filter(({ type }) => !/^(test|pulumi|kubernetes:apps)/.test(type))
    .map(({ type, name }) => `${type} ${name}`)
    .sort();
}

const HPAS = [
  "kubernetes:autoscaling/v2:HorizontalPodAutoscaler web-virtual-node-autoscaler",
  "kubernetes:autoscaling/v2:HorizontalPodAutoscaler web-vm-autoscaler",
];
const SCALED_OBJECTS = [
  "kubernetes:keda.sh/v1alpha1:ScaledObject web-virtual-node-autoscaler",
  "kubernetes:keda.sh/v1alpha1:ScaledObject web-vm-autoscaler",
];

describe("the autoscalers of a service", () => {
  test("are one for each tier, children of the service, in its cluster, and gone before its Deployment", async () => {
    const made = await make({ autoscale: { max: 60, cpuPercent: 60 } });
    assert.deepEqual(scalers(made), HPAS);
    const { inputs, parent, provider, dependencies } = registration(made, "web-virtual-node-autoscaler");
    assert.match(parent, /test:index:Scaled::web$/);
    assert.match(provider, /::cluster::/);
    assert.ok(dependencies.some((urn) => urn.endsWith("Deployment::web-virtual-node")));
    const { metadata, spec } = inputs as {
      metadata: { name: string; namespace: string };
      spec: { maxReplicas: number };
    };
    assert.deepEqual([metadata.name, metadata.namespace, spec.maxReplicas], ["web-virtual-node", "shop", 52]);
  });

  test("are ScaledObjects with KEDA", async () => {
    const made = await make({ autoscale: { max: 60, cpuPercent: 60, engine: AutoscaleEngine.keda } });
    assert.deepEqual(scalers(made), SCALED_OBJECTS);
    const { inputs } = registration(made, "web-virtual-node-autoscaler");
    const { apiVersion, kind, spec } = inputs as {
      apiVersion: string;
      kind: string;
      spec: { minReplicaCount: number };
    };
    assert.deepEqual([apiVersion, kind, spec.minReplicaCount], ["keda.sh/v1alpha1", "ScaledObject", 0]);
  });

  test("come with a TriggerAuthentication where KEDA signs in to Azure, and after it", async () => {
    const made = await make({
      autoscale: { max: 60, engine: AutoscaleEngine.keda, serviceBusQueue: QUEUE },
      replicas: 0,
    });
    assert.deepEqual(scalers(made), [
      ...SCALED_OBJECTS,
      "kubernetes:keda.sh/v1alpha1:TriggerAuthentication web-trigger-authentication",
    ]);
    const { inputs } = registration(made, "web-trigger-authentication");
    assert.deepEqual(inputs["spec"], { podIdentity: { provider: "azure-workload" } });
    const { dependencies } = registration(made, "web-vm-autoscaler");
    assert.ok(dependencies.some((urn) => urn.endsWith("::web-trigger-authentication")));
  });

  test("take the TriggerAuthentication of somebody else where they are given one", async () => {
    const trigger = { type: "rabbitmq", metadata: {}, valuePerReplica: 20, authenticationRef: "rabbit" };
    const made = await make({ autoscale: { max: 60, engine: AutoscaleEngine.keda, trigger } });
    assert.deepEqual(scalers(made), SCALED_OBJECTS);
    const { spec } = registration(made, "web-vm-autoscaler").inputs as {
      spec: { triggers: { authenticationRef: unknown }[] };
    };
    assert.deepEqual(spec.triggers[0]?.authenticationRef, { name: "rabbit" });
  });

  test("are the same children in a preview that does not know how many replicas there will be", async () => {
    const unknown = pulumi.output(pulumi.unknown as unknown as number);
    const made = await make({ autoscale: { max: unknown, cpuPercent: 60 }, replicas: unknown }, true);
    assert.deepEqual(scalers(made), HPAS);
    const { metadata } = registration(made, "web-vm-autoscaler").inputs as { metadata: { name: string } };
    assert.equal(metadata.name, "web-vm");
  });

  test("are refused with the paths that the user wrote", async () => {
    await assert.rejects(make({ autoscale: { max: 2, cpuPercent: 80 } }), {
      message: 'Scaled "web" has wrong arguments:\n' + "  autoscale.max: must be 3 or more, which is replicas; got 2",
    });
  });
});
