import type { Diagnostics, Properties } from "../../rpc/provider";
import { annotated, annotationOf } from "../annotations";
import { untilGone } from "../await/gone";
import { untilReady } from "../await/ready";
import { type Cluster, type ObjectReference, referenceTo } from "../cluster";
import { NoSuchKind } from "../discovery";
import { withAt } from "../fields";
import { pause } from "../session";
import { helmManager, type ReleaseKey } from "./release-store";

/** How long, and for whom, something is awaited. */
export interface Patience {
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  readonly diagnostics: Diagnostics;
}

/** As often as Helm looks (helm pkg/kube/wait.go). */
const restMs = 2_000;

const ownerName = "meta.helm.sh/release-name";
const ownerNamespace = "meta.helm.sh/release-namespace";

/**
 * Writes a release's objects, one after the other.
 *
 * @throws Error where one is there that belongs to somebody else
 */
export async function writeObjects(cluster: Cluster, key: ReleaseKey, objects: readonly Properties[]): Promise<void> {
  for (const object of objects) await refuseForeign(cluster, key, object);
  for (const object of objects) await cluster.apply(owned(object, key), helmManager);
}

/** Waits until all that can become ready is. @throws NotReady */
export async function awaitObjects(
  cluster: Cluster,
  objects: readonly Properties[],
  { timeoutSeconds, signal, diagnostics }: Patience,
): Promise<void> {
  const deadline = Date.now() + 1000 * timeoutSeconds;
  const look = async (object: Properties): Promise<void> => {
    const customTimeout = Math.max((deadline - Date.now()) / 1000, 0.001);
    await untilReady({ cluster, object, customTimeout, signal }, diagnostics);
  };
  for (const object of objects) await look(object);
  // A pod counts as ready before its process has found out whether Azure lets it work.
  await pause(restMs, signal);
  for (const object of objects) await look(object);
}

/** Deletes objects, the last first; with `patience` until they are gone. */
export async function removeObjects(
  cluster: Cluster,
  objects: readonly Properties[],
  patience?: Patience,
): Promise<void> {
  const references = objects.map(referenceTo).reverse();
  const removed: ObjectReference[] = [];
  for (const reference of references) {
    if (await isRemoved(cluster, reference)) removed.push(reference);
  }
  if (patience === undefined) return;
  for (const reference of removed) await untilGone({ cluster, reference, ...patience });
}

/** Whether two objects are the same one in two revisions. */
export function isSameObject(one: Properties, other: Properties): boolean {
  return JSON.stringify(referenceTo(one)) === JSON.stringify(referenceTo(other));
}

async function isRemoved(cluster: Cluster, reference: ObjectReference): Promise<boolean> {
  try {
    return await cluster.remove(reference, "Background");
  } catch (error) {
    if (error instanceof NoSuchKind) return false;
    throw error;
  }
}

/** Helm's words (helm pkg/action/validate.go). */
async function refuseForeign(cluster: Cluster, { name, namespace }: ReleaseKey, object: Properties): Promise<void> {
  const reference = referenceTo(object);
  const live = await cluster.read(reference);
  if (live === undefined) return;
  if (annotationOf(live, ownerName) === name && annotationOf(live, ownerNamespace) === namespace) return;
  throw new Error(
    `Unable to continue with install: ${reference.kind} "${reference.name}" in namespace "${reference.namespace ?? ""}" ` +
      "exists and cannot be imported into the current release: invalid ownership metadata; annotation validation error: " +
      `key "${ownerName}" must equal "${name}": current value is "${annotationOf(live, ownerName) ?? ""}"`,
  );
}

function owned(object: Properties, { name, namespace }: ReleaseKey): Properties {
  const labelled = withAt(object, ["metadata", "labels", "app.kubernetes.io/managed-by"], "Helm");
  return annotated(annotated(labelled, ownerName, name), ownerNamespace, namespace);
}
