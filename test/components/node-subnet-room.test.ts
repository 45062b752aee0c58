import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { clusterDecisions } from "../../components/cluster/decisions";
import { LEAST, NETWORK, recordCluster } from "./clusters";
import { settled } from "./recording";

describe("the subnet of a cluster's nodes", () => {
  test("that has no room for an upgrade is warned about on the component, once", async () => {
    const network = { ...NETWORK, nodeSubnetCidr: "10.1.0.0/26" };
    const { logs, result } = await recordCluster({
      ...LEAST,
      network,
      systemPool: { vmSize: "Standard_D2s_v5", count: 1 },
    });
    assert.deepEqual(
      logs.map(({ severity, resource }) => [severity, resource]),
      [["warn", result]],
    );
    assert.match(logs[0]?.message ?? "", /will refuse upgrades while all pools are full/);
  });

  test("may be known later, and is looked at then", async () => {
    const network = { ...NETWORK, nodeSubnetCidr: pulumi.output("10.1.0.0/27") };
    const { room } = clusterDecisions("aks", { ...LEAST, network });
    await assert.rejects(settled(room), /network\.nodeSubnetCidr: must be \/25 or larger for 2 nodes of system/);
  });
});
