import assert from "node:assert/strict";
import path from "node:path";
import { after, before } from "node:test";
import { coreApi, podsByTier, ROOT } from "../sandbox";
import { awaited } from "../waiting";
import { proveLifecycle } from "./lifecycle";
import { createStack, type Stack } from "./stack";

let theirs: Stack;

before(async () => {
  theirs = await createStack(path.join(ROOT, "test", "programs", "cluster"), `their-cluster-${process.pid}`);
  await theirs.run("up", "--yes", "--skip-preview");
});
after(() => theirs.remove());

async function podsAre(vm: number, virtualNode: number): Promise<void> {
  const core = await coreApi((await theirs.output("kubeconfig")) as string);
  await awaited(`${vm} pods on VMs and ${virtualNode} on the virtual node`, 60_000, async () => {
    const pods = await podsByTier(core, "default", "app.kubernetes.io/name=web");
    return (pods.vm === vm && pods.virtualNode === virtualNode && pods.all === vm + virtualNode) || undefined;
  });
}

/** The names of the Services in the other team's cluster; Kubernetes' own is among them. */
async function services(): Promise<readonly (string | undefined)[]> {
  const core = await coreApi((await theirs.output("kubeconfig")) as string);
  const { items } = await core.listNamespacedService({ namespace: "default" });
  return items.map(({ metadata }) => metadata?.name);
}

proveLifecycle("a service in somebody else's cluster", {
  directory: path.join(ROOT, "examples", "existing-cluster"),
  config: () => ({ replicas: "4" }),
  secrets: async () => ({ kubeconfig: (await theirs.output("kubeconfig")) as string }),
  verify: () => podsAre(2, 2),
  changes: [{ key: "replicas", value: "7", verify: () => podsAre(2, 5) }],
  gone: async () => {
    assert.deepEqual(await services(), ["kubernetes"]);
    await podsAre(0, 0);
  },
});
