import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { AutoscaleEngine, ElasticService, type ElasticServiceArgs } from "../../index";
import { TARGET_ANNOTATION } from "../../sdk/failover/declared-target";
import { failoverTarget, type FailoverTargetArgs } from "../../sdk/failover/target";
import { KUBECONFIG, record, registration, type Recording } from "./recording";

const unknown = pulumi.output(pulumi.unknown as unknown as string);

function args(more: Partial<ElasticServiceArgs> = {}): ElasticServiceArgs {
  return {
    cluster: { kubeconfig: KUBECONFIG },
    namespace: "shop",
    image: "registry/web:1",
    port: 8080,
    resources: { cpu: "500m", memory: "512Mi" },
    replicas: 12,
    vmReplicas: 8,
    failover: { windowSeconds: 20 },
    ...more,
  };
}

const made = (more: Partial<ElasticServiceArgs> = {}, preview = false): Promise<Recording<ElasticService>> =>
  record(() => new ElasticService("web", args(more)), preview);

interface Inputs {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: Readonly<Record<string, unknown>>;
}

const inputsOf = (recording: Recording<unknown>, name: string): Inputs =>
  registration(recording, name).inputs as unknown as Inputs;

function declared(recording: Recording<unknown>, name = "web-vm"): FailoverTargetArgs {
  const text = inputsOf(recording, name).metadata.annotations?.[TARGET_ANNOTATION];
  assert.ok(text !== undefined);
  return JSON.parse(text) as FailoverTargetArgs;
}

describe("a service that fails over", () => {
  test("says how on the Deployment of its first tier, and there alone", async () => {
    const recording = await made({ failover: { windowSeconds: 20, probe: { path: "/healthz" }, timeoutMinutes: 5 } });
    assert.deepEqual(declared(recording), {
      service: "web",
      namespace: "shop",
      placement: { replicas: 12, vmReplicas: 8, resources: { cpu: "500m" } },
      failover: { windowSeconds: 20, probe: { path: "/healthz" } },
      port: 8080,
    });
    const other = inputsOf(recording, "web-virtual-node").metadata.annotations;
    assert.deepEqual(other, { "pulumi.com/patchForce": "true", "pulumi.com/skipAwait": "true" });
  });

  test("says it on the tier that it names first", async () => {
    const tiers = [{ kind: "virtualNode" }, { kind: "vm" }] as const;
    const recording = await made({ tiers: [...tiers], vmReplicas: undefined as never });
    assert.equal(declared(recording, "web-virtual-node").placement.tiers?.[0]?.kind, "virtualNode");
    assert.equal(inputsOf(recording, "web-vm").metadata.annotations?.[TARGET_ANNOTATION], undefined);
  });

  test("leaves the number of replicas to failover, which takes it as it is", async () => {
    const recording = await made();
    for (const name of ["web-vm", "web-virtual-node"]) {
      const { spec, metadata } = inputsOf(recording, name);
      assert.equal("replicas" in spec, false, name);
      assert.equal(metadata.annotations?.["aks-elastic/replicas"], undefined, name);
    }
    const handover = registration(recording, "web-replicas");
    assert.deepEqual(handover.inputs["fewest"], { "web-vm": 0, "web-virtual-node": 0 });
    for (const name of ["web-vm", "web-virtual-node"])
      assert.ok(registration(recording, name).dependencies.includes(handover.urn), name);
  });

  test("tells failover between which numbers its tiers are scaled, and lets it move those", async () => {
    const autoscale = { max: 60, cpuPercent: 60 };
    const recording = await made({ autoscale });
    assert.deepEqual(declared(recording).autoscale, {
      engine: "hpa",
      bounds: { vm: { min: 8, max: 8 }, "virtual-node": { min: 4, max: 52 } },
    });
    assert.ok(failoverTarget(declared(recording)));
    const autoscaler = registration(recording, "web-virtual-node-autoscaler");
    assert.deepEqual(autoscaler.ignoreChanges, ["spec.minReplicas", "spec.maxReplicas"]);
    assert.deepEqual(
      [autoscaler.inputs["spec"]].map((spec) => (spec as Inputs["spec"])["maxReplicas"]),
      [52],
    );
    assert.deepEqual(registration(recording, "web-replicas").inputs["fewest"], { "web-vm": 0, "web-virtual-node": 0 });
  });

  test("lets failover pause the autoscalers of KEDA", async () => {
    const recording = await made({ autoscale: { max: 60, cpuPercent: 60, engine: AutoscaleEngine.keda } });
    assert.equal(declared(recording).autoscale?.engine, "keda");
    assert.deepEqual(registration(recording, "web-vm-autoscaler").ignoreChanges, [
      "spec.minReplicaCount",
      "spec.maxReplicaCount",
      'metadata.annotations["autoscaling.keda.sh/paused"]',
    ]);
  });

  test("keeps its autoscalers' bounds the program's without failover", async () => {
    const recording = await made({ autoscale: { max: 60, cpuPercent: 60 }, failover: undefined as never });
    assert.deepEqual(registration(recording, "web-vm-autoscaler").ignoreChanges, []);
    // Failover may have moved them before it was turned off.
    const { annotations } = inputsOf(recording, "web-vm-autoscaler").metadata;
    assert.equal(annotations?.["pulumi.com/patchForce"], "true");
    assert.deepEqual(registration(recording, "web-replicas").inputs["fewest"], { "web-vm": 8, "web-virtual-node": 4 });
    assert.equal(inputsOf(recording, "web-vm").metadata.annotations?.["pulumi.com/skipAwait"], undefined);
  });

  test("tries a new version where it may fail over to, also where nothing runs there at home", async () => {
    const tried = async (more: Partial<ElasticServiceArgs>) => {
      const recording = await made({ vmReplicas: undefined as never, ...more });
      return JSON.stringify(registration(recording, "web-canary").inputs["template"]);
    };
    assert.match(await tried({}), /virtual-kubelet/);
    assert.doesNotMatch(await tried({ failover: undefined as never }), /"key":"virtual-kubelet/);
  });

  test("does not know yet how where its replicas are not known, and knows it where its image is not", async () => {
    const hidden = await made({ replicas: unknown as unknown as pulumi.Output<number> }, true);
    assert.equal(inputsOf(hidden, "web-vm").metadata.annotations?.[TARGET_ANNOTATION], undefined);
    assert.equal(declared(await made({ image: unknown }, true)).placement.replicas, 12);
  });

  test("has Failover beside its Deployments, after them and after their autoscalers", async () => {
    const recording = await made({ autoscale: { max: 60, cpuPercent: 60 }, failover: { timeoutMinutes: 5 } });
    const agentless = recording.registrations.filter(({ name }) => !name.startsWith("web-failover-agent"));
    const children = agentless.map(({ type, name }) => `${type.split(":").at(-1) ?? ""} ${name}`).sort();
    assert.deepEqual(children, [
      "CanaryRelease web-canary",
      "Deployment web-virtual-node",
      "Deployment web-vm",
      "ElasticService web",
      "Failover web-failover",
      "HorizontalPodAutoscaler web-virtual-node-autoscaler",
      "HorizontalPodAutoscaler web-vm-autoscaler",
      "PodDisruptionBudget web-disruption",
      "ReplicaHandover web-replicas",
      "Service web-service",
      "Service web-virtual-node-service",
      "Service web-vm-service",
      "kubernetes web-kubernetes",
    ]);
    const failover = registration(recording, "web-failover");
    assert.match(
      failover.urn,
      /::aks-elastic:index:ElasticService\$pulumi-nodejs:dynamic\/aks-elastic:Failover::web-failover$/,
    );
    assert.deepEqual(failover.inputs["target"], declared(recording));
    assert.equal(failover.inputs["timeoutMinutes"], 5);
    assert.deepEqual(Object.keys(failover.inputs["versions"] as object).sort(), ["virtual-node", "vm"]);
    assert.deepEqual(failover.secrets, ["kubeconfig"]);
    for (const name of ["web-vm", "web-virtual-node", "web-vm-autoscaler", "web-virtual-node-autoscaler"])
      assert.ok(failover.dependencies.includes(registration(recording, name).urn), name);
    assert.ok(recording.result.failover);
    assert.ok(recording.result.health);
  });

  test("has another version for failover to wait for where its pods are others, as secret as they are", async () => {
    const versions = async (image: pulumi.Input<string>) => {
      const { inputs, secrets } = registration(await made({ image }), "web-failover");
      return { versions: JSON.stringify(inputs["versions"]), secrets };
    };
    const one = await versions("web:1");
    assert.deepEqual(one, await versions("web:1"));
    assert.notEqual(one.versions, (await versions("web:2")).versions);
    assert.deepEqual((await versions(pulumi.secret("web:1"))).secrets, ["kubeconfig", "versions"]);
  });

  test("has no such thing without failover", async () => {
    const recording = await made({ failover: undefined as never });
    assert.ok(!recording.registrations.some(({ name }) => name === "web-failover"));
    assert.deepEqual([recording.result.failover, recording.result.health], [undefined, undefined]);
  });
});
