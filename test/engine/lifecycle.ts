import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { hasArmSchemas } from "../arm-schema";
import { bodyViolations } from "./arm-bodies";
import { leftInAzure } from "./azure";
import { createStack, type Stack } from "./stack";

/** A program, and what is particular about its life. */
export interface Lifecycle {
  /** Where its `Pulumi.yaml` is. */
  readonly directory: string;
  /** Its configuration, by key. */
  readonly config?: () => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;
  /** Its secret configuration, by key. */
  readonly secrets?: () => Promise<Readonly<Record<string, string>>>;
  /** Looks, with clients that are not our own, at what `pulumi up` has made. */
  readonly verify: (stack: Stack) => Promise<void>;
  /** Changes of configuration that a user makes some day, one after the other; nothing may be replaced or deleted by them. */
  readonly changes: readonly Change[];
  /** Looks, with clients that are not our own, whether something is left where Pulumi's state does not say what there was. */
  readonly gone?: () => Promise<void>;
}

/** A small change of a program. */
export interface Change {
  readonly key: string;
  readonly value: string;
  readonly verify: (stack: Stack) => Promise<void>;
}

/** Proves that a program can be lived with: made, left alone, changed a little, and taken away with nothing left. */
export function proveLifecycle(title: string, { directory, config, secrets, verify, changes, gone }: Lifecycle): void {
  describe(title, () => {
    let stack: Stack;
    before(async () => {
      stack = await createStack(directory, `${title.replace(/\W+/g, "-").toLowerCase()}-${process.pid}`);
      for (const [key, value] of Object.entries((await config?.()) ?? {})) await stack.config(key, value);
      for (const [key, value] of Object.entries((await secrets?.()) ?? {})) await stack.secret(key, value);
    });
    after(() => stack.remove());

    test("a preview of it works before anything exists", async () => {
      await stack.run("preview");
      assert.deepEqual(await stack.resources(), []);
    });

    test("up makes what it says", async () => {
      await stack.run("up", "--yes", "--skip-preview");
      await verify(stack);
    });

    test(
      "every body that was sent to ARM is one that Azure's schemas accept",
      { skip: hasArmSchemas ? false : "Azure's schemas (../shared/arm-schemas) are not on this machine" },
      async () => {
        assert.deepEqual(bodyViolations(await stack.resources()), []);
      },
    );

    test("up again and a refresh change nothing", async () => {
      await stack.run("up", "--yes", "--skip-preview", "--expect-no-changes");
      await stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes");
      await stack.run("preview", "--expect-no-changes");
    });

    for (const change of changes) {
      test(`with another ${change.key}, nothing is replaced or deleted`, async () => {
        await stack.config(change.key, change.value);
        await changedInPlace(stack);
        await change.verify(stack);
      });
    }

    test("destroy, in one go, leaves nothing", async () => {
      const resources = await stack.resources();
      await stack.run("destroy", "--yes", "--skip-preview");
      assert.deepEqual(await stack.resources(), []);
      assert.deepEqual(await leftInAzure(resources), []);
      await gone?.();
    });
  });
}

/** Runs `pulumi up`, which may create and update, and nothing else; a replacement can keep its id, so Pulumi's word counts. */
export async function changedInPlace(stack: Stack): Promise<void> {
  const before = await stack.resources();
  const text = await stack.run("up", "--yes", "--skip-preview");
  assert.doesNotMatch(summaryOf(text), /replaced|deleted/, text);
  const after = new Map((await stack.resources()).map(({ urn, id }) => [urn, id]));
  for (const { urn, id } of before) assert.equal(after.get(urn), id, urn);
}

/** How many resources Pulumi says it has created, updated and so on, at the end of what it prints. */
function summaryOf(text: string): string {
  const start = text.lastIndexOf("\nResources:");
  assert.notEqual(start, -1, text);
  return text.slice(start);
}
