import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { listAt, objectsAt, textAt, valueAt } from "../../sandbox/arm/json";
import {
  ArmFixture,
  clusterBody,
  clusterPlace,
  codeOf,
  groupBody,
  inGroup,
  makeNetwork,
  messageOf,
  NETWORK,
  subnetId,
  SUBSCRIPTION,
} from "./fixture";

const NODE_GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/MC_rg_aks_westeurope`;

describe("managed clusters", () => {
  let arm: ArmFixture;
  beforeEach(async () => {
    arm = await ArmFixture.start();
    await makeNetwork(arm);
  });
  afterEach(() => arm.end());

  test("a cluster comes up on its host, complete with AKS's defaults", async () => {
    const accepted = await arm.request("PUT", clusterPlace(), clusterBody());
    assert.deepEqual([accepted.status, textAt(accepted.body, "properties.provisioningState")], [201, "Creating"]);
    assert.equal(textAt(await arm.outcome(accepted), "status"), "Succeeded");
    const cluster = (await arm.request("GET", clusterPlace())).body;
    assert.equal(textAt(cluster, "properties.nodeResourceGroup"), "MC_rg_aks_westeurope");
    assert.equal(textAt(cluster, "properties.currentKubernetesVersion"), "1.35.4");
    assert.equal(textAt(cluster, "properties.networkProfile.serviceCidr"), "10.0.0.0/16");
    assert.match(textAt(cluster, "identity.principalId") ?? "", /^[0-9a-f-]{36}$/);
    const [pool] = objectsAt(cluster, "properties.agentPoolProfiles");
    assert.deepEqual(
      [textAt(pool, "name"), valueAt(pool, "maxPods"), textAt(pool, "provisioningState")],
      ["system", 30, "Succeeded"],
    );
    const [shape] = arm.host.ensured;
    assert.equal(shape?.agentPools[0]?.count, 2);
    assert.equal(shape.virtualNode?.subnetId, subnetId("aci"));
    assert.equal(shape.nodeResourceGroup, "MC_rg_aks_westeurope");
  });

  test("the node resource group comes with the cluster, has the identities, and goes with it", async () => {
    const cluster = await arm.done("PUT", clusterPlace(), clusterBody());
    const group = (await arm.request("GET", `${NODE_GROUP}?api-version=2024-03-01`)).body;
    assert.equal(textAt(group, "managedBy"), textAt(cluster, "id"));
    const place = `${NODE_GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/aciconnectorlinux-aks?api-version=2023-01-31`;
    const identity = (await arm.request("GET", place)).body;
    assert.deepEqual(valueAt(cluster, "properties.addonProfiles.aciConnectorLinux.identity"), {
      resourceId: textAt(identity, "id"),
      clientId: textAt(identity, "properties.clientId"),
      objectId: textAt(identity, "properties.principalId"),
    });
    assert.match(textAt(cluster, "properties.identityProfile.kubeletidentity.resourceId") ?? "", /aks-agentpool$/);
    await arm.done("DELETE", clusterPlace());
    assert.deepEqual(arm.host.removed, [textAt(cluster, "id")]);
    assert.equal(codeOf(await arm.request("GET", `${NODE_GROUP}?api-version=2024-03-01`)), "404 ResourceGroupNotFound");
  });

  test("a user's kubeconfig is handed out, and an admin's", async () => {
    await arm.done("PUT", clusterPlace(), clusterBody());
    for (const [action, name] of [
      ["listClusterUserCredential", "clusterUser"],
      ["listClusterAdminCredential", "clusterAdmin"],
    ]) {
      const [kubeconfig] = objectsAt((await arm.request("POST", clusterPlace(`/${action ?? ""}`))).body, "kubeconfigs");
      assert.equal(textAt(kubeconfig, "name"), name);
      assert.equal(Buffer.from(textAt(kubeconfig, "value") ?? "", "base64").toString(), "kubeconfig of aks");
    }
  });

  test("an agent pool of its own and one inside the cluster are the same thing", async () => {
    await arm.done("PUT", clusterPlace(), clusterBody());
    const place = clusterPlace("/agentPools/user");
    await arm.done("PUT", place, {
      properties: { count: 3, vmSize: "Standard_D2s_v5", vnetSubnetID: subnetId("nodes") },
    });
    const cluster = (await arm.request("GET", clusterPlace())).body;
    const names = objectsAt(cluster, "properties.agentPoolProfiles").map((pool) => [
      textAt(pool, "name"),
      textAt(pool, "mode"),
    ]);
    assert.deepEqual(names, [
      ["system", "System"],
      ["user", "User"],
    ]);
    assert.deepEqual(
      arm.host.ensured.at(-1)?.agentPools.map(({ count }) => count),
      [2, 3],
    );
    const again = await arm.done("PUT", clusterPlace(), clusterBody());
    assert.equal(listAt(again, "properties.agentPoolProfiles").length, 2);
    const subnet = (await arm.request("GET", `${subnetId("nodes")}?api-version=${NETWORK}`)).body;
    assert.equal(listAt(subnet, "properties.ipConfigurations").length, 5);
    await arm.done("DELETE", place);
    assert.equal(arm.host.ensured.at(-1)?.agentPools.length, 1);
    assert.equal(codeOf(await arm.request("DELETE", clusterPlace("/agentPools/system"))), "400 OperationNotAllowed");
  });

  test("what is fixed when a cluster is made cannot be changed", async () => {
    await arm.done("PUT", clusterPlace(), clusterBody());
    const prefix = await arm.request("PUT", clusterPlace(), clusterBody({ dnsPrefix: "other" }));
    assert.equal(messageOf(prefix), "Changing property 'properties.dnsPrefix' is not allowed.");
    const pools = [
      { name: "system", mode: "System", count: 2, vmSize: "Standard_D8s_v5", vnetSubnetID: subnetId("nodes") },
    ];
    const size = await arm.request("PUT", clusterPlace(), clusterBody({ agentPoolProfiles: pools }));
    assert.equal(codeOf(size), "400 PropertyChangeNotAllowed");
  });

  test("a write while an operation runs is refused", async () => {
    arm.clock.stop();
    const accepted = await arm.request("PUT", clusterPlace(), clusterBody());
    const second = await arm.request("PUT", clusterPlace("/agentPools/user"), { properties: { count: 1 } });
    assert.equal(codeOf(second), "409 OperationNotAllowed");
    arm.clock.go();
    await arm.outcome(accepted);
  });

  test("a host that fails makes the operation and the cluster fail, with its reason", async () => {
    arm.host.failure = new Error("no room for a control plane");
    const outcome = await arm.outcome(await arm.request("PUT", clusterPlace(), clusterBody()));
    assert.deepEqual(
      [textAt(outcome, "status"), textAt(outcome, "error.message")],
      ["Failed", "no room for a control plane"],
    );
    const cluster = (await arm.request("GET", clusterPlace())).body;
    assert.equal(textAt(cluster, "properties.provisioningState"), "Failed");
    assert.equal(textAt(objectsAt(cluster, "properties.agentPoolProfiles")[0], "provisioningState"), "Failed");
    arm.host.failure = undefined;
    const repaired = await arm.done("PUT", clusterPlace(), clusterBody());
    assert.equal(textAt(repaired, "properties.provisioningState"), "Succeeded");
  });

  const refusals: readonly (readonly [string, Record<string, unknown>, string])[] = [
    ["kubenet", { networkProfile: { networkPlugin: "kubenet" } }, "400 ACIConnectorRequiresAzureNetworking"],
    ["no network plugin", { networkProfile: {} }, "400 ACIConnectorRequiresAzureNetworking"],
    [
      "a subnet that is not there",
      { addonProfiles: { aciConnectorLinux: { enabled: true, config: { SubnetName: "x" } } } },
      "400 GetSubnetError",
    ],
    ["no pool", { agentPoolProfiles: [] }, "400 InvalidParameter"],
    [
      "a pool in a delegated subnet",
      { agentPoolProfiles: [{ name: "p", mode: "System", vnetSubnetID: subnetId("aci") }] },
      "400 SubnetIsDelegated",
    ],
    [
      "only user pools",
      { agentPoolProfiles: [{ name: "p", mode: "User" }], addonProfiles: {} },
      "400 InvalidParameter",
    ],
  ];
  for (const [what, properties, code] of refusals) {
    test(`a cluster with ${what} is refused with ${code}`, async () => {
      assert.equal(codeOf(await arm.request("PUT", clusterPlace(), clusterBody(properties))), code);
      assert.equal(codeOf(await arm.request("GET", clusterPlace())), "404 ResourceNotFound");
    });
  }

  test("the connector's token reaches its node resource group, and the subnet once it is granted", async () => {
    await arm.done("PUT", clusterPlace(), clusterBody());
    const token = arm.host.ensured[0]?.virtualNode?.token ?? "";
    const subnet = `${subnetId("aci")}?api-version=${NETWORK}`;
    const group = `${NODE_GROUP}/providers/Microsoft.ContainerInstance/containerGroups/default-web?api-version=2021-10-01`;
    const refused = await arm.requestAs(token, { method: "GET", place: subnet });
    assert.equal(codeOf(refused), "403 AuthorizationFailed");
    assert.match(
      messageOf(refused),
      /^The client '[0-9a-f-]+' with object id '[0-9a-f-]+' does not have authorization to perform action 'Microsoft.Network\/virtualNetworks\/subnets\/read' over scope '.*subnets\/aci' or the scope is invalid\. If access was recently granted, please refresh your credentials\.$/,
    );
    assert.equal(
      codeOf(await arm.requestAs(token, { method: "PUT", place: group, body: groupBody() })),
      "403 LinkedAuthorizationFailed",
    );
    const cluster = (await arm.request("GET", clusterPlace())).body;
    const assignment = `${subnetId("aci")}/providers/Microsoft.Authorization/roleAssignments/aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee?api-version=2022-04-01`;
    const principalId = textAt(cluster, "properties.addonProfiles.aciConnectorLinux.identity.objectId");
    const roleDefinitionId = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/4d97b98b-1d4f-4787-a291-c67834d212e7`;
    await arm.done("PUT", assignment, {
      properties: { principalId, roleDefinitionId, principalType: "ServicePrincipal" },
    });
    assert.equal((await arm.requestAs(token, { method: "GET", place: subnet })).status, 200);
    assert.equal((await arm.requestAs(token, { method: "PUT", place: group, body: groupBody() })).status, 201);
    const network = `${inGroup("Microsoft.Network/virtualNetworks/net")}?api-version=${NETWORK}`;
    assert.equal(codeOf(await arm.requestAs(token, { method: "GET", place: network })), "403 AuthorizationFailed");
  });
});
