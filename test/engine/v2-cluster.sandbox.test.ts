import assert from "node:assert/strict";
import path from "node:path";
import { coreApi, podsByTier, ROOT } from "../sandbox";
import { awaited } from "../waiting";
import { proveLifecycle } from "./lifecycle";
import type { Stack } from "./stack";

const NODES = ["virtualnode-0", "virtualnode-1"];

/** Two pods of the service on VMs and two on virtual nodes, of which there are as many as there should be. */
async function runsOn(stack: Stack, nodes: readonly string[]): Promise<void> {
  assert.deepEqual(await stack.output("virtualNodeNames"), nodes);
  const core = await coreApi((await stack.output("kubeconfig")) as string);
  const { items } = await core.listNode({ labelSelector: "virtualization=virtualnode2" });
  assert.deepEqual(items.map(({ metadata }) => metadata?.name).toSorted(), nodes);
  await awaited("2 pods on VMs and 2 on virtual nodes", 60_000, async () => {
    const pods = await podsByTier(core, "default", "app.kubernetes.io/name=web");
    return (pods.vm === 2 && pods.virtualNode === 2 && pods.all === 4) || undefined;
  });
}

proveLifecycle("a cluster with virtual nodes of v2 and a service on them", {
  directory: path.join(ROOT, "test", "programs", "v2-cluster"),
  verify: (stack) => runsOn(stack, NODES.slice(0, 1)),
  changes: [
    { key: "owner", value: "web", verify: (stack) => runsOn(stack, NODES.slice(0, 1)) },
    { key: "nodes", value: "2", verify: (stack) => runsOn(stack, NODES) },
  ],
});
