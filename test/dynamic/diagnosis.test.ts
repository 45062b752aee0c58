import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { VirtualNodeObservation } from "../../sdk/virtual-node/readiness";
import { lastWords } from "../../sdk/virtual-node/readiness-connector";
import { diagnosis, type Symptoms } from "../../sdk/virtual-node/readiness-diagnosis";
import { subnetObservation } from "../../sdk/virtual-node/subnet-observation";
import { lease, node, pod, state } from "./states";

const now = new Date("2026-11-20T12:00:00Z");
const unauthorized = lastWords([pod("connector-crash-loop")]) ?? "";
const healthySubnet = subnetObservation(state("subnet-free"));

function symptoms(parts: Partial<Symptoms>, seen: Partial<VirtualNodeObservation> = {}): Symptoms {
  const observation = { nodes: [], leases: [], connectors: [], now, ...seen };
  return { generation: "v1", nodes: 1, observation, ...parts };
}

const crashing = { connectors: [pod("connector-crash-loop")] };

/** What is seen, and what of the sentence must be there. */
const cases: readonly (readonly [title: string, symptoms: Symptoms, sentence: RegExp])[] = [
  [
    "a connector without its role",
    symptoms({ lastWords: unauthorized, principalId: "p", roles: 0, subnet: healthySubnet }, crashing),
    /^The connector's identity p lacks a role: it says ".*does not have authorization.*"\. Give it Network Contributor on that subnet/,
  ],
  [
    "a subscription that was never registered for ACI",
    symptoms(
      {
        lastWords:
          "MissingSubscriptionRegistration: The subscription is not registered to use namespace 'Microsoft.ContainerInstance'. See https://aka.ms/rps-not-found for how to register subscriptions.",
      },
      crashing,
    ),
    /^The subscription is not registered for Microsoft\.ContainerInstance: .*\. Register it \(az provider register --namespace Microsoft\.ContainerInstance --wait\), then run `pulumi up` again\.$/,
  ],
  [
    "a role that has not spread",
    symptoms({ lastWords: unauthorized, principalId: "p", roles: 1, subnet: healthySubnet }, crashing),
    /^A role of the connector's identity p has not spread through Azure yet, or is too narrow: it has 1 on its subnet.*Run `pulumi up` again in a few minutes/,
  ],
  [
    "a role that is missing on something else than the subnet",
    symptoms(
      {
        lastWords:
          "AuthorizationFailed: the client 'c' does not have authorization to perform action 'Microsoft.ContainerInstance/containerGroups/read' over scope '/subscriptions/s/resourceGroups/MC_rg'",
      },
      crashing,
    ),
    /Give it a role with Microsoft\.ContainerInstance\/containerGroups\/read on \/subscriptions\/s\/resourceGroups\/MC_rg/,
  ],
  [
    "a route table that the connector complains of",
    symptoms({ lastWords: lastWords([pod("connector-error")]) ?? "" }, { connectors: [pod("connector-error")] }),
    /^The virtual node's subnet has a route table, .*: the connector says ".*references the route table.*"\. Take the route table off/,
  ],
  [
    "a route table that the subnet shows",
    symptoms({ subnet: subnetObservation(state("subnet-routed")) }),
    /^The virtual node's subnet has a route table, .*: the subnet names \/subscriptions\/s\/.*\/routeTables\/firewall\./,
  ],
  [
    "a subnet of another network",
    symptoms({ lastWords: "subnet 'aci' is not found in vnet 'net' in resource group 'rg'" }, crashing),
    /^The connector does not find the virtual node's subnet/,
  ],
  [
    "a subnet that is delegated to another service",
    symptoms({ subnet: subnetObservation(state("subnet-foreign")) }, crashing),
    /^The virtual node's subnet is not delegated to Azure Container Instances/,
  ],
  [
    "a connector that crashes for a reason of its own",
    symptoms({ lastWords: "panic: nil pointer", subnet: healthySubnet }, crashing),
    /^The connector aci-connector-linux-fcd878b5d-qqxnx crashes again and again: it says "panic: nil pointer"\. Read its log: kubectl logs -n kube-system aci-connector-linux-fcd878b5d-qqxnx --previous\.$/,
  ],
  [
    "VM nodes that are too small for v2",
    symptoms({ generation: "v2" }, { connectors: [pod("infrastructure-pending")] }),
    /^The virtual node's pod vn2-virtualnode-0 finds no VM node, and needs 3 cores and 12 GB of one VM node for each virtual node: the scheduler says "0\/2 nodes are available: 2 Insufficient cpu/,
  ],
  [
    "an image that does not come",
    symptoms({}, { connectors: [pod("connector-image-pull")] }),
    /does not start: Kubernetes says "ImagePullBackOff: .*mcr\.microsoft\.com, which the VM nodes must reach\.$/,
  ],
  [
    "an add-on that is off",
    symptoms({}),
    /^The virtual-node add-on runs nothing in the cluster: .*az aks show --query/,
  ],
  ["a chart that is not installed", symptoms({ generation: "v2" }), /helm list --all-namespaces\.$/],
  [
    "a connector that lost its node",
    symptoms(
      { subnet: healthySubnet },
      {
        connectors: [pod("connector-running")],
        nodes: [node("node-ready")],
        leases: [lease("virtual-node-aci-linux", now, 90)],
      },
    ),
    /: 0 of 1 virtual nodes are usable; node virtual-node-aci-linux has not renewed its lease for 90 s\. Read the connector's log/,
  ],
  [
    "an API server that is silent",
    { generation: "v1", nodes: 1, unreachable: "connect ECONNREFUSED" },
    /^The cluster with the virtual node \(v1\) gives no answer: connect ECONNREFUSED\./,
  ],
];

describe("a virtual node that does not come is explained by", () => {
  for (const [title, seen, sentence] of cases) {
    test(title, () => {
      assert.match(diagnosis(seen), sentence);
    });
  }
});
