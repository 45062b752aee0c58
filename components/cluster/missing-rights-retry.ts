import { AsyncResource } from "node:async_hooks";
import { setTimeout as wait } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import * as state from "@pulumi/pulumi/runtime/state";
import { lacksFreshRights, retryDelay } from "../../sdk/cluster/missing-rights";

/** Pulumi asks itself here what the engine can do, and has no public way to (pulumi/pulumi sdk/nodejs/runtime/state.ts). */
const { getStore } = state as unknown as { getStore: () => { readonly supportsErrorHooks?: boolean } };

/** What is needed to ask again for what was refused. */
export interface RetryParts {
  /** Object id of the identity whose rights may not have spread yet. */
  readonly principalId: pulumi.Output<string>;
  readonly say: (message: string) => unknown;
  /** Waits, in seconds. */
  readonly pause: (seconds: number) => Promise<unknown>;
}

/**
 * Has Pulumi ask again for a cluster that Azure refuses because its identity's new role has not spread yet. An engine
 * without error hooks, older than 3.217.1, asks once; `pulumi up` again goes on from there.
 *
 * @see https://www.pulumi.com/docs/iac/concepts/resources/options/hooks/
 */
export function retryWhileRightsSpread(
  component: pulumi.Resource,
  name: string,
  principalId: pulumi.Output<string> | undefined,
): pulumi.ErrorHook[] {
  if (principalId === undefined || !getStore().supportsErrorHooks) return [];
  // A hook runs outside the program, where Pulumi would not know whose log is meant.
  const say = AsyncResource.bind((message: string) => pulumi.log.info(message, component));
  const pause = (seconds: number) => wait(seconds * 1000);
  return [new pulumi.ErrorHook(uniqueHookName(name), rightsRetry({ principalId, say, pause }))];
}

/** Whether to send a refused request again, after the time that it takes. */
export function rightsRetry({ principalId, say, pause }: RetryParts): pulumi.ErrorHookFunction {
  return async ({ failedOperation, errors }) => {
    const known = await new Promise<string>((resolve) => principalId.apply(resolve));
    const refused = { operation: failedOperation, error: errors[0] ?? "", principalId: known };
    if (!lacksFreshRights(refused)) return false;
    const delay = retryDelay(errors.length);
    if (delay === undefined) {
      say(
        `Azure still refuses the cluster because its identity lacks rights, ten minutes after they were given. See ` +
          `what it has: az role assignment list --all --assignee ${known}`,
      );
      return false;
    }
    say(`The roles of the cluster's identity have not spread in Azure yet; asking again in ${delay} s.`);
    await pause(delay);
    return true;
  };
}

/** The engine takes each name of a hook once in a program; components with other parents may have the same name. */
function uniqueHookName(name: string): string {
  const store = getStore();
  const count = (hooks.get(store)?.get(name) ?? 0) + 1;
  hooks.set(store, new Map(hooks.get(store)).set(name, count));
  return `aks-elastic:VirtualNodeCluster:${name}:roles-spread${count === 1 ? "" : `-${count}`}`;
}

const hooks = new WeakMap<object, ReadonlyMap<string, number>>();
