import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { breakage, brokenTier, vmsOf } from "../../cli/rehearse/fault";
import { sampleOf } from "../../cli/rehearse/sight";
import { memoryText, MEMORY_ANNOTATION, NO_MEMORY } from "../../sdk/failover/memory";
import type { KubernetesObject } from "../../sdk/kubernetes/object";
import { RECORDED } from "./recorded-rehearsal";

describe("what a rehearsal breaks", () => {
  const vm = { name: "vm", kind: "vm", replicas: 4 } as const;
  const spot = { name: "spot", kind: "spot", replicas: 2 } as const;
  const virtualNode = { name: "virtual-node", kind: "virtualNode", replicas: 2 } as const;

  test("is the first tier of its kind that has replicas", () => {
    const tiers = [{ ...vm, replicas: 0 }, spot, virtualNode];
    assert.equal(brokenTier("vm-loss", tiers)?.name, "spot");
    assert.equal(brokenTier("flap", [vm, spot, virtualNode])?.name, "vm");
    assert.equal(brokenTier("aci-refusal", tiers)?.name, "virtual-node");
    assert.equal(brokenTier("connector-loss", [vm, { ...virtualNode, replicas: 0 }]), undefined);
  });

  const node = (name: string, pool: string): KubernetesObject => ({
    metadata: { name, labels: { "kubernetes.azure.com/agentpool": pool } },
  });
  const VIRTUAL: KubernetesObject = { metadata: { name: "virtual", labels: { type: "virtual-kubelet" } } };

  test("is the pool on which the service runs, so that the rest of the cluster lives", () => {
    assert.deepEqual(vmsOf([node("a", "user"), node("b", "user")]), { pool: "user" });
    assert.deepEqual(vmsOf([node("a", "user"), node("b", "spot")]), {});
  });

  test("does not serve meanwhile, whatever the API server says of it", () => {
    const lost = breakage("vm-loss", { pool: "user" }).isBroken;
    assert.deepEqual([node("a", "user"), node("b", "system"), VIRTUAL].map(lost), [true, false, false]);
    assert.deepEqual([node("a", "user"), VIRTUAL].map(breakage("vm-loss", {}).isBroken), [true, false]);
    assert.deepEqual([node("a", "user"), VIRTUAL].map(breakage("connector-loss", {}).isBroken), [false, true]);
  });
});

describe("a sample of a service", () => {
  const condition = (status: string) => ({ conditions: [{ type: "Ready", status }] });
  const pod = (
    name: string,
    tier: string,
    rest: { node: string; ready?: string; leaves?: true },
  ): KubernetesObject => ({
    metadata: {
      name,
      labels: { "aks-elastic/tier": tier },
      ...(rest.leaves === undefined ? {} : { deletionTimestamp: "2026-01-05T12:00:00Z" }),
    },
    spec: { nodeName: rest.node },
    status: condition(rest.ready ?? "True"),
  });
  const deployment = (tier: string, replicas: number, memory = ""): KubernetesObject => ({
    metadata: { name: `web-${tier}`, annotations: { [MEMORY_ANNOTATION]: memory } },
    spec: { replicas },
  });
  const sick = memoryText({
    ...NO_MEMORY,
    revision: 2,
    hold: "6 moves",
    tiers: { vm: { isSick: true, since: 1767614400000, relapses: 0 } },
  });
  const sight = {
    deployments: [deployment("vm", 3, memoryText({ ...NO_MEMORY, revision: 1 })), deployment("virtual-node", 2, sick)],
    pods: [
      pod("a", "vm", { node: "one" }),
      pod("b", "vm", { node: "two" }),
      pod("c", "vm", { node: "two", ready: "False" }),
      pod("d", "virtual-node", { node: "virtual" }),
      pod("e", "virtual-node", { node: "virtual", leaves: true }),
    ],
    nodes: [
      { metadata: { name: "one" }, status: condition("Unknown") },
      { metadata: { name: "two" }, status: condition("True") },
    ],
  };
  const { service, tiers, broken } = RECORDED;

  test("counts what is ready, stays, and is not on what is broken", () => {
    const isDark = ({ metadata }: KubernetesObject) => metadata?.name === "one";
    assert.deepEqual(sampleOf(sight, { service, tiers, broken, isDark }), {
      tiers: { vm: { replicas: 3, ready: 1 }, "virtual-node": { replicas: 2, ready: 1 } },
      isNoticed: true,
      isGivenUp: true,
      hold: "6 moves",
    });
  });

  test("counts all that is ready while nothing is broken", () => {
    const seen = sampleOf(sight, { service, tiers, broken, isDark: () => false });
    assert.deepEqual([seen.tiers["vm"]?.ready, seen.isGivenUp], [2, false]);
  });
});
