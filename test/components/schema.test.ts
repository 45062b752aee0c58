import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer";
import { packageRoot } from "../../sandbox/package-root";

const COMPONENTS = [
  "ContainerInstance",
  "ContainerInstanceService",
  "ElasticService",
  "VirtualNodeCluster",
  "VirtualNodeNetwork",
];

describe("programs in other languages", () => {
  const scratch = mkdtempSync(path.join(os.tmpdir(), "aks-elastic-schema-"));
  after(() => {
    rmSync(scratch, { recursive: true });
  });
  const { components, typeDefinitions } = analyze(scratch);

  test("can use every component", () => {
    assert.deepEqual(Object.keys(components).sort(), COMPONENTS);
  });

  test("give a service these args", () => {
    const { inputs = {} } = components["ElasticService"] ?? {};
    const required = Object.entries(inputs).flatMap(([name, { optional }]) => (optional ? [] : [name]));
    assert.deepEqual(required.sort(), ["cluster", "image", "replicas", "resources"]);
    assert.deepEqual(typeDefinitions["Exposure"]?.enum?.map(({ value }) => value).sort(), [
      "ClusterIP",
      "InternalLoadBalancer",
      "PublicLoadBalancer",
    ]);
  });

  test("give a container and a fleet these args, and no more than they must", () => {
    const requiredBy = (component: string) =>
      Object.entries(components[component]?.inputs ?? {}).flatMap(([name, { optional }]) => (optional ? [] : [name]));
    assert.deepEqual(requiredBy("ContainerInstance").sort(), ["image", "resourceGroupName", "resources"]);
    assert.deepEqual(requiredBy("ContainerInstanceService").sort(), [
      "image",
      "replicas",
      "resourceGroupName",
      "resources",
      "subnetId",
    ]);
    assert.deepEqual(typeDefinitions["Orchestration"]?.enum?.map(({ value }) => value).sort(), [
      "ContainerGroups",
      "NGroups",
    ]);
    for (const name of ["placement", "endpoint", "url", "fqdn"]) {
      assert.ok(components["ContainerInstanceService"]?.outputs[name], name);
    }
  });

  test("give a cluster these args, and no more than they must", () => {
    const { inputs = {}, outputs = {} } = components["VirtualNodeCluster"] ?? {};
    const required = Object.entries(inputs).flatMap(([name, { optional }]) => (optional ? [] : [name]));
    assert.deepEqual(required.sort(), ["network", "resourceGroupName", "systemPool"]);
    assert.deepEqual(inputs["managedCluster"], {
      type: "object",
      additionalProperties: { $ref: "pulumi.json#/Any" },
      optional: true,
      plain: true,
      description: inputs["managedCluster"]?.description,
    });
    assert.deepEqual(
      typeDefinitions["UpgradeChannel"]?.enum?.map(({ value }) => value),
      ["none", "patch", "stable", "rapid"],
    );
    for (const name of ["kubeconfig", "summary", "oidcIssuerUrl", "virtualNodeGeneration"])
      assert.ok(outputs[name], name);
  });

  test("read where the replicas run", () => {
    const { outputs = {} } = components["ElasticService"] ?? {};
    assert.deepEqual(outputs["placement"], {
      $ref: "#/types/aks-elastic:index:PlacementPlan",
      description: "Where the replicas run, and why.",
    });
    assert.deepEqual(Object.keys(typeDefinitions["PlacementPlan"]?.properties ?? {}), [
      "counts",
      "unplaced",
      "reasons",
      "warnings",
    ]);
  });

  test("find every arg and every output described", () => {
    for (const [component, { inputs, outputs }] of Object.entries(components)) {
      for (const [name, { description }] of Object.entries({ ...inputs, ...outputs })) {
        assert.ok(description, `${component}.${name} has no description`);
      }
    }
  });
});

/** Pulumi's own analysis of the public entry. It reads every file of its tsconfig, so it gets one with that entry only. */
function analyze(directory: string) {
  const root = packageRoot();
  const entry = path.join(root, "index.ts");
  const tsconfig = {
    extends: path.join(root, "tsconfig.json"),
    compilerOptions: { typeRoots: [path.join(root, "node_modules", "@types")] },
    include: [],
    files: [entry],
  };
  writeFileSync(path.join(directory, "tsconfig.json"), JSON.stringify(tsconfig));
  return new Analyzer(directory, "aks-elastic", { main: entry }, new Set(COMPONENTS)).analyze();
}
