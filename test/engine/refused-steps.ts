import assert from "node:assert/strict";
import { resourceType } from "../../sandbox/azure-native/resource-types/table";
import { sandboxDown, sandboxUp } from "../../sandbox/commands";
import { consoleProgress } from "../../sandbox/progress";
import { aksElastic, bearer } from "../sandbox";
import { trustedRequest } from "../trusted-request";
import { azureResources, leftInAzure } from "./azure";
import type { Stack, StackResource } from "./stack";

/** An Azure of a test's own, because faults break all of it. */
export interface BreakableAzure {
  /** `aks-elastic sandbox fault …` */
  fault(...words: readonly string[]): Promise<string>;
  /** How many resources of each type there are. */
  counts(): Promise<Readonly<Record<string, number>>>;
  /** Takes it down, whatever is broken. */
  down(): Promise<void>;
}

/** Brings up a sandbox, and puts its environment in the place of the test run's. */
export async function breakableAzure(name: string): Promise<BreakableAzure> {
  const { arm, env } = await sandboxUp({ name, progress: consoleProgress(), coldStartSeconds: 1 });
  Object.assign(process.env, env);
  return {
    fault: (...words) => aksElastic("sandbox", "fault", ...words, "--name", name),
    counts: async () => {
      const headers = { authorization: await bearer(arm) };
      const { json } = await trustedRequest(`${arm.url}/sandbox/summary`, { caFile: arm.caFile, headers });
      return json as Readonly<Record<string, number>>;
    },
    down: async () => {
      await sandboxDown({ name, purge: true });
    },
  };
}

/** What an undisturbed `up` creates in Azure, in its order, and how much of each type; it is destroyed again. */
export async function undisturbed(stack: Stack, azure: BreakableAzure) {
  await stack.run("up", "--yes", "--skip-preview");
  const counts = await azure.counts();
  const steps = azureResources(await stack.resources());
  await stack.run("destroy", "--yes", "--skip-preview");
  assert.deepEqual(await leftInAzure(steps), []);
  return { counts, steps };
}

/**
 * Has Azure refuse one step after the other, and runs `up` at each: it fails, and goes on from there the next time. Where
 * several of a type are made side by side, the one that asks first is refused.
 */
export async function refuseInTurn(
  stack: Stack,
  azure: BreakableAzure,
  steps: readonly StackResource[],
): Promise<void> {
  for (const { urn, type } of steps) {
    await remove(stack, urn);
    await azure.fault("refuse-create", armType(type));
    const { code, text } = await stack.try("up", "--yes", "--skip-preview");
    assert.notEqual(code, 0, `with ${urn} refused, up succeeded:\n${text}`);
    const made = (await stack.resources()).filter((resource) => resource.type === type);
    assert.ok(made.length < steps.filter((step) => step.type === type).length, `${urn} was refused, and is there`);
    await azure.fault("clear");
  }
}

/** What was made beside the step that failed before would otherwise not be refused any more. */
async function remove(stack: Stack, urn: string): Promise<void> {
  if (!(await stack.resources()).some((made) => made.urn === urn)) return;
  await stack.run("destroy", "--yes", "--skip-preview", "--target-dependents", "--target", urn);
}

/** ARM's name of a type of azure-native, such as `Microsoft.Network/virtualNetworks/subnets`. */
function armType(token: string): string {
  const [provider = "", ...rest] = (resourceType(token).path.split("/providers/").at(-1) ?? "").split("/");
  if (!resourceType(token).path.includes("/providers/")) return "Microsoft.Resources/resourceGroups";
  return [provider, ...rest.filter((_part, index) => index % 2 === 0)].join("/");
}
