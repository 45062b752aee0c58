import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { type RunningSandbox, sandboxDown, sandboxUp } from "../../sandbox/commands";
import { consoleProgress } from "../../sandbox/progress";
import { aksElastic, officialClients, ROOT } from "../sandbox";
import { awaited } from "../waiting";
import { leftInAzure } from "./azure";
import { proveLifecycle } from "./lifecycle";
import { createStack, type Stack } from "./stack";

// Faults break all of a sandbox's Azure, so these tests have a sandbox of their own.
const name = `containers-${process.pid}`;
const EXAMPLES = path.join(ROOT, "examples");
const TIMEOUT_MS = 60_000;

const image = (tag: string) => `registry.example.com/shop/web:${tag}`;
const fault = (...words: readonly string[]) => aksElastic("sandbox", "fault", ...words, "--name", name);

/** The container groups in the stack's resource group, as Azure's own client reads them. */
async function groupsOf(stack: Stack) {
  const id = (await stack.resources()).find(({ type }) => type.endsWith(":ResourceGroup"))?.id ?? "";
  const { containerInstance } = await officialClients();
  const resourceGroup = id.split("/").at(-1) ?? "";
  const groups = [];
  for await (const { name: group = "" } of containerInstance.containerGroups.listByResourceGroup(resourceGroup)) {
    // A list tells no states.
    const { zones, containers, instanceView, ipAddress } = await containerInstance.containerGroups.get(
      resourceGroup,
      group,
    );
    groups.push({
      name: group,
      zone: zones?.[0] ?? "",
      image: containers[0]?.image ?? "",
      state: instanceView?.state ?? "",
      ip: ipAddress?.ip ?? "",
      fqdn: ipAddress?.fqdn ?? "",
    });
  }
  return groups.toSorted((one, other) => one.name.localeCompare(other.name));
}

const images = async (stack: Stack) => (await groupsOf(stack)).map((group) => group.image.split(":").at(-1));
const zones = async (stack: Stack) => (await groupsOf(stack)).map(({ zone }) => zone).sort();

/** The addresses that the stack's load balancer sends requests to. */
async function backendsOf(stack: Stack): Promise<readonly string[]> {
  const id = (await stack.resources()).find(({ type }) => type.endsWith(":LoadBalancer"))?.id ?? "";
  const [, group = "", balancer = ""] = /resourceGroups\/([^/]+)\/.*\/([^/]+)$/i.exec(id) ?? [];
  const { network } = await officialClients();
  const pool = await network.loadBalancerBackendAddressPools.get(group, balancer, "fleet");
  return (pool.loadBalancerBackendAddresses ?? []).map(({ ipAddress = "" }) => ipAddress).sort();
}

/** Every group runs, and requests go to all of them. */
async function allServe(stack: Stack, replicas: number): Promise<void> {
  const groups = await awaited(`${replicas} groups that run`, TIMEOUT_MS, async () => {
    const seen = await groupsOf(stack);
    return seen.length === replicas && seen.every(({ state }) => state === "Running") ? seen : undefined;
  });
  assert.deepEqual(await backendsOf(stack), groups.map(({ ip }) => ip).sort());
}

let sandbox: RunningSandbox;

before(async () => {
  sandbox = await sandboxUp({ name, progress: consoleProgress(), coldStartSeconds: 1 });
  Object.assign(process.env, sandbox.env);
});
after(() => sandboxDown({ name, purge: true }));

proveLifecycle("the example first-container", {
  directory: path.join(EXAMPLES, "first-container"),
  verify: async (stack) => {
    const [group] = await groupsOf(stack);
    assert.equal(group?.state, "Running");
    assert.equal(await stack.output("url"), `http://${group.ip}`);
  },
  changes: [
    {
      key: "image",
      value: image("2"),
      verify: async (stack) => {
        assert.deepEqual(await images(stack), ["2"]);
      },
    },
  ],
});

for (const orchestration of ["NGroups", "ContainerGroups"]) {
  describe(`the example aci-fleet by ${orchestration}`, () => {
    let stack: Stack;
    const up = () => stack.run("up", "--yes", "--skip-preview");
    const isCounted = orchestration === "ContainerGroups";

    before(async () => {
      stack = await createStack(path.join(EXAMPLES, "aci-fleet"), `aci-fleet-${orchestration.toLowerCase()}`);
      await stack.config("orchestration", orchestration);
      await stack.config("image", image("1"));
      await stack.config("verifySeconds", "0");
    });
    after(async () => {
      await fault("clear");
      await stack.remove();
    });

    test("says in a preview how many replicas there will be, and where", async () => {
      const text = await stack.run("preview");
      assert.match(text, /3 replicas: 1 in zone 1, 1 in zone 2, 1 in zone 3\. 3 wanted, because replicas is 3\./);
    });

    test("runs its replicas in all zones, behind one address, and a second run changes nothing", async () => {
      await up();
      await allServe(stack, 3);
      assert.deepEqual(await zones(stack), ["1", "2", "3"]);
      assert.match(String(await stack.output("url")), /^http:\/\/[\d.]+$/);
      await stack.run("up", "--yes", "--skip-preview", "--expect-no-changes");
      await stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes");
    });

    test("grows from 3 to 10 and shrinks to 2", async () => {
      await stack.config("replicas", "10");
      await up();
      await allServe(stack, 10);
      await stack.config("replicas", "2");
      await up();
      await allServe(stack, 2);
    });

    test("takes a new version, batch by batch", async () => {
      await stack.config("replicas", "4");
      await stack.config("image", image("2"));
      await up();
      await allServe(stack, 4);
      assert.deepEqual(await images(stack), ["2", "2", "2", "2"]);
    });

    test("keeps most of the last version where the new one crashes, and takes a mended one", async () => {
      await fault("bad-image", image("bad"), "--crashes");
      await stack.config("image", image("bad"));
      const { code, text } = await stack.try("up", "--yes", "--skip-preview");
      assert.notEqual(code, 0, text);
      if (isCounted) assert.match(text, /is not well: container shop is Waiting \(CrashLoopBackOff/);
      assert.deepEqual((await images(stack)).filter((tag) => tag === "2").length, 3);
      await stack.config("image", image("3"));
      await up();
      await allServe(stack, 4);
      assert.deepEqual(await images(stack), ["3", "3", "3", "3"]);
    });

    test("lives through the loss of a zone", async () => {
      await fault("zone-outage", "2");
      if (isCounted) {
        await stack.run("refresh", "--yes", "--skip-preview");
        await stack.config("zones", '["1","3"]');
        await up();
        await allServe(stack, 4);
        assert.ok(!(await zones(stack)).includes("2"));
      }
      await fault("clear", "zone-outage");
      await allServe(stack, 4);
    });

    test("says which quota it has hit, and goes on when there is more", async () => {
      await fault("quota", "--groups", "5");
      await stack.config("replicas", "6");
      const { code, text } = await stack.try("up", "--yes", "--skip-preview");
      assert.notEqual(code, 0, text);
      assert.match(text, /quota 'ContainerGroups' exceeded in region 'westeurope'\. Limit: '5'/);
      await fault("clear", "quota");
      await up();
      await allServe(stack, 6);
    });

    test("leaves nothing when it is destroyed", async () => {
      const resources = await stack.resources();
      const before = await groupsOf(stack);
      await stack.run("destroy", "--yes", "--skip-preview");
      assert.deepEqual(await leftInAzure(resources), []);
      assert.equal(before.length, 6);
    });
  });
}
