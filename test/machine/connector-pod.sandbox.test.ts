import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import type { CoreV1Api, V1Pod } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { type ArmClient, armClient } from "../../sandbox/azure-native/arm-client";
import { type RunningSandbox, sandboxDown, sandboxUp } from "../../sandbox/commands";
import { consoleProgress } from "../../sandbox/progress";
import { sandboxPaths } from "../../sandbox/state";
import { ownSandboxName } from "../own-sandbox";
import { aksElastic, coreApi } from "../sandbox";
import { awaited } from "../waiting";

const NAMESPACE = "kube-system";
const CLUSTERS = "2025-09-01";
const NETWORK = "2024-05-01";
const TIMEOUT_MS = 120_000;

// Faults break all of a sandbox's Azure, so these tests have a sandbox of their own.
const name = ownSandboxName("connector-pod");

describe("the connector, as one sees it in its cluster", () => {
  let sandbox: RunningSandbox;
  let arm: ArmClient;
  let core: CoreV1Api;
  let group: string;

  const fault = (...words: readonly string[]) => aksElastic("sandbox", "fault", ...words, "--name", name);
  const patience = () => ({ timeoutSeconds: 120, signal: AbortSignal.timeout(120_000) });
  const put = (path: string, apiVersion: string, body: Record<string, unknown>) =>
    arm.put({ path, apiVersion, body: body as never, patience: patience() });
  const network = () => `${group}/providers/Microsoft.Network/virtualNetworks/net`;
  const cluster = (kubernetesVersion: string) =>
    put(`${group}/providers/Microsoft.ContainerService/managedClusters/aks`, CLUSTERS, {
      location: "westeurope",
      identity: { type: "SystemAssigned" },
      properties: {
        kubernetesVersion,
        dnsPrefix: "aks",
        networkProfile: { networkPlugin: "azure" },
        agentPoolProfiles: [
          {
            name: "system",
            mode: "System",
            count: 2,
            vmSize: "Standard_D2s_v5",
            vnetSubnetID: `${network()}/subnets/nodes`,
            nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"],
          },
          {
            name: "user",
            mode: "User",
            count: 1,
            vmSize: "Standard_D2s_v5",
            vnetSubnetID: `${network()}/subnets/nodes`,
          },
        ],
        addonProfiles: { aciConnectorLinux: { enabled: true, config: { SubnetName: "aci" } } },
      },
    });
  const connector = (what: string, is: (pod: V1Pod) => boolean) =>
    awaited(`the connector's pod ${what}`, TIMEOUT_MS, async () => {
      const { items } = await core.listNamespacedPod({
        namespace: NAMESPACE,
        labelSelector: "app=aci-connector-linux",
      });
      return items.find((pod) => pod.metadata?.deletionTimestamp === undefined && is(pod));
    });
  const processes = () => {
    const table = execFileSync("ps", ["-axww", "-o", "pid=,command="], { encoding: "utf8" });
    return table
      .split("\n")
      .filter((line) => line.includes(sandboxPaths(name).root) && /--node-name virtual-node-aci-linux\b/.test(line));
  };
  const container = (pod: V1Pod) => pod.status?.containerStatuses?.[0];
  const isRunning = (pod: V1Pod) => container(pod)?.ready === true;
  const isCrashLooping = (pod: V1Pod) => container(pod)?.state?.waiting?.reason === "CrashLoopBackOff";

  before(async () => {
    sandbox = await sandboxUp({ name, progress: consoleProgress(), coldStartSeconds: 1 });
    arm = armClient({ ...sandbox.arm, ca: readFileSync(sandbox.arm.caFile, "utf8") });
    group = `/subscriptions/${arm.subscriptionId}/resourceGroups/rg`;
    await put(group, "2024-03-01", { location: "westeurope" });
    const delegations = [{ name: "aci", properties: { serviceName: "Microsoft.ContainerInstance/containerGroups" } }];
    await put(network(), NETWORK, {
      location: "westeurope",
      properties: {
        addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
        subnets: [
          { name: "nodes", properties: { addressPrefix: "10.0.0.0/20" } },
          { name: "aci", properties: { addressPrefix: "10.0.16.0/24", delegations } },
        ],
      },
    });
    await cluster("1.34");
    core = await coreApi(readFileSync(sandbox.kubeconfig, "utf8"));
  });
  after(async () => {
    arm.close();
    await sandboxDown({ name, purge: true });
  });

  test("it crash-loops without its role, on a system pool's node, and its pod says why", async () => {
    const pod = await connector("to crash-loop", isCrashLooping);
    const { terminated } = container(pod)?.lastState ?? {};
    assert.equal(terminated?.exitCode, 1);
    assert.match(terminated.message ?? "", /AuthorizationFailed[^]*subnets\/read/);
    const node = await core.readNode({ name: pod.spec?.nodeName ?? "" });
    assert.equal(node.metadata?.labels?.["kubernetes.azure.com/mode"], "system");
    const ready = pod.status?.conditions?.find(({ type }) => type === "Ready");
    assert.equal(ready?.status, "False");
    await connector("to be started again", (again) => (container(again)?.restartCount ?? 0) >= 2);
  });

  test("it crash-loops until its role has spread, and a deleted pod has it tried at once", async () => {
    await fault("role-delay", "3600");
    const aks = await arm.get({
      path: `${group}/providers/Microsoft.ContainerService/managedClusters/aks`,
      apiVersion: CLUSTERS,
      patience: patience(),
    });
    const addOn = (aks?.["properties"] as { addonProfiles: Record<string, { identity: { objectId: string } }> })
      .addonProfiles["aciConnectorLinux"];
    await put(
      `${network()}/subnets/aci/providers/Microsoft.Authorization/roleAssignments/aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee`,
      "2022-04-01",
      {
        properties: {
          principalId: addOn?.identity.objectId ?? "",
          principalType: "ServicePrincipal",
          roleDefinitionId: `/subscriptions/${arm.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/4d97b98b-1d4f-4787-a291-c67834d212e7`,
        },
      },
    );
    const before = await connector("to crash-loop", isCrashLooping);
    const old = before.metadata?.name ?? "";
    await fault("clear", "role-delay");
    await core.deleteNamespacedPod({ name: old, namespace: NAMESPACE });
    const young = await connector("to be another", ({ metadata }) => metadata?.name !== old);
    const running = await connector("to run", isRunning);
    assert.equal(running.metadata?.uid, young.metadata?.uid);
    await awaited("the virtual node", TIMEOUT_MS, () => core.readNode({ name: "virtual-node-aci-linux" }));
  });

  test("while its cluster is upgraded the API server is away for a while, and the connector stays", async () => {
    const before = await connector("to run", isRunning);
    const running = processes();
    await fault("upgrade-outage", "5");
    const upgrade = cluster("1.35");
    await awaited("the API server to be away", TIMEOUT_MS, async () => {
      const answer = await core.listNode().catch((error: unknown) => error);
      return answer instanceof Error ? true : undefined;
    });
    const { properties } = (await upgrade) as { properties: { currentKubernetesVersion: string } };
    assert.match(properties.currentKubernetesVersion, /^1\.35\./);
    const after = await connector("to run", isRunning);
    assert.equal(after.metadata?.uid, before.metadata?.uid);
    assert.equal(container(after)?.restartCount, container(before)?.restartCount);
    assert.deepEqual(processes(), running);
  });

  test("it is dead at once, however busy its cluster is, shows it, and lives again", async () => {
    assert.equal(processes().length, 1);
    // As long as the API server is away, nothing else is done in the cluster.
    await fault("api-server-restart", "5");
    await fault("connector-dead");
    assert.deepEqual(processes(), []);
    const dead = await connector("to be dead", isCrashLooping);
    assert.equal(container(dead)?.lastState?.terminated?.exitCode, 137);
    await fault("clear", "connector-dead");
    await connector("to run", isRunning);
  });
});
