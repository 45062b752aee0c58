import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type * as pulumi from "@pulumi/pulumi";
import { quickstartRecording } from "./quickstart";
import golden from "./quickstart-urns.json";
import { KUBECONFIG, registration, settled, SUBSCRIPTION } from "./recording";

describe("the quickstart", () => {
  test("registers exactly these resources under these names: a rename needs an alias and a change here", async () => {
    const { registrations } = await quickstartRecording();
    assert.deepEqual(registrations.map(({ urn }) => urn).sort(), golden);
  });

  test("puts every child under its component", async () => {
    const { registrations } = await quickstartRecording();
    for (const { urn, parent } of registrations) {
      const types = (urn.split("::")[2] ?? "").split("$").slice(0, -1);
      assert.equal(parent.split("::")[2] ?? "", types.join("$"), urn);
    }
  });

  test("gives its outputs: the split, the address, and the kubeconfig as a secret", async () => {
    const { result } = await quickstartRecording();
    assert.equal((await settled(result.url)).value, "http://web.default.svc.cluster.local");
    assert.equal((await settled(result.placement)).value.counts["virtual-node"], 4);
    assert.deepEqual(await settled(result.kubeconfig), { value: KUBECONFIG, known: true, secret: true });
  });

  test("reports the split and its reasons on the service", async () => {
    const { logs } = await quickstartRecording();
    const [line, ...others] = logs;
    assert.deepEqual(
      others.map(({ severity, message }) => [severity, /\((?<rule>[-a-z]+), https/.exec(message)?.groups?.["rule"]]),
      [
        ["info", "group-minimum"],
        ["info", "group-minimum"],
      ],
    );
    assert.equal(line?.severity, "info");
    assert.equal(
      line.message,
      "12 replicas: 8 on VMs, 4 on the virtual node. 8 on VMs, because vmReplicas is 8. " +
        "4 on the virtual node, because all that are left fit there.",
    );
    assert.match(await urnOf(line.resource), /aks-elastic:index:ElasticService::web$/);
  });

  test("gives the connector its role on the delegated subnet and nowhere else", async () => {
    const recording = await quickstartRecording();
    const roles = recording.registrations.filter(({ type }) => type === "azure-native:authorization:RoleAssignment");
    assert.equal(roles.length, 2);
    assert.deepEqual(registration(recording, "cluster-connector-role").inputs, {
      principalId: "connector-principal",
      principalType: "ServicePrincipal",
      roleDefinitionId: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/4d97b98b-1d4f-4787-a291-c67834d212e7`,
      scope: `/subscriptions/${SUBSCRIPTION}/resourceGroups/group/providers/Microsoft.Network/virtualNetworks/network-virtual-network/subnets/network-virtual-node-subnet`,
    });
  });

  test("empties the virtual node before the connector's role, the pool and the cluster go, and those before the subnets", async () => {
    const recording = await quickstartRecording();
    const needs = (name: string) => registration(recording, name).dependencies.map(nameOf);
    for (const tier of ["web-vm", "web-virtual-node"]) {
      assert.ok(needs(tier).includes("cluster-connector-role"), tier);
      assert.ok(needs(tier).includes("cluster-pool-apps"), tier);
      assert.ok(needs(tier).includes("cluster-virtual-node"), tier);
      assert.equal(nameOf(registration(recording, tier).deletedWith), "cluster-cluster");
    }
    assert.ok(needs("cluster-virtual-node").includes("cluster-connector-role"));
    const { deletedWith } = registration(recording, "cluster-virtual-node");
    assert.equal(deletedWith, "", "a virtual node that is only forgotten leaves its container groups in the subnet");
    assert.ok(needs("cluster-connector-role").includes("cluster-cluster"));
    assert.ok(needs("cluster-cluster").includes("cluster-node-subnet-role"));
    assert.ok(needs("cluster-cluster").includes("network-virtual-node-subnet-release"));
    assert.ok(needs("network-virtual-node-subnet-release").includes("network-virtual-node-subnet"));
    assert.ok(needs("network-virtual-node-subnet").includes("network-nat-gateway"));
    assert.equal(nameOf(registration(recording, "web-service").deletedWith), "cluster-cluster");
  });

  test("makes one Kubernetes provider, with the kubeconfig a secret, and uses it for all that is in the cluster", async () => {
    const recording = await quickstartRecording();
    const provider = registration(recording, "cluster-kubernetes");
    assert.deepEqual(provider.secrets, ["kubeconfig"]);
    for (const name of ["web-vm", "web-virtual-node", "web-service"]) {
      assert.ok(registration(recording, name).provider.startsWith(provider.urn), name);
    }
  });
});

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}

async function urnOf(resource: pulumi.Resource | undefined): Promise<string> {
  assert.ok(resource);
  return (await settled(resource.urn)).value;
}
