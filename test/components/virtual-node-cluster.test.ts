import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { VirtualNodeCluster, type NetworkRef } from "../../index";
import { KUBECONFIG, record, registration, settled, SUBSCRIPTION } from "./recording";

const VNET = `/subscriptions/${SUBSCRIPTION}/resourceGroups/group/providers/Microsoft.Network/virtualNetworks/net`;
const network: NetworkRef = {
  nodeSubnetId: `${VNET}/subnets/nodes`,
  virtualNodeSubnetId: `${VNET}/subnets/aci`,
  serviceCidr: "172.16.0.0/16",
};

describe("a cluster with virtual nodes and user pools", () => {
  const made = record(
    () =>
      new VirtualNodeCluster("aks", {
        resourceGroupName: "group",
        location: "westeurope",
        network,
        systemPool: { vmSize: "Standard_D2s_v5", availabilityZones: ["1", "2"] },
        userPools: [{ name: "apps", vmSize: "Standard_D4s_v5", count: 3, maxPods: 50 }],
        tags: { team: "shop" },
      }),
  );
  const inputs = async (name: string) => registration(await made, name).inputs;

  test("has flat Azure CNI, the add-on with the subnet's name, and one system pool kept for the cluster's own pods", async () => {
    const { identity, ...cluster } = await inputs("aks-cluster");
    assert.deepEqual(cluster, {
      resourceGroupName: "group",
      location: "westeurope",
      tags: { team: "shop" },
      dnsPrefix: "aks",
      agentPoolProfiles: [
        {
          name: "system",
          mode: "System",
          type: "VirtualMachineScaleSets",
          osType: "Linux",
          vmSize: "Standard_D2s_v5",
          count: 2,
          maxPods: 30,
          availabilityZones: ["1", "2"],
          vnetSubnetID: network.nodeSubnetId,
          nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"],
        },
      ],
      networkProfile: {
        networkPlugin: "azure",
        serviceCidr: "172.16.0.0/16",
        dnsServiceIP: "172.16.0.10",
        // Added by azure-native's own SDK; flat Azure CNI has no pod range.
        outboundType: "loadBalancer",
        podCidr: "10.244.0.0/16",
      },
      addonProfiles: { aciConnectorLinux: { enabled: true, config: { SubnetName: "aci" } } },
    });
    const { userAssignedIdentities, ...rest } = identity as { userAssignedIdentities: string[] };
    assert.deepEqual(rest, { type: "UserAssigned" });
    assert.match(userAssignedIdentities[0] ?? "", /aks-identity$/);
  });

  test("pins no version of Kubernetes", async () => {
    assert.ok(!("kubernetesVersion" in (await inputs("aks-cluster"))));
  });

  test("has every user pool as a resource of its own", async () => {
    assert.deepEqual(await inputs("aks-pool-apps"), {
      resourceGroupName: "group",
      resourceName: "aks-cluster",
      agentPoolName: "apps",
      mode: "User",
      type: "VirtualMachineScaleSets",
      osType: "Linux",
      vmSize: "Standard_D4s_v5",
      count: 3,
      maxPods: 50,
      vnetSubnetID: network.nodeSubnetId,
      tags: { team: "shop" },
    });
    assert.match(registration(await made, "aks-pool-apps").deletedWith, /::aks-cluster$/);
  });

  test("lets its own identity join the node subnet before it is made", async () => {
    assert.equal((await inputs("aks-node-subnet-role"))["scope"], network.nodeSubnetId);
    assert.equal((await inputs("aks-node-subnet-role"))["principalId"], "aks-identity-principal");
    const { dependencies } = registration(await made, "aks-cluster");
    assert.ok(dependencies.some((urn) => urn.endsWith("::aks-node-subnet-role")));
  });

  test("reads the user's kubeconfig, never the administrator's, and keeps it secret", async () => {
    const { result, calls } = await made;
    assert.deepEqual(calls, ["azure-native:containerservice:listManagedClusterUserCredentials"]);
    assert.deepEqual(await settled(result.kubeconfig), { value: KUBECONFIG, known: true, secret: true });
  });

  test("hands out its Kubernetes provider", async () => {
    const { result } = await made;
    assert.equal((await settled(result.provider.urn)).value, registration(await made, "aks-kubernetes").urn);
  });
});

test("without user pools other pods may run on the system pool", async () => {
  const made = await record(
    () =>
      new VirtualNodeCluster("aks", {
        resourceGroupName: "group",
        network,
        systemPool: { vmSize: "Standard_D4s_v5", count: 3 },
      }),
  );
  const [pool] = registration(made, "aks-cluster").inputs["agentPoolProfiles"] as Record<string, unknown>[];
  assert.equal(pool?.["count"], 3);
  assert.ok(!("nodeTaints" in pool));
});

test("a preview does not need to know the subnets", async () => {
  const unknown = pulumi.output(pulumi.unknown as unknown as string);
  const made = await record(
    () =>
      new VirtualNodeCluster("aks", {
        resourceGroupName: "group",
        network: { nodeSubnetId: unknown, virtualNodeSubnetId: unknown },
        systemPool: { vmSize: "Standard_D4s_v5" },
        userPools: [{ name: "apps", vmSize: "Standard_D4s_v5" }],
      }),
    true,
  );
  assert.deepEqual(made.registrations.map(({ name }) => name).sort(), [
    "aks",
    "aks-cluster",
    "aks-connector-role",
    "aks-identity",
    "aks-kubernetes",
    "aks-node-subnet-role",
    "aks-pool-apps",
  ]);
});
