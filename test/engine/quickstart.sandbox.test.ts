import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import type { CoreV1Api } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { hasArmSchemas } from "../arm-schema";
import { coreApi, officialClients, podsByTier, ROOT } from "../sandbox";
import { awaited } from "../waiting";
import { bodyViolations } from "./arm-bodies";
import { createStack, type Stack } from "./stack";

const execute = promisify(execFile);

/** Long enough for the virtual node's poll and a cold start, in milliseconds. */
const PODS_TIMEOUT_MS = 300_000;

describe("the quickstart, on the real engine and the real control plane", () => {
  let stack: Stack;
  let core: CoreV1Api;
  /** Where the virtual node's container groups are. */
  let nodeResourceGroup: string;

  before(async () => {
    stack = await createStack(ROOT, `quickstart-${process.pid}`);
  });
  after(() => stack.remove());

  const podsAre = (expected: { vm: number; virtualNode: number }) =>
    awaited(`${expected.vm} pods on VMs and ${expected.virtualNode} on the virtual node`, PODS_TIMEOUT_MS, async () => {
      const pods = await podsByTier(core, "default", "app.kubernetes.io/name=web");
      const there = pods.vm === expected.vm && pods.virtualNode === expected.virtualNode;
      return there && pods.all === expected.vm + expected.virtualNode ? pods : undefined;
    });

  test("preview shows the split and its reasons before anything exists", async () => {
    const preview = await stack.run("preview");
    assert.match(preview, /12 replicas: 8 on VMs, 4 on the virtual node/);
    assert.match(preview, /aks-elastic:index:ElasticService/);
    assert.deepEqual(await stack.resources(), []);
  });

  test("up creates the network, the cluster and the service, and the pods run where the plan says", async () => {
    await stack.run("up", "--yes", "--skip-preview");
    core = await coreApi((await stack.output("kubeconfig")) as string);
    await podsAre({ vm: 8, virtualNode: 4 });
  });

  test("Azure's own clients read the cluster and the network back", async () => {
    const { containerService, network } = await officialClients();
    const resources = await stack.resources();
    const cluster = resources.find(({ type }) => type === "azure-native:containerservice:ManagedCluster");
    const [, resourceGroup = "", name = ""] = /resourceGroups\/([^/]+)\/.*\/([^/]+)$/i.exec(cluster?.id ?? "") ?? [];
    const read = await containerService.managedClusters.get(resourceGroup, name);
    assert.equal(read.provisioningState, "Succeeded");
    nodeResourceGroup = read.nodeResourceGroup ?? "";
    assert.equal(read.networkProfile?.networkPlugin, "azure");
    const connector = read.addonProfiles?.["aciConnectorLinux"];
    assert.equal(connector?.enabled, true);
    const [vnet] = resources.filter(({ type }) => type === "azure-native:network:VirtualNetwork");
    const vnetName = vnet?.id?.split("/").at(-1) ?? "";
    const aci = await network.subnets.get(resourceGroup, vnetName, connector.config?.["SubnetName"] ?? "");
    assert.deepEqual(
      aci.delegations?.map((delegation) => delegation.serviceName),
      ["Microsoft.ContainerInstance/containerGroups"],
    );
    assert.ok(aci.natGateway?.id, "the ACI subnet has no NAT gateway");
  });

  test(
    "every body that was sent to ARM is one that Azure's schemas accept",
    { skip: hasArmSchemas ? false : "Azure's schemas (../shared/arm-schemas) are not on this machine" },
    async () => {
      const resources = await stack.resources();
      assert.ok(resources.some(({ type }) => type === "azure-native:containerservice:ManagedCluster"));
      assert.deepEqual(bodyViolations(resources), []);
    },
  );

  test("the kubeconfig is a secret in the state", async () => {
    const outputs = await stack.run("stack", "output");
    assert.match(outputs, /kubeconfig\s+\[secret\]/);
  });

  test("a second up and a refresh change nothing", async () => {
    await stack.run("up", "--yes", "--skip-preview", "--expect-no-changes");
    await stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes");
    await stack.run("preview", "--expect-no-changes");
  });

  test("scaled to 20 and down to 3, the pods land where the plan says", async () => {
    await stack.config("replicas", "20");
    assert.match(await stack.run("preview"), /20 replicas: 8 on VMs, 12 on the virtual node/);
    await stack.run("up", "--yes", "--skip-preview");
    await podsAre({ vm: 8, virtualNode: 12 });
    await stack.config("replicas", "3");
    await stack.run("up", "--yes", "--skip-preview");
    await podsAre({ vm: 3, virtualNode: 0 });
  });

  test("a bad replica count is refused by name before anything is touched", async () => {
    await stack.config("replicas", "-1");
    const { code, text } = await stack.try("up", "--yes", "--skip-preview");
    assert.notEqual(code, 0);
    assert.match(text, /replicas: must be a whole number from 0 to 100000; got -1/);
    await podsAre({ vm: 3, virtualNode: 0 });
    await stack.config("replicas", "3");
  });

  test("destroy leaves nothing in Azure, in the cluster or among the processes", async () => {
    const cluster = (await stack.resources()).find(
      ({ type }) => type === "azure-native:containerservice:ManagedCluster",
    );
    await stack.run("destroy", "--yes", "--skip-preview");
    assert.deepEqual(await stack.resources(), []);
    const { containerService, network } = await officialClients();
    for await (const left of containerService.managedClusters.list()) assert.notEqual(left.id, cluster?.id);
    const [, resourceGroup = ""] = /resourceGroups\/([^/]+)/i.exec(cluster?.id ?? "") ?? [];
    for (const group of [resourceGroup, nodeResourceGroup]) {
      await assert.rejects(network.virtualNetworks.list(group).next(), { code: "ResourceGroupNotFound" });
    }
    await assert.rejects(core.listNode(), "the control plane of a destroyed cluster still answers");
    const { stdout } = await execute("ps", ["-ww", "-eo", "command="]);
    const hosts = stdout.split("\n").filter((line) => line.includes(`--stack ${stack.name}`));
    assert.deepEqual(hosts, []);
  });
});
