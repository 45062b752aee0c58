import { setTimeout as delay } from "node:timers/promises";
import { bodyOf, type KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import type { KubernetesObject } from "../../sdk/kubernetes/object";

/** Objects to follow. */
export interface Followed {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** How long to wait before it is listed again where the API server gave no answer, in milliseconds. */
const PAUSE_MS = 500;

/**
 * Tells which objects there are, at once and whenever they change, until `signal` is aborted. While the API server is away
 * nothing changes.
 */
export async function follow(
  client: KubernetesClient,
  followed: Followed,
  { changed, signal }: { changed: (objects: readonly KubernetesObject[]) => void; signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    try {
      await followOnce(client, followed, { changed, signal });
    } catch {
      // Whatever it was, listing anew shows what is there.
    }
    await delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** Until the API server ends the watch, as it does every few minutes. */
async function followOnce(
  client: KubernetesClient,
  { path, query }: Followed,
  { changed, signal }: { changed: (objects: readonly KubernetesObject[]) => void; signal: AbortSignal },
): Promise<void> {
  const answer = await client.request({ method: "GET", path, query, signal });
  const list = bodyOf(answer, `list ${path}`) as {
    readonly items?: readonly KubernetesObject[];
    readonly metadata?: { readonly resourceVersion?: string };
  };
  const objects = new Map((list.items ?? []).map((object) => [object.metadata?.uid ?? "", object]));
  changed([...objects.values()]);
  const { resourceVersion = "" } = list.metadata ?? {};
  for await (const { type, object } of client.watch(path, { ...query, resourceVersion }, signal)) {
    const uid = object.metadata?.uid ?? "";
    if (type === "ERROR") return;
    if (type === "BOOKMARK") continue;
    if (type === "DELETED") objects.delete(uid);
    else objects.set(uid, object);
    changed([...objects.values()]);
  }
}
