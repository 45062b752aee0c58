import assert from "node:assert/strict";
import path from "node:path";
import { officialClients, ROOT } from "../sandbox";
import { azureResources } from "./azure";
import { proveLifecycle } from "./lifecycle";
import type { Stack } from "./stack";

/** The cluster as Azure's own client reads it. */
async function cluster(stack: Stack) {
  const { id = "" } = (await stack.resources()).find(({ type }) => type.endsWith(":ManagedCluster")) ?? {};
  const [, group = "", name = ""] = /resourceGroups\/([^/]+)\/.*\/([^/]+)$/i.exec(id) ?? [];
  const { containerService } = await officialClients();
  return { containerService, group, name, read: await containerService.managedClusters.get(group, name) };
}

proveLifecycle("a production cluster with everything turned on", {
  directory: path.join(ROOT, "examples", "production"),
  config: () => ({
    adminGroupObjectId: "6f5c2a8e-0d0b-4c5e-9d0a-3f5b1c2d4e5f",
    kubernetesVersion: "1.34",
    maxApps: "6",
    login: "azurecli",
  }),
  verify: async (stack) => {
    const { containerService, group, name, read } = await cluster(stack);
    assert.equal(read.disableLocalAccounts, true);
    assert.equal(read.aadProfile?.enableAzureRbac, true);
    assert.equal(read.apiServerAccessProfile?.enablePrivateCluster, true);
    assert.equal(read.oidcIssuerProfile?.enabled, true);
    assert.equal(read.workloadAutoScalerProfile?.keda?.enabled, true);
    assert.equal(read.autoUpgradeProfile?.upgradeChannel, "patch");
    assert.deepEqual(read.agentPoolProfiles?.find(({ mode }) => mode === "System")?.availabilityZones, ["1", "2", "3"]);
    const spot = await containerService.agentPools.get(group, name, "spot");
    assert.equal(spot.scaleSetPriority, "Spot");
    assert.deepEqual(spot.nodeTaints, ["kubernetes.azure.com/scalesetpriority=spot:NoSchedule"]);
    // In Azure what has a region of its own has tags.
    const untagged = azureResources(await stack.resources()).filter(
      ({ outputs }) => outputs?.["location"] !== undefined && outputs["tags"] === undefined,
    );
    assert.deepEqual(untagged, []);
  },
  changes: [
    {
      key: "kubernetesVersion",
      value: "1.35",
      verify: async (stack) => {
        const { read } = await cluster(stack);
        assert.match(read.currentKubernetesVersion ?? "", /^1\.35\./);
        for (const { name, currentOrchestratorVersion } of read.agentPoolProfiles ?? []) {
          assert.match(currentOrchestratorVersion ?? "", /^1\.35\./, name);
        }
      },
    },
  ],
});
