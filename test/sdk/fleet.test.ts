import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { fleetAccess, type FleetAccessArgs } from "../../sdk/containers/fleet-access";
import { type FleetArgs, fleetSpec } from "../../sdk/containers/fleet-spec";
import {
  batchSize,
  type FleetUpgradeArgs,
  fleetUpgradeSpec,
  type Orchestration,
  waitsFor,
} from "../../sdk/containers/fleet-upgrade";
import { fleetSummary, planFleet } from "../../sdk/containers/plan-fleet";
import { scheduledReplicas, type ScheduleSpec } from "../../sdk/containers/schedule";
import { standbyPoolName } from "../../sdk/containers/standby-name";
import { zoneOf } from "../../sdk/containers/zones";

const NOW = new Date("2026-11-25T12:00:00Z");

const given = (more: Partial<FleetArgs> = {}): FleetArgs => ({
  orchestration: "ContainerGroups",
  replicas: 3,
  resources: { cpu: "1", memory: "1G" },
  now: NOW,
  ...more,
});

const SOME_ZONES = fc.subarray(["1", "2", "3"], { minLength: 1 });

describe("the zones of a fleet", () => {
  test("take turns while all are there", () => {
    const zones = Array.from({ length: 7 }, (_none, index) => zoneOf(index, ["1", "2", "3"]));
    assert.deepEqual(zones, ["1", "2", "3", "1", "2", "3", "1"]);
  });

  test("that are left out cost no replica of another zone its place", () => {
    fc.assert(
      fc.property(fc.nat(500), SOME_ZONES, SOME_ZONES, (index, before, after) => {
        const [old, now] = [zoneOf(index, before), zoneOf(index, after)];
        const isSubset = after.every((zone) => before.includes(zone));
        if (isSubset && old !== undefined && after.includes(old)) assert.equal(now, old);
        assert.ok(now !== undefined && after.includes(now));
      }),
    );
  });

  test("share the replicas: two zones differ by 2 at most, three by 1", () => {
    fc.assert(
      fc.property(fc.nat(200), SOME_ZONES, (replicas, zones) => {
        const { counts } = planFleet(
          fleetSpec(given({ replicas, zones, aciQuota: { containerGroups: 500, cores: 500 } })),
        ).placement;
        const all = Object.values(counts);
        assert.ok(Math.max(...all) - Math.min(...all) <= (zones.length === 3 ? 1 : 2), JSON.stringify(counts));
      }),
    );
  });

  test("are none where none is named: Azure chooses", () => {
    assert.equal(zoneOf(0, []), undefined);
    assert.deepEqual(planFleet(fleetSpec(given())).groups, [{ index: 0 }, { index: 1 }, { index: 2 }]);
  });
});

describe("the plan of a fleet", () => {
  test("sums to what is wanted, and keeps within the quota", () => {
    const quota = fc.record({ containerGroups: fc.nat(60), cores: fc.nat(60) });
    fc.assert(
      fc.property(fc.nat(80), fc.nat(20), quota, (replicas, standbyGroups, aciQuota) => {
        const { groups, placement } = planFleet(fleetSpec(given({ replicas, standbyGroups, aciQuota })));
        const counted = Object.values(placement.counts).reduce((sum, count) => sum + count, 0);
        assert.equal(counted, groups.length);
        assert.equal(counted + placement.unplaced, replicas);
        if (counted > 0) assert.ok(counted + standbyGroups <= Math.min(aciQuota.containerGroups, aciQuota.cores));
      }),
    );
  });

  test("says in a line where the replicas are, and why some are nowhere", () => {
    const spec = fleetSpec(given({ replicas: 6, zones: ["1", "2", "3"], aciQuota: { cores: 5 } }));
    const { placement } = planFleet(spec);
    assert.equal(fleetSummary(placement), "6 replicas: 2 in zone 1, 2 in zone 2, 1 in zone 3, 1 unplaced");
    assert.deepEqual(placement.reasons, [
      "6 wanted, because replicas is 6.",
      "The zones take turns.",
      "1 unplaced, because aciQuota.cores is 5 and a replica takes 1.",
    ]);
  });

  test("counts what a standby pool holds and what sidecars take", () => {
    const sidecars = [{ resources: { cpu: "1", memory: "1G" } }];
    const { placement } = planFleet(
      fleetSpec(given({ replicas: 9, standbyGroups: 2, sidecars, aciQuota: { cores: 10 } })),
    );
    assert.deepEqual(placement.counts, { region: 3 });
    assert.match(placement.warnings[0] ?? "", /^6 unplaced, .* a replica takes 2, and standbyPool.readyGroups is 2\.$/);
  });

  test("warns of a start that ACI's throttle stretches", () => {
    const { placement } = planFleet(
      fleetSpec(given({ replicas: 150, aciQuota: { containerGroups: 200, cores: 200 } })),
    );
    assert.match(placement.warnings.join(" "), /To start all 150 at once would take 5 minutes and more/);
  });

  test("leaves the spread to NGroups, which is even", () => {
    const spec = fleetSpec(given({ orchestration: "NGroups", replicas: 5, zones: ["1", "3"] }));
    const { placement } = planFleet(spec);
    assert.deepEqual(placement.counts, { "1": 3, "3": 2 });
    assert.equal(placement.reasons[1], "NGroups spread them over the zones.");
  });

  test("refuses what it can't be made from", () => {
    const wrong = {
      replicas: -1,
      zones: ["1", "1", "4"],
      schedule: [
        { cron: "daily", replicas: 1 },
        { cron: "61 * * * *", replicas: 1.5, timeZone: "Mars/Olympus" },
        { cron: "61 * * * *", replicas: 1 },
      ],
      standbyGroups: 2001,
    };
    assert.throws(
      () => fleetSpec(given(wrong)),
      ({ message }: Error) => {
        assert.deepEqual(
          message.split("\n").map((line) => line.replace(/ \(.*/, "")),
          [
            "replicas: must be a whole number from 0 to 100000; got -1",
            'schedule[0].cron: must be a cron expression of five fields: minute, hour, day of month, month, day of week; got "daily"',
            "schedule[1].replicas: must be a whole number from 0 to 100000; got 1.5",
            'schedule[1].timeZone: must be the IANA name of a time zone such as Europe/Berlin; got "Mars/Olympus"',
            'schedule[2].cron: must be a cron expression; got "61 * * * *"',
            'zones[1]: must be named once; got "1" twice',
            'zones[2]: must be a zone: "1", "2" or "3"; got "4"',
            "standbyPool.readyGroups: must be a whole number from 0 to 2000; got 2001",
          ],
        );
        return true;
      },
    );
  });
});

describe("the schedule of a fleet", () => {
  const DAY: ScheduleSpec = { cron: "0 8 * * 1-5", replicas: 10, timeZone: "Europe/Berlin" };
  const NIGHT: ScheduleSpec = { cron: "0 20 * * *", replicas: 2, timeZone: "Europe/Berlin" };
  const at = (time: string, schedule = [DAY, NIGHT]) => scheduledReplicas(schedule, 3, new Date(time)).replicas;

  for (const [time, replicas, why] of [
    ["2026-11-25T06:59:59Z", 2, "it is still the night before"],
    ["2026-11-25T07:00:00Z", 10, "8 o'clock in Berlin, to the second"],
    ["2026-11-25T18:59:59Z", 10, "the last second of the day"],
    ["2026-11-25T19:00:00Z", 2, "8 in the evening"],
    ["2026-11-28T12:00:00Z", 2, "on Saturday the day does not begin"],
    ["2026-07-01T06:00:00Z", 10, "in summer Berlin is two hours ahead"],
    ["2026-07-01T05:59:59Z", 2, "and not a second more"],
  ] as const) {
    test(`wants ${replicas} at ${time}: ${why}`, () => {
      assert.equal(at(time), replicas);
    });
  }

  test("lets the later of two entries count whose time is the same", () => {
    assert.equal(at("2026-11-25T08:00:00Z", [DAY, { ...DAY, replicas: 4 }]), 4);
  });

  test("leaves it at `replicas` where there is none, and says why it is as many", () => {
    assert.deepEqual(scheduledReplicas([], 3, NOW), { replicas: 3, reason: "replicas is 3" });
    assert.equal(
      scheduledReplicas([DAY], 3, NOW).reason,
      "schedule[0] (0 8 * * 1-5, Europe/Berlin) says 10 since 2026-11-25T07:00:00.000Z",
    );
  });

  test("wants the same at every moment between two of its times", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12 * 3600 - 1 }), (seconds) => {
        assert.equal(at(new Date(Date.parse("2026-11-25T07:00:00Z") + seconds * 1000).toISOString()), 10);
      }),
    );
  });
});

describe("the upgrade of a fleet", () => {
  const upgrade = (args: FleetUpgradeArgs, orchestration: Orchestration) =>
    fleetUpgradeSpec(args, { orchestration, hasProbe: false });

  test("goes in batches, each of which waits for the one before", () => {
    assert.equal(batchSize(10, { maxBatchPercent: 20 }), 2);
    assert.equal(batchSize(3, { maxBatchPercent: 20 }), 1);
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((index) => waitsFor(index, 2)),
      [[], [], [0, 1], [0, 1], [2, 3]],
    );
  });

  test("never touches more than its share before somebody has looked", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 100 }), (groups, maxBatchPercent) => {
        const size = batchSize(groups, { maxBatchPercent });
        const free = Array.from({ length: groups }, (_none, index) => waitsFor(index, size));
        assert.ok(size === 1 || (size * 100) / groups <= maxBatchPercent);
        for (const [index, before] of free.entries()) assert.ok(before.every((other) => other < index));
      }),
    );
  });

  test("has words for those alone who understand them", () => {
    assert.throws(
      () => upgrade({ strategy: "Manual", maxUnhealthyPercent: 5, asksReplicas: true }, "ContainerGroups"),
      {
        message:
          'upgrade.strategy: is for orchestration "NGroups"; Pulumi rolls every change out, batch by batch\n' +
          'upgrade.maxUnhealthyPercent: is for orchestration "NGroups"; here the first group that is not well ends the upgrade\n' +
          "upgrade.asksReplicas: needs a probe to ask by",
      },
    );
    assert.throws(() => upgrade({ timeoutMinutes: 5, maxBatchPercent: 0 }, "NGroups"), {
      message:
        'upgrade.timeoutMinutes: is for orchestration "ContainerGroups"; NGroups wait for their groups as long as they see fit\n' +
        "upgrade.maxBatchPercent: must be a whole number from 1 to 100; got 0",
    });
  });
});

describe("how a fleet is found", () => {
  const PLAIN: FleetAccessArgs = {
    port: 80,
    hasFrontendSubnet: false,
    hasPrivateDns: false,
    hasStandbyPool: false,
    hasZones: false,
    hasIdentity: false,
    hasDnsServers: false,
  };
  const problems = (more: Partial<FleetAccessArgs>) => {
    try {
      fleetAccess({ ...PLAIN, ...more });
      return [];
    } catch (error) {
      return (error as Error).message.split("\n").map((line) => line.split(":")[0]);
    }
  };

  test("is at each group's own address, by default, and by NGroups", () => {
    assert.deepEqual(fleetAccess(PLAIN), { orchestration: "NGroups", exposure: "Network", servicePort: 80 });
  });

  for (const [more, ...paths] of [
    [{ exposure: "PublicLoadBalancer", port: undefined }, "port"],
    [{ servicePort: 8080 }, "servicePort"],
    [{ exposure: "InternalLoadBalancer" }, "frontendSubnetId"],
    [{ hasFrontendSubnet: true }, "frontendSubnetId"],
    [{ exposure: "PublicLoadBalancer", hasPrivateDns: true }, "privateDns"],
    [{ hasPrivateDns: true }, "privateDns"],
    [{ hasPrivateDns: true, orchestration: "ContainerGroups" }],
    [{ hasStandbyPool: true, hasDnsServers: true }, "standbyPool", "dnsServers", "dnsServers"],
    [
      { hasStandbyPool: true, hasZones: true, hasIdentity: true, orchestration: "ContainerGroups" },
      "zones",
      "identity",
    ],
    [{ servicePort: 0, exposure: "PublicLoadBalancer" }, "servicePort"],
  ] as readonly (readonly [Partial<FleetAccessArgs>, ...string[]])[]) {
    test(`${JSON.stringify(more)} is ${paths.length === 0 ? "as it may be" : `at odds in ${paths.join(" and ")}`}`, () => {
      assert.deepEqual(problems(more), paths);
    });
  }

  test("its standby pool has a name that Azure takes, and another one than its neighbour's", () => {
    const name = /^[a-zA-Z0-9-]{3,24}$/;
    for (const fleet of ["shop", "ab", "a-fleet-with-a-very-long-name-1"]) assert.match(standbyPoolName(fleet), name);
    assert.notEqual(
      standbyPoolName("a-fleet-with-a-very-long-name-1"),
      standbyPoolName("a-fleet-with-a-very-long-name-2"),
    );
  });
});
