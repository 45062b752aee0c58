import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { before, describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { CanaryRelease } from "../../components/dynamic/canary-release";
import { ContainerGroupReady } from "../../components/dynamic/container-group-ready";
import { Failover } from "../../components/dynamic/failover";
import { ReplicaHandover } from "../../components/dynamic/replica-handover";
import { SubnetRelease } from "../../components/dynamic/subnet-release";
import { VirtualNodeReady } from "../../components/dynamic/virtual-node-ready";
import { packageRoot } from "../../sandbox/package-root";

const golden = (name: string): string =>
  readFileSync(path.join(packageRoot(), "test", "dynamic", "golden", `${name}.txt`), "utf8");

const CANARY = {
  kubeconfig: "k",
  namespace: "shop",
  service: "web",
  templateHash: "h",
  canaryReplicas: 1,
  verifySeconds: 30,
  timeoutMinutes: 10,
  wrongAnswersAllowed: 0,
  steps: [],
};

const FAILOVER = {
  kubeconfig: "k",
  target: { service: "web", namespace: "shop", placement: { replicas: 2 }, failover: {} },
  versions: {},
  timeoutMinutes: 10,
};

/** Pulumi keeps this text in the state and runs it: a new version of the package must not change it. */
describe("what the state keeps of a dynamic resource's code", () => {
  const registered = new Map<string, Readonly<Record<string, unknown>>>();

  before(async () => {
    await pulumi.runtime.setMocks({
      call: () => ({}),
      newResource: ({ type, name, inputs }) => {
        registered.set(type, inputs as Readonly<Record<string, unknown>>);
        return { id: `${name}-id`, state: inputs as Record<string, unknown> };
      },
    });
    const release = new SubnetRelease("release", { subnetId: "s" });
    const ready = new VirtualNodeReady("ready", { kubeconfig: "k", generation: "v1" });
    const canary = new CanaryRelease("canary", { ...CANARY, template: {} });
    const handover = new ReplicaHandover("handover", { kubeconfig: "k", namespace: "shop", fewest: {} });
    const groupId = "g";
    const group = new ContainerGroupReady("group", { groupId, templateHash: "h", verifySeconds: 0, timeoutMinutes: 1 });
    const failover = new Failover("failover", FAILOVER);
    await Promise.all(
      [release, ready, canary, handover, group, failover].map(({ id }) => new Promise((resolve) => id.apply(resolve))),
    );
  });

  for (const [name, type] of [
    ["canary-release", "pulumi-nodejs:dynamic/aks-elastic:CanaryRelease"],
    ["container-group-ready", "pulumi-nodejs:dynamic/aks-elastic:ContainerGroupReady"],
    ["failover", "pulumi-nodejs:dynamic/aks-elastic:Failover"],
    ["replica-handover", "pulumi-nodejs:dynamic/aks-elastic:ReplicaHandover"],
    ["subnet-release", "pulumi-nodejs:dynamic/aks-elastic:SubnetRelease"],
    ["virtual-node-ready", "pulumi-nodejs:dynamic/aks-elastic:VirtualNodeReady"],
  ] as const) {
    test(`${name} is nothing but the name of its actions`, () => {
      const text = String(registered.get(type)?.["__provider"]);
      const modules = [...text.matchAll(/\("([^"]+)"\)/g)].map(([, module]) => module);
      assert.deepEqual([...new Set(modules)], ["node:module", `pulumi-aks-elastic/dynamic/${name}`]);
      assert.equal(text, golden(name));
    });
  }

  test("a kubeconfig is a secret, also where it was given as plain text", async () => {
    const ready = new VirtualNodeReady("secretive", { kubeconfig: "k", generation: "v1" });
    const { kubeconfig } = ready as unknown as { readonly kubeconfig?: pulumi.Output<string> };
    assert.equal(kubeconfig === undefined ? undefined : await pulumi.isSecret(kubeconfig), true);
  });

  test("a template is as secret as it was given, and its hash too", async () => {
    const template = pulumi.secret({ spec: { containers: [{ env: [{ name: "PASSWORD", value: "hunter2" }] }] } });
    const templateHash = template.apply(() => "h");
    const made = new CanaryRelease("secretive-canary", { ...CANARY, template, templateHash });
    const outputs = made as unknown as Readonly<Record<string, pulumi.Output<unknown>>>;
    for (const name of ["kubeconfig", "template", "templateHash"]) {
      const output = outputs[name];
      assert.equal(output === undefined ? undefined : await pulumi.isSecret(output), true, name);
    }
  });
});
