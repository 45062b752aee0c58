import { bodyOf, type KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import type { KubernetesObject } from "../../sdk/kubernetes/object";

/** Who keeps what a collection has. */
export interface Follower {
  /** Takes all that is there now; what is known beyond that is gone. */
  readonly reset: (objects: readonly KubernetesObject[]) => void;
  readonly see: (object: KubernetesObject) => void;
  readonly lose: (object: KubernetesObject) => void;
}

/** A collection of objects, or those of it that a selector chooses. */
export interface Collection {
  readonly path: string;
  readonly labelSelector: string;
}

/**
 * Tells a follower what a collection has and what changes, until the watch ends or fails. Then whoever goes on lists anew:
 * what the API server can't be asked about in between is not gone.
 */
export async function followOnce(
  client: KubernetesClient,
  { path, labelSelector }: Collection,
  { follower, signal }: { readonly follower: Follower; readonly signal: AbortSignal },
): Promise<void> {
  const response = await client.request({ method: "GET", path, query: { labelSelector }, signal });
  const { items, metadata } = bodyOf(response, `list ${path}`) as {
    readonly items: readonly KubernetesObject[];
    readonly metadata: { readonly resourceVersion: string };
  };
  follower.reset(items);
  const { resourceVersion } = metadata;
  for await (const { type, object } of client.watch(path, { labelSelector, resourceVersion }, signal)) {
    if (type === "ADDED" || type === "MODIFIED") follower.see(object);
    else if (type === "DELETED") follower.lose(object);
    else if (type === "ERROR") return;
  }
}
