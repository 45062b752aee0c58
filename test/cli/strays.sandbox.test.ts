import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { ContainerInstanceManagementClient } from "@azure/arm-containerinstance";
import type { CoreV1Api } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { readFileSync } from "node:fs";
import type { StraysReport } from "../../cli/failover/strays-report";
import { coreApi, officialClients, sandboxStatus } from "../sandbox";
import { awaited } from "../waiting";
import { outcome } from "./command";

const NAMESPACE = "default";
const OLD = "2026-01-05 11:00:00 +0000 UTC";
const MINE = { served: "strays-served", lost: "strays-lost", young: "strays-young" } as const;

// The shared cluster has no virtual node, and so no connector that would collect what these tests make.
describe("stray container groups, in a sandbox", () => {
  let core: CoreV1Api;
  let containerGroups: ContainerInstanceManagementClient["containerGroups"];
  let group: string;
  let env: Readonly<Record<string, string>>;

  before(async () => {
    const status = await sandboxStatus();
    env = status.env;
    core = await coreApi(readFileSync(status.kubeconfig, "utf8"));
    const { containerInstance, containerService } = await officialClients();
    containerGroups = containerInstance.containerGroups;
    group = (await containerService.managedClusters.get("shared", "shared")).nodeResourceGroup ?? "";
    await awaited("the cluster's VM", 60_000, async () =>
      (await core.listNode()).items.length > 0 ? true : undefined,
    );
    const pod = await core.createNamespacedPod({
      namespace: NAMESPACE,
      body: {
        metadata: { name: MINE.served },
        spec: { containers: [{ name: "web", image: "web:1" }], nodeSelector: { strays: "nowhere" } },
      },
    });
    await makeGroup(MINE.served, pod.metadata?.uid ?? "", OLD);
    await makeGroup(MINE.lost, "11111111-2222-3333-4444-555555555555", OLD);
    await makeGroup(MINE.young, "66666666-2222-3333-4444-555555555555", goTime(new Date()));
  });
  after(async () => {
    await core.deleteNamespacedPod({ name: MINE.served, namespace: NAMESPACE, gracePeriodSeconds: 0 });
    for (const name of await listed()) await containerGroups.beginDeleteAndWait(group, name);
  });

  const makeGroup = (pod: string, uid: string, created: string) =>
    containerGroups.beginCreateOrUpdateAndWait(
      group,
      `${NAMESPACE}-${pod}`,
      {
        location: "westeurope",
        osType: "Linux",
        containers: [{ name: "web", image: "web:1", resources: { requests: { cpu: 1, memoryInGB: 1 } } }],
        tags: { PodName: pod, Namespace: NAMESPACE, UID: uid, NodeName: "virtual-node", CreationTimestamp: created },
      },
      { updateIntervalInMs: 200 },
    );
  const listed = async (): Promise<readonly string[]> => {
    const names: string[] = [];
    for await (const { name = "" } of containerGroups.listByResourceGroup(group)) names.push(name);
    return names.filter((name) => name.startsWith(`${NAMESPACE}-strays-`)).sort();
  };
  const strays = (...args: readonly string[]) => outcome(["failover", "strays", "--json", ...args], env);
  const found = (out: string) =>
    (JSON.parse(out) as StraysReport).strays.map(({ name, kind, removal }) => [name, kind, removal?.outcome]);

  test("are found by their tags in the resource group that the cluster's VMs tell, and removed when asked", async () => {
    const seen = await strays();
    assert.deepEqual([seen.code, found(seen.out)], [3, [[`default-${MINE.lost}`, "orphan", undefined]]], seen.err);
    assert.equal((await listed()).length, 3);
    const removed = await strays("--remove");
    assert.deepEqual([removed.code, found(removed.out)], [0, [[`default-${MINE.lost}`, "orphan", "deleted"]]]);
    assert.deepEqual(await listed(), [`default-${MINE.served}`, `default-${MINE.young}`]);
    assert.deepEqual(found((await strays()).out), []);
  });
});

/** As the connector writes it. */
function goTime(time: Date): string {
  return time.toISOString().replace("T", " ").replace("Z", " +0000 UTC");
}
