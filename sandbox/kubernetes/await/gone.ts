import type { Diagnostics, Properties } from "../../rpc/provider";
import type { Cluster, ObjectReference } from "../cluster";
import { listAt, textAt } from "../fields";
import { objectId } from "../naming";
import { pause } from "../session";

/** Which object's end is awaited, and how long. */
export interface GoneWait {
  readonly cluster: Cluster;
  readonly reference: ObjectReference;
  /** Another object of the same name is not the one that was deleted. */
  readonly uid?: string | undefined;
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  readonly diagnostics: Diagnostics;
}

const pollMs = 300;

/** Waits until an object that was deleted is gone. @throws Error where it takes too long, or the deployment is interrupted */
export async function untilGone(wait: GoneWait): Promise<void> {
  const { reference, signal, diagnostics, timeoutSeconds } = wait;
  const what = `${reference.kind} "${objectId({ metadata: { name: reference.name, namespace: reference.namespace ?? "" } })}"`;
  const deadline = Date.now() + 1000 * timeoutSeconds;
  for (;;) {
    const seen = await look(wait);
    if (seen === "gone") break;
    if (signal.aborted) throw new Error(`deletion of ${what} was cancelled; it goes on`);
    if (Date.now() >= deadline) throw new Error(`timed out waiting for ${what} to be deleted${seen}`);
    diagnostics.status(`Waiting for ${what} to be deleted${seen}`);
    await pause(pollMs, signal);
  }
  diagnostics.status("");
}

/**
 * What holds the object, or that it is gone. An API server that can't be asked for a while does not end the wait
 * (pulumi-kubernetes pkg/await/condition/deleted.go, refreshClusterState).
 */
async function look({ cluster, reference, uid }: GoneWait): Promise<string> {
  try {
    const live = await cluster.read(reference);
    const isGone = live === undefined || (uid !== undefined && textAt(live, "metadata", "uid") !== uid);
    return isGone ? "gone" : holders(live);
  } catch (error) {
    return `; unexpected error while checking cluster state: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The garbage collector's own finalizers are how a deletion proceeds, not what holds it up. */
const garbageCollection = ["foregroundDeletion", "orphan"];

function holders(live: Properties): string {
  const finalizers = listAt(live, "metadata", "finalizers").map(String);
  const holding = finalizers.filter((finalizer) => !garbageCollection.includes(finalizer));
  return holding.length === 0 ? "" : `; finalizers might be preventing deletion (${holding.join(", ")})`;
}
