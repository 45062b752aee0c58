import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { type ContainerInstanceServiceArgs, Orchestration } from "../../index";
import { FLEETS, FRONTEND_SUBNET_ID, recordFleet, SUBNET_ID, once } from "./container-instances";
import { registration, settled } from "./recording";

type Members = Readonly<Record<string, unknown>>;

const variant = (name: string): Partial<ContainerInstanceServiceArgs> => FLEETS[name] ?? {};
const GROUPS = { orchestration: Orchestration.containerGroups, replicas: 5 };
const AZURE = "/providers/Microsoft.ContainerInstance";

describe("a fleet that Azure's NGroups keep", () => {
  const made = once(() => recordFleet(variant("behind a public load balancer")));
  const inputs = async (name: string) => registration(await made(), name).inputs;

  test("is a template that is never changed, and as many groups of it as are wanted", async () => {
    assert.deepEqual(registration(await made(), "shop-profile").replaceOnChanges, ["*"]);
    const { elasticProfile, zones, containerGroupProfiles } = await inputs("shop-n-groups");
    assert.deepEqual(elasticProfile, {
      desiredCount: 3,
      maintainDesiredCount: true,
      containerGroupNamingPolicy: { guidNamingPolicy: { prefix: "shop-" } },
    });
    assert.deepEqual(zones, ["1", "2", "3"]);
    const [profile] = containerGroupProfiles as Members[];
    assert.match(
      (profile?.["resource"] as { id: string }).id,
      new RegExp(`${AZURE}/containerGroupProfiles/shop-profile$`),
    );
    assert.deepEqual(profile?.["containerGroupProperties"], { subnetIds: [{ id: SUBNET_ID }] });
  });

  test("runs for ever, and is reached in its subnet", async () => {
    const { restartPolicy, ipAddress, osType } = await inputs("shop-profile");
    assert.deepEqual([restartPolicy, osType, (ipAddress as Members)["type"]], ["Always", "Linux", "Private"]);
  });

  test("is upgraded in batches by its own words", async () => {
    assert.deepEqual((await inputs("shop-n-groups"))["updateProfile"], {
      updateMode: "Rolling",
      rollingUpdateProfile: { maxBatchPercent: 10, maxUnhealthyPercent: 5, pauseTimeBetweenBatches: "PT60S" },
    });
    assert.deepEqual((await inputs("shop-n-groups"))["tags"], {
      team: "shop",
      "rollingupdate.replace.enabled": "true",
    });
    const manual = await recordFleet(variant("behind an internal load balancer with a name"));
    const { updateProfile, tags } = registration(manual, "shop-n-groups").inputs;
    assert.deepEqual([updateProfile, tags], [{ updateMode: "Manual" }, {}]);
  });

  test("puts its groups behind the load balancer, which asks them what ACI asks them", async () => {
    const [profile] = (await inputs("shop-n-groups"))["containerGroupProfiles"] as Members[];
    const { loadBalancer } = profile?.["networkProfile"] as { loadBalancer: { backendAddressPools: Members[] } };
    const [pool] = loadBalancer.backendAddressPools;
    assert.match(String(pool?.["resource"]), /\/loadBalancers\/shop-load-balancer\/backendAddressPools\/fleet$/);
    const { probes, loadBalancingRules, backendAddressPools, sku } = await inputs("shop-load-balancer");
    assert.deepEqual([backendAddressPools, sku], [[{ name: "fleet" }], { name: "Standard" }]);
    const [probe] = probes as Members[];
    assert.deepEqual([probe?.["protocol"], probe?.["port"], probe?.["requestPath"]], ["Http", 80, "/ready"]);
    const [rule] = loadBalancingRules as Members[];
    assert.deepEqual([rule?.["frontendPort"], rule?.["backendPort"], rule?.["disableOutboundSnat"]], [80, 80, true]);
  });

  test("puts out where it answers", async () => {
    const { result } = await made();
    assert.equal((await settled(result.url)).value, "http://203.0.113.20");
  });

  test("has an internal address in a subnet that is not its own, and a private name", async () => {
    const internal = await recordFleet(variant("behind an internal load balancer with a name"));
    const [frontend] = registration(internal, "shop-load-balancer").inputs["frontendIPConfigurations"] as Members[];
    assert.deepEqual(frontend?.["subnet"], { id: FRONTEND_SUBNET_ID });
    const record = registration(internal, "shop-dns-record").inputs;
    assert.deepEqual(record["aRecords"], [{ ipv4Address: "10.1.0.10" }]);
    assert.equal((await settled(internal.result.fqdn)).value, "web.shop.internal");
    assert.equal((await settled(internal.result.url)).value, "http://web.shop.internal:8080");
  });

  test("may be told its number as late as it likes", async () => {
    const late = await recordFleet({ replicas: pulumi.output(7) });
    const { elasticProfile } = registration(late, "shop-n-groups").inputs as { elasticProfile: Members };
    assert.equal(elasticProfile["desiredCount"], 7);
  });
});

describe("a fleet of counted groups", () => {
  const made = once(() => recordFleet(variant("of counted groups")));

  test("spreads over its zones, one resource a replica", async () => {
    const { registrations } = await made();
    const groups = registrations.filter(({ type }) => type.endsWith(":ContainerGroup"));
    assert.deepEqual(groups.map(({ name, inputs }) => [name, inputs["zones"]]).toSorted(), [
      ["shop-0", ["1"]],
      ["shop-1", ["2"]],
      ["shop-2", ["3"]],
      ["shop-3", ["1"]],
    ]);
  });

  test("touches a batch only when every group of the one before is well", async () => {
    const recording = await recordFleet({ ...GROUPS, upgrade: { maxBatchPercent: 40 } });
    const before = (index: number) =>
      registration(recording, `shop-${index}`)
        .dependencies.map((urn) => urn.split("::").at(-1))
        .toSorted();
    assert.deepEqual([0, 1, 2, 3, 4].map(before), [
      [],
      [],
      ["shop-0-ready", "shop-1-ready"],
      ["shop-0-ready", "shop-1-ready"],
      ["shop-2-ready", "shop-3-ready"],
    ]);
  });

  test("asks each group how it is, and by its probe only where its author reaches it", async () => {
    const { templateHash, ...gate } = registration(await made(), "shop-1-ready").inputs;
    assert.match(String(templateHash), /^[0-9a-f]{32}$/);
    assert.match(String(gate["groupId"]), new RegExp(`${AZURE}/containerGroups/shop-1$`));
    assert.deepEqual(
      [gate["port"], gate["path"], gate["scheme"], gate["verifySeconds"], gate["timeoutMinutes"]],
      [80, "/ready", "HTTP", 0, 5],
    );
    assert.deepEqual(registration(await made(), "shop-1-ready").secrets, ["templateHash"]);
    const unreached = await recordFleet({ ...GROUPS, probe: { path: "/ready" } });
    assert.equal(registration(unreached, "shop-1-ready").inputs["port"], undefined);
  });

  test("looks again at every change of what a group is, and at no other", async () => {
    const hashOf = async (more: Partial<ContainerInstanceServiceArgs>) =>
      registration(await recordFleet({ ...GROUPS, ...more }), "shop-0-ready").inputs["templateHash"];
    const plain = await hashOf({});
    assert.equal(await hashOf({ replicas: 6 }), plain);
    assert.equal(await hashOf({ zones: ["1"] }), plain);
    for (const more of [{ image: "web:2" }, { env: { LEVEL: "debug" } }, { secrets: { PASSWORD: "x" } }]) {
      assert.notEqual(await hashOf(more), plain, JSON.stringify(more));
    }
  });

  test("is behind the load balancer by the addresses of its groups", async () => {
    const [pool] = registration(await made(), "shop-load-balancer").inputs["backendAddressPools"] as Members[];
    const subnet = { id: SUBNET_ID };
    assert.deepEqual(
      pool?.["loadBalancerBackendAddresses"],
      [0, 1, 2, 3].map((index) => ({ name: `shop-${index}`, ipAddress: `10.2.0.${4 + index}`, subnet })),
    );
  });

  test("is found by a name that leads to all its groups, where it has no load balancer", async () => {
    const recording = await recordFleet(variant("of counted groups found by name"));
    const { aRecords, resourceGroupName } = registration(recording, "shop-dns-record").inputs;
    assert.deepEqual(aRecords, [{ ipv4Address: "10.2.0.4" }, { ipv4Address: "10.2.0.5" }]);
    assert.equal(resourceGroupName, "dns");
    assert.equal((await settled(recording.result.url)).value, "http://shop.shop.internal");
  });

  test("takes its groups from a standby pool, which holds some of the same template", async () => {
    const recording = await recordFleet(variant("of counted groups from a standby pool"));
    const pool = registration(recording, "shop-standby-pool").inputs;
    assert.deepEqual(pool["elasticityProfile"], { maxReadyCapacity: 3, refillPolicy: "always" });
    const { containers, containerGroupProfile, osType } = registration(recording, "shop-0").inputs;
    assert.deepEqual([containers, osType], [[{ name: "shop", configMap: { keyValuePairs: {} } }], undefined]);
    assert.deepEqual((containerGroupProfile as Members)["revision"], 1);
    assert.deepEqual((pool["containerGroupProperties"] as Members)["containerGroupProfile"], containerGroupProfile);
  });
});

describe("how many replicas a fleet has", () => {
  const schedule = [
    { cron: "0 8 * * *", replicas: 2, timeZone: "Europe/Berlin" },
    { cron: "0 20 * * *", replicas: 1, timeZone: "Europe/Berlin" },
  ];
  const countAt = async (now: string, orchestration: Orchestration) => {
    pulumi.runtime.setConfig("aks-elastic:now", now);
    try {
      const recording = await recordFleet({ orchestration, schedule });
      const groups = recording.registrations.filter(({ type }) => type.endsWith(":ContainerGroup")).length;
      const { counts } = (await settled(recording.result.placement)).value;
      return [counts["region"], groups, recording.logs.at(-1)?.message];
    } finally {
      pulumi.runtime.setAllConfig({});
    }
  };

  test("is what its schedule says at the moment, which the configuration may name", async () => {
    const day = await countAt("2026-11-25T07:00:00Z", Orchestration.containerGroups);
    assert.deepEqual(day, [
      2,
      2,
      "2 replicas: 2 in the region. 2 wanted, because schedule[0] (0 8 * * *, Europe/Berlin) says 2 since " +
        "2026-11-25T07:00:00.000Z. No zones are named, so Azure chooses the places.",
    ]);
    assert.deepEqual((await countAt("2026-11-25T19:00:00Z", Orchestration.containerGroups)).slice(0, 2), [1, 1]);
    assert.deepEqual((await countAt("2026-11-25T19:00:00Z", Orchestration.nGroups)).slice(0, 2), [1, 0]);
  });

  test("is refused where the configuration names no moment", async () => {
    await assert.rejects(countAt("tomorrow", Orchestration.nGroups), {
      message:
        'ContainerInstanceService "shop" has wrong arguments:\n' +
        '  aks-elastic:now: must be a moment such as 2027-01-04T08:00:00Z; got "tomorrow"',
    });
  });

  test("ends at ACI's quota, with a warning before anything is made", async () => {
    const recording = await recordFleet({ ...GROUPS, aciQuota: { containerGroups: 3 } }, true);
    const { severity, message = "" } = recording.logs.at(-1) ?? {};
    assert.equal(severity, "warn");
    assert.match(message, /^5 replicas: 3 in the region, 2 unplaced\. .*because aciQuota\.containerGroups is 3\.$/);
    assert.equal(recording.registrations.filter(({ type }) => type.endsWith(":ContainerGroup")).length, 3);
  });
});
