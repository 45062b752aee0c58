import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { resourceType } from "../../sandbox/azure-native/resource-types/table";
import { type RunningSandbox, sandboxDown, sandboxUp } from "../../sandbox/commands";
import { consoleProgress } from "../../sandbox/progress";
import { aksElastic, bearer, ROOT } from "../sandbox";
import { trustedRequest } from "../trusted-request";
import { azureResources, leftInAzure } from "./azure";
import { createStack, type Stack, type StackResource } from "./stack";

// Faults break all of a sandbox's Azure, so these tests have a sandbox of their own.
const name = `failing-steps-${process.pid}`;

/** ARM's name of a type of azure-native, such as `Microsoft.Network/virtualNetworks/subnets`. */
function armType(token: string): string {
  const [provider = "", ...rest] = (resourceType(token).path.split("/providers/").at(-1) ?? "").split("/");
  if (!resourceType(token).path.includes("/providers/")) return "Microsoft.Resources/resourceGroups";
  return [provider, ...rest.filter((_part, index) => index % 2 === 0)].join("/");
}

describe("`pulumi up` that fails at every step in turn", () => {
  let sandbox: RunningSandbox;
  let stack: Stack;
  /** How many resources of each type an undisturbed `up` makes. */
  let undisturbed: Readonly<Record<string, number>>;
  /** What `up` creates in Azure, in its order. */
  let steps: readonly StackResource[];

  const fault = (...words: readonly string[]) => aksElastic("sandbox", "fault", ...words, "--name", name);
  const inAzure = async () => {
    const { json } = await trustedRequest(`${sandbox.arm.url}/sandbox/summary`, {
      caFile: sandbox.arm.caFile,
      headers: { authorization: await bearer(sandbox.arm) },
    });
    return json as Readonly<Record<string, number>>;
  };

  /** What was made beside the step that failed before would otherwise not be refused any more. */
  const remove = async (urn: string) => {
    if (!(await stack.resources()).some((made) => made.urn === urn)) return;
    await stack.run("destroy", "--yes", "--skip-preview", "--target-dependents", "--target", urn);
  };

  before(async () => {
    sandbox = await sandboxUp({ name, progress: consoleProgress(), coldStartSeconds: 1 });
    Object.assign(process.env, sandbox.env);
    stack = await createStack(ROOT, "failing-steps");
    await stack.run("up", "--yes", "--skip-preview");
    undisturbed = await inAzure();
    steps = azureResources(await stack.resources());
    await stack.run("destroy", "--yes", "--skip-preview");
    assert.deepEqual(await leftInAzure(steps), []);
  });
  after(async () => {
    await fault("clear");
    await stack.remove();
    await sandboxDown({ name, purge: true });
  });

  test("refused at each resource and run again, it goes on and ends with nothing doubled", async () => {
    for (const { urn, type } of steps) {
      await remove(urn);
      await fault("refuse-create", armType(type));
      const { code, text } = await stack.try("up", "--yes", "--skip-preview");
      assert.notEqual(code, 0, `with ${urn} refused, up succeeded:\n${text}`);
      const made = (await stack.resources()).map((resource) => resource.urn);
      assert.ok(!made.includes(urn), `${urn} was refused, and is there`);
      await fault("clear");
    }
    await stack.run("up", "--yes", "--skip-preview");
    await stack.run("up", "--yes", "--skip-preview", "--expect-no-changes");
    assert.deepEqual(await inAzure(), undisturbed);
  });

  test("destroyed after it was refused half-way, it leaves nothing", async () => {
    await stack.run("destroy", "--yes", "--skip-preview");
    await fault("refuse-create", "Microsoft.ContainerService/managedClusters/agentPools");
    assert.notEqual((await stack.try("up", "--yes", "--skip-preview")).code, 0);
    const resources = await stack.resources();
    assert.notDeepEqual(azureResources(resources), []);
    await stack.run("destroy", "--yes", "--skip-preview");
    assert.deepEqual(await leftInAzure(resources), []);
    await fault("clear");
  });

  test("failed while Azure was at work on the cluster, it repairs the cluster when it is run again", async () => {
    await fault("fail-operation", "Microsoft.ContainerService/managedClusters");
    const { code, text } = await stack.try("up", "--yes", "--skip-preview");
    assert.notEqual(code, 0, text);
    await stack.run("up", "--yes", "--skip-preview");
    await stack.run("up", "--yes", "--skip-preview", "--expect-no-changes");
    assert.deepEqual(await inAzure(), undisturbed);
  });

  test("failed while Azure was at work on deleting it, destroy ends when it is run again", async () => {
    const resources = await stack.resources();
    await fault("fail-operation", "Microsoft.ContainerService/managedClusters");
    assert.notEqual((await stack.try("destroy", "--yes", "--skip-preview")).code, 0);
    await stack.run("destroy", "--yes", "--skip-preview");
    assert.deepEqual(await leftInAzure(resources), []);
  });
});
