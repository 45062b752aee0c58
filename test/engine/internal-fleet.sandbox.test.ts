import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { officialClients } from "../sandbox";
import { propertiesOf } from "./azure";
import {
  allServe,
  backendsOf,
  changesNothing,
  createFleet,
  given,
  groupsOf,
  idOf,
  image,
  images,
  leavesNothing,
} from "./fleets";
import type { Stack } from "./stack";
import { startUntil } from "./start-until";

const UP = ["up", "--yes", "--skip-preview"] as const;
/** A version of what no official client reads here. */
const PRIVATE_DNS = "2024-06-01";

describe("a counted fleet behind an internal load balancer, with a private name and a schedule", () => {
  let stack: Stack;
  const schedule = [
    { cron: "0 8 * * 1-5", replicas: 3, timeZone: "Europe/Berlin" },
    { cron: "0 18 * * 1-5", replicas: 1, timeZone: "Europe/Berlin" },
  ];
  /** On Monday the 4th of January 2027, at this time in Berlin. */
  const at = (time: string) => stack.config("aks-elastic:now", `2027-01-04T${time}:00+01:00`);

  before(async () => {
    stack = await createFleet("internal-fleet", "francecentral");
    await given(stack, { exposure: "InternalLoadBalancer", schedule });
    await at("12:00");
  });
  after(() => stack.remove());

  test("is found by its name, which is that of the load balancer's address in its network", async () => {
    await stack.run(...UP);
    await allServe(stack, 3);
    const { network } = await officialClients();
    const [, group = "", balancer = ""] =
      /resourceGroups\/([^/]+)\/.*\/([^/]+)$/i.exec(await idOf(stack, "LoadBalancer")) ?? [];
    const { frontendIPConfigurations } = await network.loadBalancers.get(group, balancer);
    const [frontend] = frontendIPConfigurations ?? [];
    assert.match(frontend?.subnet?.id ?? "", /\/subnets\/[^/]+$/);
    assert.equal(frontend?.publicIPAddress, undefined);
    const record = await propertiesOf(await idOf(stack, "PrivateRecordSet"), PRIVATE_DNS);
    assert.deepEqual(record["aRecords"], [{ ipv4Address: frontend?.privateIPAddress }]);
    assert.equal(record["fqdn"], "shop.shop.internal.");
    assert.equal(await stack.output("url"), "http://shop.shop.internal");
    await changesNothing(stack);
  });

  test("has the replicas of the time that the stack's configuration names", async () => {
    await at("18:30");
    assert.match(await stack.run("preview"), /1 replica\b.*1 wanted/);
    await stack.run(...UP);
    await allServe(stack, 1);
    await at("08:00");
    await stack.run(...UP);
    await allServe(stack, 3);
    await changesNothing(stack);
  });

  test("takes a new version to its end, although its upgrade is broken off by Ctrl-C", async () => {
    await stack.config("image", image("2"));
    const { cli, closed } = await startUntil(stack, UP, {
      what: "the upgrade of the first replica",
      hasCome: (printed) => /ContainerGroup shop-0 updated/.test(printed),
    });
    cli.kill("SIGINT");
    await closed;
    assert.notEqual(cli.exitCode, 0);
    const halfway = (await images(stack)).toSorted();
    assert.equal(halfway.length, 3);
    assert.ok(halfway.includes("1"), `broken off before the end, but it runs ${halfway.join(", ")}`);
    await stack.run(...UP);
    await allServe(stack, 3);
    assert.deepEqual(await images(stack), ["2", "2", "2"]);
    await changesNothing(stack);
  });

  test("gets back a replica that somebody has deleted by hand, at the next up with a refresh", async () => {
    const [lost] = await groupsOf(stack);
    assert.ok(lost);
    const { containerInstance } = await officialClients();
    const group = /resourceGroups\/([^/]+)/i.exec(await idOf(stack, "LoadBalancer"))?.[1] ?? "";
    await containerInstance.containerGroups.beginDeleteAndWait(group, lost.name);
    await stack.run(...UP, "--refresh");
    await allServe(stack, 3);
    assert.deepEqual(await images(stack), ["2", "2", "2"]);
    assert.equal((await backendsOf(stack)).length, 3);
    await changesNothing(stack);
  });

  test("leaves nothing when it is destroyed", () => leavesNothing(stack));
});
