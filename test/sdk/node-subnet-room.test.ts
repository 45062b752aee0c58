import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ArgumentError } from "../../sdk/argument-error";
import type { NodePoolArgs, UserPoolArgs } from "../../sdk/cluster/node-pool-spec";
import { nodeSubnetRoom } from "../../sdk/cluster/node-subnet-room";

const vmSize = "Standard_D4s_v5";
const room = (nodeSubnetCidr: string | undefined, system: Partial<NodePoolArgs>, ...user: Partial<UserPoolArgs>[]) =>
  nodeSubnetRoom({
    nodeSubnetCidr,
    systemPool: { vmSize, ...system },
    userPools: user.map((pool, index) => ({ name: `user${index}`, vmSize, ...pool })),
  });

describe("the subnet of the nodes", () => {
  test("has room for the most nodes of all pools, each with an address and those of its pods", () => {
    assert.deepEqual(room("10.0.0.0/24", { count: 2 }, { minCount: 0, maxCount: 4 }), { warnings: [] });
  });

  test("is refused with the numbers where it has none", () => {
    assert.throws(() => room("10.0.0.0/24", { count: 3, maxPods: 50 }, { minCount: 0, maxCount: 4 }), {
      message:
        "network.nodeSubnetCidr: must be /23 or larger for 3 nodes of system with 51 addresses each, 4 nodes of user0 with " +
        "31 addresses each and the 5 that Azure keeps: 282 addresses; 10.0.0.0/24 has 256",
    });
  });

  test("is warned about where only an upgrade's surge does not fit, which spot VMs have not", () => {
    assert.deepEqual(room("10.0.0.0/24", { count: 4, maxSurge: "100%" }, { count: 4, spot: {} }).warnings, [
      "network.nodeSubnetCidr: Azure will refuse upgrades while all pools are full, for which it must be /23 or larger for " +
        "8 nodes of system with 31 addresses each, 4 nodes of user0 with 31 addresses each and the 5 that Azure keeps: " +
        "377 addresses; 10.0.0.0/24 has 256",
    ]);
    assert.equal(room("10.0.0.0/24", { count: 3 }, { count: 4 }).warnings.length, 1);
    assert.deepEqual(room("10.0.0.0/24", { count: 3 }, { count: 4, spot: {} }), { warnings: [] });
  });

  test("is left to Azure where its range is not known", () => {
    assert.deepEqual(room(undefined, { count: 1000 }), { warnings: [] });
  });

  test("is not judged by pools that are wrong, which are reported by themselves", () => {
    assert.deepEqual(room("10.0.0.0/29", { count: -1 }), { warnings: [] });
  });

  test("must be a range", () => {
    assert.throws(() => room("nodes", {}), {
      message: 'network.nodeSubnetCidr: must be an IPv4 range such as 10.0.0.0/16; got "nodes"',
    });
  });

  test("is refused exactly where Azure's own sum does not fit", () => {
    const pool = fc.record({ count: fc.integer({ min: 1, max: 200 }), maxPods: fc.integer({ min: 30, max: 250 }) });
    fc.assert(
      fc.property(fc.integer({ min: 16, max: 29 }), pool, fc.array(pool, { maxLength: 3 }), (prefix, system, user) => {
        const needed = [system, ...user].reduce((sum, { count, maxPods }) => sum + count * (maxPods + 1), 5);
        const fits = needed <= 2 ** (32 - prefix);
        try {
          room(`10.0.0.0/${prefix}`, system, ...user);
          assert.ok(fits);
        } catch (error) {
          assert.ok(error instanceof ArgumentError && !fits);
        }
      }),
    );
  });
});
