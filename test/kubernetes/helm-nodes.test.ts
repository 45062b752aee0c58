import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ClusterShape } from "../../sandbox/arm/cluster-host";
import { chartNode } from "../../sandbox/control-plane/chart-node";
import { chartPodStatus } from "../../sandbox/control-plane/chart-node-status";
import { chartObjects } from "../../sandbox/kubernetes/helm/chart-objects";
import { chartValues } from "../../sandbox/kubernetes/helm/chart-values";
import { objectAt } from "../../sandbox/kubernetes/fields";
import type { ProcessObservation } from "../../sandbox/process-observation";
import type { Properties } from "../../sandbox/rpc/provider";

const network = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet";
const cluster: ClusterShape = {
  id: "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/c",
  name: "c",
  location: "westeurope",
  subscriptionId: "s",
  nodeResourceGroup: "MC_rg_c_westeurope",
  agentPools: [],
  cloudConfig: { kubeletToken: "token", virtualNetworkId: network },
};
const around = {
  slot: 0,
  directory: "/slots/0",
  kubeconfig: "/slots/0/kubeconfig.yaml",
  environment: { command: "virtual-node", armEndpoint: "https://127.0.0.1:1", armCaFile: "/ca.pem" },
};

/** What the StatefulSet of these values makes. */
function pod(values: Properties, ordinal = 0) {
  const release = { name: "virtualnode", namespace: "default", version: "1.0.0" };
  const set = chartObjects(release, chartValues(values)).find(({ kind }) => kind === "StatefulSet");
  const spec = objectAt(set, "spec", "template", "spec");
  return { metadata: { name: `virtualnode-${ordinal}`, namespace: "vn2", uid: "u" }, spec };
}

function settings(values: Properties, { ordinal = 0, shape = cluster } = {}): ReadonlyMap<string, string> {
  const { args } = chartNode(pod(values, ordinal), shape, around).spec;
  return new Map(args.flatMap((arg, index) => (index % 2 === 0 ? [[arg, args[index + 1] ?? ""] as const] : [])));
}

describe("a virtual node of the chart", () => {
  test("has its pod's name, the node resource group, and the chart's subnet in the cluster's network", () => {
    const found = settings({});
    assert.equal(found.get("--generation"), "v2");
    assert.equal(found.get("--node-name"), "virtualnode-0");
    assert.equal(found.get("--resource-group"), cluster.nodeResourceGroup);
    assert.equal(found.get("--subnet-id"), `${network}/subnets/cg`);
  });

  test("is what the values say", () => {
    const values = { aciResourceGroupName: "bursts", zones: "2", customTags: "a=b", nodeLabels: "team=x" };
    const found = settings(values);
    assert.deepEqual(
      ["--resource-group", "--zones", "--custom-tags", "--node-labels"].map((flag) => found.get(flag)),
      ["bursts", "2", "a=b", "team=x"],
    );
  });

  test("takes one of several subnets, by name or id, each replica another", () => {
    const aciSubnetName = "one, /subscriptions/s/elsewhere/subnets/two";
    const subnets = [0, 1, 2].map((ordinal) => settings({ aciSubnetName }, { ordinal }).get("--subnet-id"));
    const [one, two] = [`${network}/subnets/one`, "/subscriptions/s/elsewhere/subnets/two"];
    assert.deepEqual(subnets, [one, two, one]);
  });

  test("can't find a subnet by name where no pool says in which network", () => {
    const shape = { ...cluster, cloudConfig: { kubeletToken: "token" } };
    assert.throws(() => settings({}, { shape }), /subnet cg is a name, but no node pool says in which network/);
  });
});

describe("the pod of a virtual node", () => {
  const now = Date.now();
  const crashed = { exitCode: 1, startedAt: new Date(now - 2_000), finishedAt: new Date(now - 1_000) };
  const started = {
    metadata: { name: "virtualnode-0", namespace: "vn2" },
    status: {
      conditions: [
        { type: "Ready", status: "True" },
        { type: "PodScheduled", status: "True" },
      ],
      containerStatuses: [
        { name: "kubelet", ready: true, restartCount: 0 },
        { name: "proxycri", ready: true, restartCount: 0 },
      ],
    },
  };
  const shown = (process: ProcessObservation) =>
    JSON.stringify(chartPodStatus(started, { process, lastWords: () => "AuthorizationFailed" }) ?? "unchanged");

  test("is ready once its process has gone on for a while", () => {
    const settled = { running: true, startedAt: new Date(now - 60_000), restarts: 0 };
    assert.equal(shown(settled), '"unchanged"');
    assert.match(shown({ ...settled, startedAt: new Date() }), /"type":"Ready","status":"False"/);
  });

  test("shows that its process crashes, and its last words", () => {
    const status = shown({ running: false, startedAt: crashed.startedAt, restarts: 3, lastExit: crashed });
    assert.match(status, /"reason":"CrashLoopBackOff"/);
    assert.match(status, /"restartCount":3/);
    assert.match(status, /"exitCode":1,"reason":"Error","message":"AuthorizationFailed"/);
    assert.match(status, /"name":"kubelet","ready":true/);
  });
});
