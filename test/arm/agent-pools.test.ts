import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { objectAt, objectsAt, textAt, valueAt, type Json } from "../../sandbox/arm/json";
import {
  ArmFixture,
  clusterBody,
  clusterPlace,
  codeOf,
  inGroup,
  makeNetwork,
  messageOf,
  NETWORK,
  subnetId,
} from "./fixture";

const USER = clusterPlace("/agentPools/user");
const SPOT_TAINT = "kubernetes.azure.com/scalesetpriority=spot:NoSchedule";

const pool = (properties: object = {}) => ({
  properties: { count: 1, vmSize: "Standard_D2s_v5", vnetSubnetID: subnetId("nodes"), ...properties },
});
const range = (minCount: number, maxCount: number) => ({ enableAutoScaling: true, minCount, maxCount });

describe("agent pools", () => {
  let arm: ArmFixture;
  beforeEach(async () => {
    arm = await ArmFixture.start();
    await makeNetwork(arm);
  });
  afterEach(() => arm.end());

  const clusterId = inGroup("Microsoft.ContainerService/managedClusters/aks");
  const system = (properties: object) =>
    clusterBody({
      agentPoolProfiles: [{ name: "system", mode: "System", ...pool(properties).properties }],
    });
  const properties = async (): Promise<Json> => objectAt((await arm.request("GET", USER)).body, "properties");
  const lastCounts = () => arm.host.ensured.at(-1)?.agentPools.map(({ name, count }) => [name, count]);

  describe("a system pool that AKS would not make is refused", () => {
    const refusals: readonly (readonly [what: string, properties: object, answer: string])[] = [
      [
        "no nodes",
        { count: 0 },
        "InvalidParameter: agentPoolProfile.count was 0. It must be greater or equal to minCount:1",
      ],
      [
        "a single core",
        { vmSize: "Standard_DS1_v2" },
        "SystemPoolSkuTooLow: System node pool must use VM sku with more",
      ],
      [
        "Spot VMs",
        { scaleSetPriority: "Spot" },
        "InvalidParameter: The value of parameter agentPoolProfile.scaleSetPriority",
      ],
      [
        "an empty range",
        { count: 3, ...range(3, 2) },
        "InvalidParameter: The value of parameter agentPoolProfile.minCount",
      ],
      ["more than its range", { count: 6, ...range(1, 5) }, "InvalidParameter: agentPoolProfile.count was 6."],
      [
        "no upper end",
        { enableAutoScaling: true, minCount: 1 },
        "InvalidParameter: Required parameter agentPoolProfile.maxCount",
      ],
    ];
    for (const [what, given, answer] of refusals) {
      test(what, async () => {
        const refused = await arm.request("PUT", clusterPlace(), system(given));
        assert.equal(refused.status, 400);
        assert.equal(`${codeOf(refused).slice(4)}: ${messageOf(refused)}`.slice(0, answer.length), answer);
      });
    }
  });

  test("zones are refused in a region that has none", async () => {
    const body = system({ availabilityZones: ["1"] }) as Record<string, unknown>;
    const refused = await arm.request("PUT", clusterPlace(), { ...body, location: "westus" });
    assert.equal(codeOf(refused), "400 AvailabilityZoneNotSupported");
    assert.equal(messageOf(refused), "Availability zone is not supported in this region.");
    await arm.done("PUT", clusterPlace(), body);
  });

  test("a cluster that is there gets no pool by a write of its own", async () => {
    await arm.done("PUT", clusterPlace(), system({}));
    const two = ["system", "more"].map((name) => ({ name, mode: "System", ...pool().properties }));
    const refused = await arm.request("PUT", clusterPlace(), clusterBody({ agentPoolProfiles: two }));
    assert.match(messageOf(refused), /^A new agent pool was introduced\./);
  });

  test("a pool must be told its count, autoscaled or not", async () => {
    await arm.done("PUT", clusterPlace(), clusterBody());
    const refused = await arm.request("PUT", USER, pool({ count: undefined, ...range(1, 3) }));
    assert.equal(messageOf(refused), "Required parameter properties.count is missing (null).");
  });

  test("a pool of Spot VMs has AKS's label and taint, and no surge", async () => {
    await arm.done("PUT", clusterPlace(), clusterBody());
    const surging = await arm.request(
      "PUT",
      USER,
      pool({ scaleSetPriority: "Spot", upgradeSettings: { maxSurge: "1" } }),
    );
    assert.match(messageOf(surging), /Spot pools can't set max surge\./);
    await arm.done("PUT", USER, pool({ scaleSetPriority: "Spot", nodeTaints: ["a=b:NoSchedule"] }));
    const made = await properties();
    assert.deepEqual(valueAt(made, "nodeTaints"), ["a=b:NoSchedule", SPOT_TAINT]);
    assert.deepEqual(valueAt(made, "nodeLabels"), { "kubernetes.azure.com/scalesetpriority": "spot" });
    assert.deepEqual([valueAt(made, "spotMaxPrice"), textAt(made, "scaleSetEvictionPolicy")], [-1, "Delete"]);
    // What AKS added may be said.
    await arm.done("PUT", USER, pool({ scaleSetPriority: "Spot", nodeTaints: ["a=b:NoSchedule", SPOT_TAINT] }));
    assert.deepEqual(valueAt(await properties(), "nodeTaints"), ["a=b:NoSchedule", SPOT_TAINT]);
  });

  test("AKS's own labels and taints are refused, and Kubernetes' own labels", async () => {
    await arm.done("PUT", clusterPlace(), clusterBody());
    const labels = [{ "kubernetes.azure.com/mode": "user" }, { "node-role.kubernetes.io/web": "" }];
    for (const nodeLabels of labels) {
      assert.equal((await arm.request("PUT", USER, pool({ nodeLabels }))).status, 400);
    }
    const tainted = await arm.request("PUT", USER, pool({ nodeTaints: [SPOT_TAINT] }));
    assert.match(messageOf(tainted), /kubernetes\.azure\.com, which is reserved/);
    await arm.done("PUT", USER, pool({ nodeLabels: { "node.kubernetes.io/web": "yes" } }));
  });

  for (const change of [
    { availabilityZones: ["1"] },
    { vmSize: "Standard_D4s_v5" },
    { maxPods: 50 },
    { osDiskSizeGB: 64 },
    { scaleSetPriority: "Spot" },
  ]) {
    const [property = ""] = Object.keys(change);
    test(`${property} of a pool cannot be changed`, async () => {
      await arm.done("PUT", clusterPlace(), clusterBody());
      await arm.done("PUT", USER, pool({ availabilityZones: ["1", "2"] }));
      const refused = await arm.request("PUT", USER, pool({ availabilityZones: ["1", "2"], ...change }));
      assert.equal(codeOf(refused), "400 PropertyChangeNotAllowed");
      assert.equal(messageOf(refused), `Changing property 'properties.${property}' is not allowed.`);
    });
  }

  test("a write that is silent about labels and taints takes them away", async () => {
    await arm.done("PUT", clusterPlace(), clusterBody());
    await arm.done("PUT", USER, pool({ nodeLabels: { team: "shop" }, nodeTaints: ["team=shop:NoSchedule"] }));
    await arm.done("PUT", USER, pool());
    const shape = arm.host.ensured.at(-1)?.agentPools.find(({ name }) => name === "user");
    assert.deepEqual([shape?.nodeLabels, shape?.nodeTaints], [{}, []]);
  });

  describe("a subnet that has no room", () => {
    const small = async () => {
      const place = `${inGroup("Microsoft.Network/virtualNetworks/net/subnets/small")}?api-version=${NETWORK}`;
      await arm.done("PUT", place, { properties: { addressPrefix: "10.0.32.0/26" } });
      return { vnetSubnetID: subnetId("small"), maxPods: 30 };
    };
    const refusal = (needed: number) =>
      `Pre-allocated IPs ${needed} exceeds IPs available 59 in Subnet Cidr 10.0.32.0/26, Subnet Name small.`;

    test("refuses a cluster whose nodes and pods would not all get an address", async () => {
      const refused = await arm.request("PUT", clusterPlace(), system({ count: 2, ...(await small()) }));
      assert.equal(codeOf(refused), "400 InsufficientSubnetSize");
      assert.ok(messageOf(refused).startsWith(refusal(62)), messageOf(refused));
      await arm.done("PUT", clusterPlace(), system({ count: 1, ...(await small()) }));
    });

    test("refuses to grow, by the pools of all clusters together and to the autoscaler's most", async () => {
      await arm.done("PUT", clusterPlace(), clusterBody());
      const here = await small();
      await arm.done("PUT", USER, pool(here));
      const grown = await arm.request("PUT", USER, pool({ ...here, count: 2 }));
      assert.ok(messageOf(grown).startsWith(refusal(62)), messageOf(grown));
      const autoscaled = await arm.request("PUT", USER, pool({ ...here, ...range(1, 3) }));
      assert.ok(messageOf(autoscaled).startsWith(refusal(93)), messageOf(autoscaled));
      const second = await arm.request("PUT", clusterPlace("/agentPools/more"), pool({ ...here, maxPods: 28 }));
      assert.ok(messageOf(second).startsWith(refusal(60)), messageOf(second));
    });
  });

  describe("an autoscaled pool", () => {
    beforeEach(async () => {
      await arm.done("PUT", clusterPlace(), clusterBody());
      await arm.done("PUT", USER, pool({ count: 2, ...range(1, 5) }));
    });

    test("has the number of nodes that its autoscaler wants, also after a restart", async () => {
      assert.equal(await arm.host.scale({ clusterId, pool: "user", count: 4 }), true);
      const after = await properties();
      assert.deepEqual([valueAt(after, "count"), textAt(after, "provisioningState")], [4, "Succeeded"]);
      assert.deepEqual(lastCounts(), [
        ["system", 2],
        ["user", 4],
      ]);
      await arm.down();
      await arm.up();
      await arm.server.clustersRestored;
      assert.deepEqual(lastCounts()?.at(1), ["user", 4]);
      const [, shown] = objectsAt((await arm.request("GET", clusterPlace())).body, "properties.agentPoolProfiles");
      assert.equal(valueAt(shown, "count"), 4);
    });

    test("takes a write's count, brought into the range", async () => {
      await arm.host.scale({ clusterId, pool: "user", count: 4 });
      await arm.done("PUT", USER, pool({ count: 2, ...range(3, 5) }));
      assert.equal(valueAt(await properties(), "count"), 3);
    });

    test("is left alone while AKS is busy with its cluster, and when it has no autoscaler any more", async () => {
      arm.clock.stop();
      const accepted = await arm.request("PUT", USER, pool({ count: 2, ...range(1, 5) }));
      assert.equal(await arm.host.scale({ clusterId, pool: "user", count: 4 }), false);
      arm.clock.go();
      await arm.outcome(accepted);
      await arm.done("PUT", USER, pool({ count: 2 }));
      const without = await properties();
      assert.deepEqual(
        ["enableAutoScaling", "minCount", "maxCount"].map((name) => valueAt(without, name)),
        [false, undefined, undefined],
      );
      assert.equal(await arm.host.scale({ clusterId, pool: "user", count: 4 }), false);
      await arm.done("DELETE", USER);
      assert.equal(await arm.host.scale({ clusterId, pool: "user", count: 4 }), false);
    });
  });
});
