import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import { Role } from "../../sdk/cluster/roles";
import { parseKubeconfig } from "../../sdk/kubernetes/kubeconfig";
import {
  ADMINS,
  EVERYTHING,
  IDENTITY,
  LEAST,
  NETWORK,
  recordCluster,
  REGISTRY,
  VARIANTS,
  VIRTUAL_NETWORK,
  WORKSPACE,
  ZONE,
} from "./clusters";
import type { Answers } from "./mock-azure";
import { registration, settled, type Recording } from "./recording";

type Inputs = Readonly<Record<string, unknown>>;

const clusterOf = (recording: Recording<unknown>): Inputs => registration(recording, "aks-cluster").inputs;

function roleOf(recording: Recording<unknown>, name: string) {
  const { scope, roleDefinitionId, principalId, principalType } = registration(recording, name).inputs;
  return { scope, role: String(roleDefinitionId).split("/").at(-1), principalId, principalType };
}

/** What AKS hands out for a cluster with Entra ID. */
const ENTRA_KUBECONFIG = stringify({
  clusters: [{ name: "aks", cluster: { server: "https://aks:443" } }],
  contexts: [{ name: "aks", context: { cluster: "aks", user: "user" } }],
  "current-context": "aks",
  users: [
    {
      name: "user",
      user: {
        exec: {
          apiVersion: "client.authentication.k8s.io/v1beta1",
          command: "kubelogin",
          args: ["get-token", "--server-id", "server", "--login", "devicecode"],
        },
      },
    },
  ],
});
const ENTRA: Answers = {
  "azure-native:containerservice:listManagedClusterUserCredentials": () => ({
    kubeconfigs: [{ name: "clusterUser", value: Buffer.from(ENTRA_KUBECONFIG).toString("base64") }],
  }),
};

describe("a cluster that is told everything", () => {
  const made = recordCluster(EVERYTHING, false, ENTRA);

  test("is made of these resources", async () => {
    assert.deepEqual((await made).registrations.map(({ name }) => name).sort(), [
      "aks",
      "aks-cluster",
      "aks-connector-role",
      "aks-container-insights",
      "aks-container-insights-association",
      "aks-container-registry-role",
      "aks-identity",
      "aks-kubernetes",
      "aks-logs",
      "aks-node-os-upgrade-schedule",
      "aks-node-subnet-role",
      "aks-pool-apps",
      "aks-pool-batch",
      "aks-private-dns-zone-role",
      "aks-upgrade-schedule",
      "aks-virtual-network-role",
      "aks-virtual-node",
    ]);
  });

  test("has all of it in its cluster, and what the user merged into it", async () => {
    const { sku, aadProfile, disableLocalAccounts, apiServerAccessProfile, autoUpgradeProfile, ...rest } = clusterOf(
      await made,
    );
    assert.deepEqual(sku, { name: "Base", tier: "Premium" });
    assert.deepEqual(aadProfile, { managed: true, adminGroupObjectIDs: [ADMINS], enableAzureRBAC: true });
    assert.equal(disableLocalAccounts, true);
    assert.deepEqual(apiServerAccessProfile, {
      enablePrivateCluster: true,
      privateDNSZone: ZONE,
      enablePrivateClusterPublicFQDN: false,
    });
    assert.deepEqual(autoUpgradeProfile, { upgradeChannel: "patch", nodeOSUpgradeChannel: "SecurityPatch" });
    assert.equal(rest["kubernetesVersion"], "1.34");
    assert.deepEqual(rest["workloadAutoScalerProfile"], { keda: { enabled: true } });
    assert.deepEqual(rest["autoScalerProfile"], { scanInterval: "20s" });
    const { omsagent } = rest["addonProfiles"] as { omsagent: { config: Inputs } };
    assert.match(String(omsagent.config["logAnalyticsWorkspaceResourceID"]), /\/workspaces\/aks-logs$/);
    assert.equal(omsagent.config["useAADAuth"], "true");
  });

  test("gives every pool the version of the cluster", async () => {
    const [system] = clusterOf(await made)["agentPoolProfiles"] as Inputs[];
    assert.equal(system?.["orchestratorVersion"], "1.34");
    for (const pool of ["aks-pool-apps", "aks-pool-batch"]) {
      assert.equal(registration(await made, pool).inputs["orchestratorVersion"], "1.34");
    }
  });

  test("waits with the cluster for all the roles that its identity needs", async () => {
    const before = ["aks-node-subnet-role", "aks-private-dns-zone-role", "aks-virtual-network-role"];
    const { dependencies } = registration(await made, "aks-cluster");
    for (const role of before)
      assert.ok(
        dependencies.some((urn) => urn.endsWith(`::${role}`)),
        role,
      );
    const identity = { principalId: "aks-identity-principal", principalType: "ServicePrincipal" };
    assert.deepEqual(roleOf(await made, "aks-private-dns-zone-role"), {
      ...identity,
      scope: ZONE,
      role: Role.privateDnsZoneContributor,
    });
    assert.deepEqual(roleOf(await made, "aks-virtual-network-role"), {
      ...identity,
      scope: VIRTUAL_NETWORK,
      role: Role.networkContributor,
    });
  });

  test("lets its VMs pull from the registry", async () => {
    assert.deepEqual(roleOf(await made, "aks-container-registry-role"), {
      scope: REGISTRY,
      role: Role.acrPull,
      principalId: "kubelet-principal",
      principalType: "ServicePrincipal",
    });
  });

  test("keeps AKS's own upgrades to the window", async () => {
    for (const [name, configName] of [
      ["aks-upgrade-schedule", "aksManagedAutoUpgradeSchedule"],
      ["aks-node-os-upgrade-schedule", "aksManagedNodeOSUpgradeSchedule"],
    ] as const) {
      assert.deepEqual(registration(await made, name).inputs, {
        resourceGroupName: "group",
        resourceName: "aks-cluster",
        configName,
        maintenanceWindow: {
          schedule: { weekly: { dayOfWeek: "Sunday", intervalWeeks: 1 } },
          startTime: "02:00",
          durationHours: 6,
          utcOffset: "+01:00",
        },
      });
    }
  });

  test("says what the monitoring add-on sends, and to which workspace", async () => {
    const { inputs, deletedWith } = registration(await made, "aks-container-insights-association");
    assert.equal(inputs["associationName"], "ContainerInsightsExtension");
    assert.equal(deletedWith, "", "as long as it is there Azure keeps the rule, which goes before the cluster");
    assert.match(String(inputs["resourceUri"]), /aks-cluster$/);
    const rule = registration(await made, "aks-container-insights").inputs as unknown as {
      location: string;
      destinations: { logAnalytics: { workspaceResourceId: string }[] };
    };
    assert.equal(rule.location, "westeurope");
    assert.match(rule.destinations.logAnalytics[0]?.workspaceResourceId ?? "", /aks-logs$/);
  });

  test("hands out a kubeconfig that signs in without a human", async () => {
    const { value, secret } = await settled((await made).result.kubeconfig);
    assert.ok(secret);
    assert.deepEqual(parseKubeconfig(value).credentialPlugin?.args, [
      ...["get-token", "--login", "workloadidentity", "--server-id", "server"],
    ]);
  });

  test("has its tags on everything that can have them", async () => {
    const tagged = (await made).registrations
      .filter(({ custom, inputs }) => custom && "tags" in inputs)
      .map(({ name }) => name);
    assert.deepEqual(tagged.sort(), [
      ...["aks-cluster", "aks-container-insights", "aks-identity", "aks-logs", "aks-pool-apps", "aks-pool-batch"],
    ]);
  });
});

describe("the identity of a cluster", () => {
  test("that comes with it gets its role afterwards, and nobody asks twice for the cluster", async () => {
    const made = await recordCluster(VARIANTS["a system-assigned identity"]);
    assert.deepEqual(clusterOf(made)["identity"], { type: "SystemAssigned" });
    assert.equal(roleOf(made, "aks-node-subnet-role").principalId, "aks-cluster-own-principal");
    assert.deepEqual(registration(made, "aks-cluster").onError, []);
    assert.equal((await settled(made.result.clusterPrincipalId)).value, "aks-cluster-own-principal");
    assert.equal(made.result.identity, undefined);
  });

  test("that exists already gets its role before, and is not made", async () => {
    const made = await recordCluster(VARIANTS["an existing identity"]);
    assert.deepEqual(clusterOf(made)["identity"], { type: "UserAssigned", userAssignedIdentities: [IDENTITY] });
    assert.deepEqual(roleOf(made, "aks-node-subnet-role"), {
      scope: NETWORK.nodeSubnetId,
      role: Role.networkContributor,
      principalId: "existing-principal",
      principalType: "ServicePrincipal",
    });
    assert.ok(made.registrations.every(({ name }) => name !== "aks-identity"));
  });

  test("that has its roles already is given none, and no role is waited for", async () => {
    const made = await recordCluster(VARIANTS["an existing identity that has its roles"]);
    assert.deepEqual(
      made.registrations.flatMap(({ name, type }) => (type.endsWith(":RoleAssignment") ? [name] : [])),
      ["aks-connector-role"],
    );
    assert.deepEqual(registration(made, "aks-cluster").onError, []);
    assert.equal((await settled(made.result.clusterPrincipalId)).value, "existing-principal");
  });
});

test("logs go to a workspace that exists already, by a rule in its region", async () => {
  const made = await recordCluster(VARIANTS["an existing workspace"]);
  const { omsagent } = clusterOf(made)["addonProfiles"] as { omsagent: { config: Inputs } };
  assert.equal(omsagent.config["logAnalyticsWorkspaceResourceID"], WORKSPACE);
  assert.equal(registration(made, "aks-container-insights").inputs["location"], "northeurope");
  assert.ok(made.registrations.every(({ name }) => name !== "aks-logs"));
});

test("a private cluster without a zone has a public name, and no role on any", async () => {
  const made = await recordCluster(VARIANTS["no private zone"]);
  assert.deepEqual(clusterOf(made)["apiServerAccessProfile"], {
    enablePrivateCluster: true,
    privateDNSZone: "none",
    enablePrivateClusterPublicFQDN: true,
  });
  assert.ok(made.registrations.every(({ name }) => name !== "aks-private-dns-zone-role"));
});

test("with v2 the add-on is off, and the generation is put out", async () => {
  const made = await recordCluster(VARIANTS["virtual nodes of v2"]);
  assert.deepEqual(clusterOf(made)["addonProfiles"], { aciConnectorLinux: { enabled: false } });
  assert.equal((await settled(made.result.virtualNodeGeneration)).value, "v2");
});

describe("what AKS changes by itself is left alone", () => {
  const ignored = async (more: object) =>
    registration(await recordCluster({ ...LEAST, ...more }), "aks-cluster").ignoreChanges;
  const zones = "agentPoolProfiles[0].availabilityZones";

  test("the number of VMs that an autoscaler runs", async () => {
    const systemPool = { vmSize: "Standard_D2s_v5", minCount: 2, maxCount: 4, availabilityZones: ["1"] };
    assert.deepEqual(await ignored({ systemPool }), ["agentPoolProfiles[0].count"]);
  });

  test("the version, where the channel moves the minor one", async () => {
    const versions = ["agentPoolProfiles[0].orchestratorVersion", "kubernetesVersion"];
    for (const upgradeChannel of ["stable", "rapid"])
      assert.deepEqual(await ignored({ upgradeChannel }), [zones, ...versions]);
    for (const upgradeChannel of ["patch", "none"]) assert.deepEqual(await ignored({ upgradeChannel }), [zones]);
  });
});

describe("what is merged into the cluster", () => {
  test("may be known later, and is checked then", async () => {
    const profile = pulumi.output({ disableRunCommand: true });
    const made = await recordCluster({ ...LEAST, managedCluster: { apiServerAccessProfile: profile } });
    assert.deepEqual(clusterOf(made)["apiServerAccessProfile"], { disableRunCommand: true });
  });

  test("takes away what is null, and replaces lists", async () => {
    const managedCluster = { autoUpgradeProfile: { upgradeChannel: null }, agentPoolProfiles: [{ name: "mine" }] };
    const cluster = clusterOf(await recordCluster({ ...LEAST, managedCluster }));
    assert.deepEqual(cluster["autoUpgradeProfile"], { nodeOSUpgradeChannel: "NodeImage" });
    assert.deepEqual(cluster["agentPoolProfiles"], [{ name: "mine" }]);
  });

  test("is warned about on the component, once, where it is unproven", async () => {
    const managedCluster = { networkProfile: { networkDataplane: "cilium" } };
    const { logs, result } = await recordCluster({ ...LEAST, managedCluster });
    assert.equal(logs.length, 1);
    assert.equal(logs[0]?.severity, "warn");
    assert.equal(logs[0].resource, result);
    assert.match(logs[0].message, /unproven with virtual nodes: the Cilium dataplane,/);
    assert.equal(
      (clusterOf(await recordCluster({ ...LEAST, managedCluster }))["networkProfile"] as Inputs)["networkPlugin"],
      "azure",
    );
  });
});
