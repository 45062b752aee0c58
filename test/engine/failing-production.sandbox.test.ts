import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { ownSandboxName } from "../own-sandbox";
import { ROOT } from "../sandbox";
import { breakableAzure, refuseInTurn, undisturbed, type BreakableAzure } from "./refused-steps";
import { createStack, type Stack } from "./stack";

/** Types that the quickstart has too, whose steps are refused one by one in `failing-steps`. */
const OF_THE_QUICKSTART = new Set([
  "azure-native:authorization:RoleAssignment",
  "azure-native:containerservice:AgentPool",
  "azure-native:containerservice:ManagedCluster",
  "azure-native:managedidentity:UserAssignedIdentity",
  "azure-native:network:NatGateway",
  "azure-native:network:PublicIPAddress",
  "azure-native:network:Subnet",
  "azure-native:network:VirtualNetwork",
  "azure-native:resources:ResourceGroup",
]);

describe("`pulumi up` of everything turned on that fails at what the quickstart has not", () => {
  let azure: BreakableAzure;
  let stack: Stack;
  let expected: Awaited<ReturnType<typeof undisturbed>>;

  before(async () => {
    azure = await breakableAzure(ownSandboxName("failing-production"));
    stack = await createStack(path.join(ROOT, "examples", "production"), "failing-production");
    await stack.config("adminGroupObjectId", "6f5c2a8e-0d0b-4c5e-9d0a-3f5b1c2d4e5f");
    expected = await undisturbed(stack, azure);
  });
  after(async () => {
    await azure.fault("clear");
    await stack.remove();
    await azure.down();
  });

  test("run again, it goes on and ends with nothing doubled", async () => {
    const steps = expected.steps.filter(({ type }) => !OF_THE_QUICKSTART.has(type));
    assert.ok(steps.length >= 10, `only ${steps.length} steps are not the quickstart's`);
    await refuseInTurn(stack, azure, steps);
    await stack.run("up", "--yes", "--skip-preview");
    await stack.run("up", "--yes", "--skip-preview", "--expect-no-changes");
    assert.deepEqual(await azure.counts(), expected.counts);
  });
});
