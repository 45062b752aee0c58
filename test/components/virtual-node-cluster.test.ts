import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { pick } from "../../components/resolve";
import { incompatibilities } from "../../sdk/cluster/compatibility";
import { LEAST, NETWORK, recordCluster } from "./clusters";
import { KUBECONFIG, registration, settled } from "./recording";

describe("a cluster that is told no more than it must be", () => {
  const made = recordCluster({
    ...LEAST,
    tags: { team: "shop" },
    userPools: [{ name: "apps", vmSize: "Standard_D4s_v5" }],
  });
  const inputs = async (name: string) => registration(await made, name).inputs;

  test("is made of these resources", async () => {
    const { registrations } = await made;
    assert.deepEqual(registrations.map(({ type, name }) => `${type} ${name}`).sort(), [
      "aks-elastic:index:VirtualNodeCluster aks",
      "azure-native:authorization:RoleAssignment aks-connector-role",
      "azure-native:authorization:RoleAssignment aks-node-subnet-role",
      "azure-native:containerservice:AgentPool aks-pool-apps",
      "azure-native:containerservice:ManagedCluster aks-cluster",
      "azure-native:managedidentity:UserAssignedIdentity aks-identity",
      "pulumi-nodejs:dynamic/aks-elastic:VirtualNodeReady aks-virtual-node",
      "pulumi:providers:kubernetes aks-kubernetes",
    ]);
    const [component] = registrations.filter(({ name }) => name === "aks");
    for (const { name, parent } of registrations.filter((each) => each !== component)) {
      assert.equal(parent, component?.urn, name);
    }
  });

  test("has flat Azure CNI, the add-on with the subnet's name, and the defaults that the docs give reasons for", async () => {
    const { identity, agentPoolProfiles, ...cluster } = await inputs("aks-cluster");
    assert.deepEqual(cluster, {
      resourceGroupName: "group",
      location: "westeurope",
      tags: { team: "shop" },
      dnsPrefix: "aks",
      sku: { name: "Base", tier: "Free" },
      networkProfile: {
        networkPlugin: "azure",
        serviceCidr: "172.16.0.0/16",
        dnsServiceIP: "172.16.0.10",
        // Added by azure-native's own SDK; flat Azure CNI has no pod range.
        outboundType: "loadBalancer",
        podCidr: "10.244.0.0/16",
      },
      addonProfiles: { aciConnectorLinux: { enabled: true, config: { SubnetName: "aci" } } },
      autoUpgradeProfile: { upgradeChannel: "patch", nodeOSUpgradeChannel: "NodeImage" },
      oidcIssuerProfile: { enabled: true },
      securityProfile: { workloadIdentity: { enabled: true } },
    });
    const { userAssignedIdentities, ...rest } = identity as { userAssignedIdentities: string[] };
    assert.deepEqual(rest, { type: "UserAssigned" });
    assert.match(userAssignedIdentities[0] ?? "", /aks-identity$/);
    assert.deepEqual(agentPoolProfiles, [
      {
        name: "system",
        mode: "System",
        type: "VirtualMachineScaleSets",
        osType: "Linux",
        vmSize: "Standard_D2s_v5",
        count: 2,
        enableAutoScaling: false,
        maxPods: 30,
        availabilityZones: ["1", "2", "3"],
        vnetSubnetID: NETWORK.nodeSubnetId,
        nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"],
        tags: { team: "shop" },
      },
    ]);
  });

  test("breaks none of the rules that a cluster with virtual nodes must keep", async () => {
    assert.deepEqual(incompatibilities(await inputs("aks-cluster"), "v1"), []);
  });

  test("leaves to Azure where the zones were when it was made", async () => {
    assert.deepEqual(registration(await made, "aks-cluster").ignoreChanges, ["agentPoolProfiles[0].availabilityZones"]);
  });

  test("has every user pool as a resource of its own", async () => {
    const pool = registration(await made, "aks-pool-apps");
    assert.equal(pool.inputs["resourceName"], "aks-cluster");
    assert.equal(pool.inputs["vnetSubnetID"], NETWORK.nodeSubnetId);
    assert.deepEqual(pool.inputs["tags"], { team: "shop" });
    assert.match(pool.deletedWith, /::aks-cluster$/);
    assert.ok(!("orchestratorVersion" in pool.inputs));
  });

  test("lets its own identity join the node subnet before it is made, and asks again while that spreads", async () => {
    assert.deepEqual(await inputs("aks-node-subnet-role"), {
      scope: NETWORK.nodeSubnetId,
      roleDefinitionId: (await inputs("aks-connector-role"))["roleDefinitionId"],
      principalId: "aks-identity-principal",
      principalType: "ServicePrincipal",
    });
    const { dependencies, onError } = registration(await made, "aks-cluster");
    assert.ok(dependencies.some((urn) => urn.endsWith("::aks-node-subnet-role")));
    assert.deepEqual(onError, ["aks-elastic:VirtualNodeCluster:aks:roles-spread"]);
  });

  test("reads the user's kubeconfig, never the administrator's, and keeps it secret", async () => {
    const { result, calls } = await made;
    assert.deepEqual(calls, ["azure-native:containerservice:listManagedClusterUserCredentials"]);
    assert.deepEqual(await settled(result.kubeconfig), { value: KUBECONFIG, known: true, secret: true });
    const provider = registration(await made, "aks-kubernetes");
    assert.match(String(provider.inputs["clusterIdentifier"]), /aks-cluster$/);
  });

  test("puts out its identities, its subnets, where things are, and a page to read", async () => {
    const { result } = await made;
    const outputs = {
      clusterPrincipalId: "aks-identity-principal",
      kubeletPrincipalId: "kubelet-principal",
      connectorPrincipalId: "connector-principal",
      nodeSubnetId: NETWORK.nodeSubnetId,
      virtualNodeSubnetId: NETWORK.virtualNodeSubnetId,
      virtualNodeGeneration: "v1",
      virtualNodeNames: ["virtual-node-aci-linux"],
      oidcIssuerUrl: "https://issuer/",
      nodeResourceGroup: "MC_group_aks-cluster_westeurope",
      fqdn: "aks-cluster.hcp.westeurope.azmk8s.io",
    } as const;
    for (const [name, value] of Object.entries(outputs)) {
      const output = result[name as keyof typeof outputs] as pulumi.Output<unknown>;
      assert.deepEqual(await settled(output), { value, known: true, secret: false }, name);
    }
    assert.match(
      (await settled(result.summary)).value,
      /^AKS cluster aks-cluster in westeurope, resource group group$/m,
    );
    assert.equal((await settled(result.provider.urn)).value, registration(await made, "aks-kubernetes").urn);
    assert.ok(result.identity);
  });
});

test("without user pools other pods may run on the system pool", async () => {
  const made = await recordCluster();
  const [pool] = registration(made, "aks-cluster").inputs["agentPoolProfiles"] as Record<string, unknown>[];
  assert.ok(pool && !("nodeTaints" in pool));
});

test("a cluster goes where it is told, or where its network is, or where the provider is", async () => {
  const locationOf = async (more: object) =>
    registration(await recordCluster({ ...LEAST, ...more }), "aks-cluster").inputs["location"];
  assert.equal(await locationOf({ location: "northeurope" }), "northeurope");
  assert.equal(await locationOf({}), "westeurope");
  const network = pick(NETWORK, "nodeSubnetId", "virtualNodeSubnetId");
  assert.equal(await locationOf({ network }), undefined);
});

test("a preview needs to know neither the subnets nor what Azure will say", async () => {
  const unknown = pulumi.output(pulumi.unknown as unknown as string);
  const network = { nodeSubnetId: unknown, virtualNodeSubnetId: unknown };
  const made = await recordCluster(
    { ...LEAST, network, monitoring: { workspaceId: unknown }, containerRegistryId: unknown },
    true,
  );
  assert.deepEqual(made.registrations.map(({ name }) => name).sort(), [
    "aks",
    "aks-cluster",
    "aks-connector-role",
    "aks-container-insights",
    "aks-container-insights-association",
    "aks-container-registry-role",
    "aks-identity",
    "aks-kubernetes",
    "aks-node-subnet-role",
    "aks-virtual-node",
  ]);
  assert.equal((await settled(made.result.oidcIssuerUrl)).known, false);
  assert.equal((await settled(made.result.summary)).known, false);
});
