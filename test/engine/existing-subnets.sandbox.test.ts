import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { officialClients, ROOT } from "../sandbox";
import { leftInAzure } from "./azure";
import { changedInPlace } from "./lifecycle";
import { createStack, type Stack } from "./stack";

/** A region without zones, where no pool may ask for one. */
const LOCATION = "westus";

describe("a cluster in subnets that a platform team hands out", () => {
  let platform: Stack;
  let stack: Stack;

  const configure = async (values: Readonly<Record<string, string>>) => {
    for (const [key, value] of Object.entries(values)) await stack.config(key, value);
  };
  const refused = async (command: string, words: RegExp) => {
    const { code, text } = await stack.try(command, ...(command === "up" ? ["--yes", "--skip-preview"] : []));
    assert.notEqual(code, 0, text);
    assert.match(text, words);
  };
  /** Where the cluster is, for Azure's own client. */
  const cluster = async () => {
    const { id = "" } = (await stack.resources()).find(({ type }) => type.endsWith(":ManagedCluster")) ?? {};
    const [, group = "", name = ""] = /resourceGroups\/([^/]+)\/.*\/([^/]+)$/i.exec(id) ?? [];
    return { ...(await officialClients()), group, name };
  };
  /** What the platform team has is as it was. */
  const platformIsUntouched = () => platform.run("refresh", "--yes", "--skip-preview", "--expect-no-changes");

  before(async () => {
    const program = (name: string) => path.join(ROOT, "test", "programs", name);
    platform = await createStack(program("platform"), `platform-${process.pid}`);
    await platform.config("azure-native:location", LOCATION);
    await platform.config("routed", "true");
    await platform.run("up", "--yes", "--skip-preview");
    stack = await createStack(program("existing-subnets"), `existing-subnets-${process.pid}`);
    await configure({ "azure-native:location": LOCATION, count: "1", looked: "true", hasRoles: "false" });
    for (const output of ["nodeSubnetId", "virtualNodeSubnetId", "identityId", "identityPrincipalId"])
      await stack.config(output, (await platform.output(output)) as string);
  });
  after(async () => {
    await stack.remove();
    await platform.remove();
  });

  test("is refused in the preview where a route table leads out of the virtual node's", async () => {
    await refused(
      "preview",
      /virtualNodeSubnetId: must have no route table, .*; container-groups has \/subscriptions\//,
    );
  });

  test("that nobody looked at, is not given a role that its identity has already", async () => {
    await configure({ looked: "false" });
    await refused("up", /RoleAssignmentExists/);
    await configure({ hasRoles: "true" });
  });

  test("that nobody looked at, says in a minute why its virtual node does not come", async () => {
    await refused(
      "up",
      /not within 1 minutes\. The virtual node's subnet has a route table, with which no connector starts/,
    );
  });

  test("goes on once the route table is gone, in a region without zones", async () => {
    await platform.config("routed", "false");
    await platform.run("up", "--yes", "--skip-preview");
    await stack.run("up", "--yes", "--skip-preview");
    await configure({ looked: "true" });
    await changedInPlace(stack);
    const { containerService, group, name } = await cluster();
    const { agentPoolProfiles = [] } = await containerService.managedClusters.get(group, name);
    assert.deepEqual(
      agentPoolProfiles.map((pool) => [pool.name, pool.availabilityZones ?? []]),
      [
        ["system", []],
        ["apps", []],
      ],
    );
  });

  test("changes nothing when it is run again, nor does a refresh, and the platform is as it was", async () => {
    await stack.run("up", "--yes", "--skip-preview", "--expect-no-changes");
    await stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes");
    await platformIsUntouched();
  });

  test("with more VMs than their subnet has addresses for is refused in the preview, with the numbers", async () => {
    await configure({ count: "400" });
    await refused(
      "preview",
      /network\.nodeSubnetCidr: must be \/18 or larger for .* 400 nodes of apps .*: 12436 addresses; 10\.30\.0\.0\/24 has 256/,
    );
  });

  test("grows and gets other tags without anything being replaced", async () => {
    await configure({ count: "2", owner: "web" });
    await changedInPlace(stack);
  });

  test("moves its system pool by way of a second one that somebody has added by hand", async () => {
    const { containerService, group, name } = await cluster();
    const { vnetSubnetID, nodeTaints } = await containerService.agentPools.get(group, name, "system");
    assert.ok(vnetSubnetID && nodeTaints);
    const second = { mode: "System", count: 1, vmSize: "Standard_D2s_v5", osType: "Linux", vnetSubnetID, nodeTaints };
    await containerService.agentPools.createOrUpdate(group, name, "system2", second);
    await configure({ systemPool: "system2" });
    await changedInPlace(stack);
    await containerService.agentPools.delete(group, name, "system");
    await stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes");
    await stack.run("up", "--yes", "--skip-preview", "--expect-no-changes");
  });

  test("goes in one go, and touches nothing of the platform's", async () => {
    const resources = await stack.resources();
    await stack.run("destroy", "--yes", "--skip-preview");
    assert.deepEqual(await leftInAzure(resources), []);
    await platformIsUntouched();
  });
});
