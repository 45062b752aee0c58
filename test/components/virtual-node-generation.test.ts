import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AgentPool, ManagedCluster, type ManagedClusterArgs } from "@pulumi/azure-native/containerservice";
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { addOnVirtualNode } from "../../components/virtual-node/add-on";
import { givenByAzure } from "../../components/cluster/given-by-azure";
import { chartVirtualNode } from "../../components/virtual-node/chart";
import type { VirtualNodeArgs } from "../../components/virtual-node/args";
import { decision, resolve } from "../../components/resolve";
import { clusterNetworkSpec } from "../../sdk/cluster/cluster-network";
import { virtualNodeSpec } from "../../sdk/virtual-node/virtual-node-spec";
import { KUBECONFIG, record, registration, settled, SUBSCRIPTION, type Recording } from "./recording";

const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/network`;
const VNET = `${GROUP}/providers/Microsoft.Network/virtualNetworks/net`;
const SUBNET = `${VNET}/subnets/aci`;
const CHART = "1.3409.26080501";
const NETWORK_CONTRIBUTOR = "4d97b98b-1d4f-4787-a291-c67834d212e7";
const ACI_CONTRIBUTOR = "5d977122-f97e-4b4d-a52f-6b43003ddb4d";

const ADD_ON = { aciConnectorLinux: { enabled: true, config: { SubnetName: "aci" } } };
const READY = "pulumi-nodejs:dynamic/aks-elastic:VirtualNodeReady";

interface Program {
  readonly virtualNode?: VirtualNodeArgs;
  readonly tags?: Record<string, string>;
  readonly cluster?: Partial<ManagedClusterArgs>;
  /** Sizes of the user pools. */
  readonly userPools?: readonly string[];
}

/** Makes the virtual node of a cluster as `VirtualNodeCluster` does. */
function virtualNode({ virtualNode: args = {}, tags, cluster, userPools = [] }: Program) {
  const parent = new pulumi.ComponentResource("test:index:Parent", "parent");
  const managed = new ManagedCluster("aks-cluster", { resourceGroupName: "group", ...cluster });
  const { spec, network } = resolve("test", {
    spec: decision(args, virtualNodeSpec),
    network: decision({ nodeSubnetId: `${VNET}/subnets/nodes`, virtualNodeSubnetId: SUBNET }, clusterNetworkSpec),
  });
  const parts = {
    args: { virtualNode: args, ...(tags ? { tags } : {}) },
    spec,
    network,
    cluster: managed,
    kubeconfig: pulumi.secret(KUBECONFIG),
    provider: new Provider("aks-kubernetes", { kubeconfig: KUBECONFIG }),
    userPools: userPools.map((vmSize, index) => {
      const pool = { resourceGroupName: "group", resourceName: "aks", agentPoolName: `p${index}`, vmSize, count: 1 };
      return new AgentPool(`aks-pool-${index}`, pool);
    }),
  };
  return args.generation === "v2" ? chartVirtualNode(parent, "aks", parts) : addOnVirtualNode(parent, "aks", parts);
}

const OUTSIDE = new Set(["parent", "aks-cluster", "aks-kubernetes"]);

function made({ registrations }: Recording<unknown>): string[] {
  return registrations
    .filter(({ name }) => !OUTSIDE.has(name) && !name.startsWith("aks-pool-"))
    .map(({ type, name, parent }) => `${type} ${name} in ${parent.split("::").at(-1) ?? ""}`)
    .sort();
}

/** Pulumi records one program at a time, so none may start before its first test. */
function once<Result>(program: () => Result): () => Promise<Recording<Result>> {
  let recording: Promise<Recording<Result>> | undefined;
  return () => (recording ??= record(program));
}

function dependencies(recording: Recording<unknown>, name: string): string[] {
  return registration(recording, name).dependencies.map((urn) => urn.split("::").at(-1) ?? "");
}

describe("the virtual node of v1", () => {
  const recorded = once(() => virtualNode({ cluster: { addonProfiles: ADD_ON, kubernetesVersion: "1.34" } }));

  test("is the add-on's: a role for its connector, and the wait until it is usable", async () => {
    assert.deepEqual(made(await recorded()), [
      "azure-native:authorization:RoleAssignment aks-connector-role in parent",
      `${READY} aks-virtual-node in parent`,
    ]);
  });

  test("lets the connector manage the virtual node's subnet only", async () => {
    assert.deepEqual(registration(await recorded(), "aks-connector-role").inputs, {
      scope: SUBNET,
      roleDefinitionId: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${NETWORK_CONTRIBUTOR}`,
      principalId: "connector-principal",
      principalType: "ServicePrincipal",
    });
  });

  test("is awaited after its role, with what the diagnosis needs, and anew after an upgrade", async () => {
    const { inputs, secrets, deletedWith } = registration(await recorded(), "aks-virtual-node");
    const { triggers, ...rest } = inputs as { triggers: string[] };
    assert.deepEqual(rest, {
      kubeconfig: KUBECONFIG,
      generation: "v1",
      nodes: 1,
      subnetId: SUBNET,
      principalId: "connector-principal",
      timeoutMinutes: 10,
    });
    assert.equal(triggers[0], "1.34");
    assert.match(triggers[1] ?? "", /aks-connector-role$/);
    assert.deepEqual(secrets, ["kubeconfig"]);
    assert.equal(deletedWith, "", "on destroy it must empty the virtual node before the cluster goes");
    assert.ok(dependencies(await recorded(), "aks-virtual-node").includes("aks-connector-role"));
  });

  test("with the narrow role, that role can read and join a subnet and be given in its resource group only", async () => {
    const narrow = await record(() =>
      virtualNode({ virtualNode: { connectorRole: "subnetJoin" }, cluster: { addonProfiles: ADD_ON } }),
    );
    assert.deepEqual(made(narrow), [
      "azure-native:authorization:RoleAssignment aks-connector-role in parent",
      "azure-native:authorization:RoleDefinition aks-subnet-join-role in parent",
      `${READY} aks-virtual-node in parent`,
    ]);
    assert.deepEqual(registration(narrow, "aks-subnet-join-role").inputs, {
      scope: GROUP,
      roleName: `aks-elastic/test/aks-subnet-join-role on ${SUBNET}`,
      roleType: "CustomRole",
      description: "Read a subnet and join container groups to it.",
      permissions: [
        {
          actions: [
            "Microsoft.Network/virtualNetworks/subnets/read",
            "Microsoft.Network/virtualNetworks/subnets/join/action",
          ],
          notActions: [],
        },
      ],
      assignableScopes: [GROUP],
    });
    const { scope, roleDefinitionId } = registration(narrow, "aks-connector-role").inputs;
    assert.equal(scope, SUBNET);
    // The mocks name a role definition by its resource; Azure by a GUID.
    assert.match(String(roleDefinitionId), /\/roleDefinitions\/aks-subnet-join-role$/);
  });
});

describe("the virtual nodes of v2", () => {
  const recorded = once(() =>
    virtualNode({
      virtualNode: { generation: "v2", chartVersion: CHART, nodes: 2, zone: "1", readyTimeoutMinutes: 15 },
      tags: { team: "shop" },
      userPools: ["Standard_D8s_v5"],
    }),
  );

  test("are a release of the chart, the VMs' roles, and the wait until they are usable", async () => {
    assert.deepEqual(made(await recorded()), [
      "azure-native:authorization:RoleAssignment aks-kubelet-container-groups-role in parent",
      "azure-native:authorization:RoleAssignment aks-kubelet-subnet-role in parent",
      "azure-native:authorization:RoleDefinition aks-subnet-join-role in parent",
      "kubernetes:helm.sh/v3:Release aks-virtual-node-chart in parent",
      `${READY} aks-virtual-node in parent`,
    ]);
  });

  test("come from the published chart, in the version that was asked for", async () => {
    const { inputs, provider, deletedWith } = registration(await recorded(), "aks-virtual-node-chart");
    assert.deepEqual(inputs, {
      name: "virtualnode",
      namespace: "default",
      chart: "virtualnode",
      repositoryOpts: { repo: "https://microsoft.github.io/virtualnodesOnAzureContainerInstances/" },
      version: CHART,
      values: { replicaCount: 2, aciSubnetName: SUBNET, zones: "1", customTags: "team=shop" },
      skipAwait: true,
      compat: "true",
    });
    assert.match(provider, /::aks-kubernetes::/);
    assert.match(deletedWith, /::aks-cluster$/);
  });

  test("are put on VMs that exist, with an identity that has its roles", async () => {
    const needed = dependencies(await recorded(), "aks-virtual-node-chart");
    for (const name of ["aks-pool-0", "aks-kubelet-subnet-role", "aks-kubelet-container-groups-role"]) {
      assert.ok(needed.includes(name), `the chart does not wait for ${name}`);
    }
  });

  test("let the VMs join the subnet, and run container groups in the node resource group", async () => {
    const subnetRole = registration(await recorded(), "aks-kubelet-subnet-role").inputs;
    assert.equal(subnetRole["scope"], SUBNET);
    assert.match(String(subnetRole["roleDefinitionId"]), /\/aks-subnet-join-role$/);
    assert.deepEqual(registration(await recorded(), "aks-kubelet-container-groups-role").inputs, {
      scope: `/subscriptions/${SUBSCRIPTION}/resourceGroups/MC_group_aks-cluster_westeurope`,
      roleDefinitionId: `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${ACI_CONTRIBUTOR}`,
      principalId: "kubelet-principal",
      principalType: "ServicePrincipal",
    });
  });

  test("are all awaited after their release", async () => {
    const { nodes, generation, timeoutMinutes, principalId, triggers } = registration(
      await recorded(),
      "aks-virtual-node",
    ).inputs;
    assert.deepEqual(
      { nodes, generation, timeoutMinutes, principalId },
      { nodes: 2, generation: "v2", timeoutMinutes: 15, principalId: "kubelet-principal" },
    );
    assert.ok((triggers as string[]).includes(CHART));
    assert.ok(dependencies(await recorded(), "aks-virtual-node").includes("aks-virtual-node-chart"));
  });

  test("take Azure's own role on the subnet where they are told to", async () => {
    const wide = await record(() =>
      virtualNode({ virtualNode: { generation: "v2", chartVersion: CHART, connectorRole: "networkContributor" } }),
    );
    assert.ok(made(wide).every((line) => !line.includes("RoleDefinition ")));
    assert.match(String(registration(wide, "aks-kubelet-subnet-role").inputs["roleDefinitionId"]), /\/4d97b98b-/);
  });

  test("warn about VMs without room, and about tags that they cannot pass on", async () => {
    const small = await record(() =>
      virtualNode({
        virtualNode: { generation: "v2", chartVersion: CHART, nodes: 2 },
        tags: { note: "a;b" },
        userPools: ["Standard_D4s_v5"],
      }),
    );
    const warnings = small.logs.filter(({ severity }) => severity === "warn").map(({ message }) => message);
    assert.deepEqual(warnings.sort(), [
      "tags: container groups go without note, because virtual nodes of v2 cannot pass on a ; or a =",
      "virtualNode.nodes: 2 virtual nodes need 3 cores and 12 GB each on VMs without taints; the pools have room for 1 " +
        "(aks-pool-0: 1 × Standard_D4s_v5). The others will stay pending.",
    ]);
  });
});

test("what Azure has not given to a cluster that exists is an error, which says where to look", async () => {
  const nothing = pulumi.output<string | undefined>(undefined);
  const given = async (preview: boolean) =>
    settled((await record(() => givenByAzure(nothing, "See az aks show."), preview)).result);
  await assert.rejects(given(false), { message: "See az aks show." });
  assert.equal((await given(true)).known, false);
});

describe("in a preview", () => {
  for (const generation of ["v1", "v2"] as const) {
    test(`the children of ${generation} are known, whatever Azure has yet to give`, async () => {
      const chartVersion = pulumi.output(pulumi.unknown as unknown as string);
      const program: Program = {
        virtualNode: generation === "v2" ? { generation, chartVersion } : {},
        cluster: { addonProfiles: ADD_ON },
      };
      const up = await record(() =>
        virtualNode({
          ...program,
          ...(generation === "v2" ? { virtualNode: { generation, chartVersion: CHART } } : {}),
        }),
      );
      assert.deepEqual(made(await record(() => virtualNode(program), true)), made(up));
    });
  }
});
