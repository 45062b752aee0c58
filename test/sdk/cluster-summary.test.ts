import assert from "node:assert/strict";
import { test } from "node:test";
import { clusterSummary, type ClusterFacts } from "../../sdk/cluster/cluster-summary";

const facts: ClusterFacts = {
  name: "aks1a2b",
  resourceGroupName: "shop",
  location: "westeurope",
  kubernetesVersion: "1.34.2",
  apiServer: "aks1a2b.hcp.westeurope.azmk8s.io",
  nodeResourceGroup: "MC_shop_aks1a2b_westeurope",
  nodeSubnetId: "/net/subnets/nodes",
  virtualNodeSubnetId: "/net/subnets/aci",
  generation: "v1",
  virtualNodes: ["virtual-node-aci-linux"],
  pools: [
    { name: "system", vmSize: "Standard_D2s_v5", count: 2, isSpot: false },
    { name: "burst", vmSize: "Standard_D4s_v5", autoscaling: { minCount: 0, maxCount: 9 }, isSpot: true },
  ],
  isPrivate: false,
  upgradeChannel: "patch",
};

test("a summary says on one page what a cluster is made of, how to get in, and what to keep in mind", () => {
  assert.equal(
    clusterSummary(facts),
    `AKS cluster aks1a2b in westeurope, resource group shop

  Kubernetes     1.34.2, upgrade channel patch
  API server     aks1a2b.hcp.westeurope.azmk8s.io
  Pool system    2 VMs of Standard_D2s_v5
  Pool burst     0 to 9 spot VMs of Standard_D4s_v5
  VM nodes in    /net/subnets/nodes
  Virtual nodes  virtual-node-aci-linux (v1)
  Their pods in  /net/subnets/aci

Credentials:
  az aks get-credentials --resource-group shop --name aks1a2b
Pods on the virtual node are container groups, one each:
  az container list --resource-group MC_shop_aks1a2b_westeurope --output table
Keep in mind:
  - MC_shop_aks1a2b_westeurope is AKS's: what is changed in it by hand is changed back, or breaks the cluster.
  - The connector and everything that leads into the cluster run on VMs: without a VM node nothing reaches the virtual node.
  - Pods on the virtual node have no identity of their own: no workload identity, no managed identity.
  - \`pulumi destroy\` removes the pods first, then the cluster, then ACI's hold on the subnet; leave it the time.`,
  );
});

test("of a private cluster with Entra ID and v2 it says what is different there", () => {
  const text = clusterSummary({ ...facts, isPrivate: true, login: "spn", generation: "v2" });
  assert.match(text, /azmk8s\.io, from within the virtual network only$/m);
  assert.match(text, /^ {2}kubelogin convert-kubeconfig --login spn$/m);
  assert.match(text, /has no accounts of its own/);
  assert.doesNotMatch(text, /no workload identity/);
});
