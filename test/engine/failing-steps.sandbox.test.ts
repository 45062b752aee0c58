import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ownSandboxName } from "../own-sandbox";
import { ROOT } from "../sandbox";
import { azureResources, leftInAzure } from "./azure";
import { breakableAzure, refuseInTurn, undisturbed, type BreakableAzure } from "./refused-steps";
import { createStack, type Stack } from "./stack";

describe("`pulumi up` that fails at every step in turn", () => {
  let azure: BreakableAzure;
  let stack: Stack;
  let expected: Awaited<ReturnType<typeof undisturbed>>;

  before(async () => {
    azure = await breakableAzure(ownSandboxName("failing-steps"));
    stack = await createStack(ROOT, "failing-steps");
    expected = await undisturbed(stack, azure);
  });
  after(async () => {
    await azure.fault("clear");
    await stack.remove();
    await azure.down();
  });

  test("refused at each resource and run again, it goes on and ends with nothing doubled", async () => {
    await refuseInTurn(stack, azure, expected.steps);
    await stack.run("up", "--yes", "--skip-preview");
    await stack.run("up", "--yes", "--skip-preview", "--expect-no-changes");
    assert.deepEqual(await azure.counts(), expected.counts);
  });

  test("destroyed after it was refused half-way, it leaves nothing", async () => {
    await stack.run("destroy", "--yes", "--skip-preview");
    await azure.fault("refuse-create", "Microsoft.ContainerService/managedClusters/agentPools");
    assert.notEqual((await stack.try("up", "--yes", "--skip-preview")).code, 0);
    const resources = await stack.resources();
    assert.notDeepEqual(azureResources(resources), []);
    await stack.run("destroy", "--yes", "--skip-preview");
    assert.deepEqual(await leftInAzure(resources), []);
    await azure.fault("clear");
  });

  test("failed while Azure was at work on the cluster, it repairs the cluster when it is run again", async () => {
    await azure.fault("fail-operation", "Microsoft.ContainerService/managedClusters");
    const { code, text } = await stack.try("up", "--yes", "--skip-preview");
    assert.notEqual(code, 0, text);
    await stack.run("up", "--yes", "--skip-preview");
    await stack.run("up", "--yes", "--skip-preview", "--expect-no-changes");
    assert.deepEqual(await azure.counts(), expected.counts);
  });

  test("failed while Azure was at work on deleting it, destroy ends when it is run again", async () => {
    const resources = await stack.resources();
    await azure.fault("fail-operation", "Microsoft.ContainerService/managedClusters");
    assert.notEqual((await stack.try("destroy", "--yes", "--skip-preview")).code, 0);
    await stack.run("destroy", "--yes", "--skip-preview");
    assert.deepEqual(await leftInAzure(resources), []);
  });
});
