import { setTimeout as delay } from "node:timers/promises";
import type { KubeConfig, KubernetesListObject, KubernetesObject } from "@kubernetes/client-node" with {
  "resolution-mode": "import",
};
import { awaited } from "./waiting";

const AGAIN_MS = 250;
const LIST_MS = 60_000;

/** Which objects are followed. */
export interface Followed<T extends KubernetesObject> {
  /** Such as `/apis/apps/v1/namespaces/default/deployments`. */
  readonly path: string;
  readonly list: () => Promise<KubernetesListObject<T>>;
  /** By labels. */
  readonly selector?: string;
}

/** The objects as the watch stream has them. */
export interface Following<T extends KubernetesObject> {
  readonly items: readonly T[];
  stop(): Promise<void>;
}

/**
 * Follows objects by the official client's watch, which misses nothing however soon it has passed.
 *
 * @param changed - is told what there is at the start and after every event.
 */
export async function follow<T extends KubernetesObject>(
  config: KubeConfig,
  { path, list, selector }: Followed<T>,
  changed: (items: readonly T[]) => void,
): Promise<Following<T>> {
  const { makeInformer } = await import("@kubernetes/client-node");
  const kept = makeInformer<T>(config, path, () => awaited(`a list of ${path}`, LIST_MS, list), selector);
  let [hasStarted, isOver] = [false, false];
  for (const verb of ["add", "update", "delete"] as const) {
    kept.on(verb, () => {
      if (hasStarted) changed(kept.list());
    });
  }
  // It gives up where a watch fails, as when the API server restarts.
  kept.on("error", () => {
    void delay(AGAIN_MS).then(() => (isOver ? undefined : kept.start()));
  });
  await kept.start();
  hasStarted = true;
  changed(kept.list());
  return {
    get items() {
      return kept.list();
    },
    stop: async () => {
      isOver = true;
      await kept.stop();
    },
  };
}

/** What was seen while something was done, one after the other, without the same twice in a row. */
export interface Seen<R> {
  readonly seen: readonly (readonly string[])[];
  readonly result: R;
}

/**
 * Follows objects while something is done.
 *
 * @param words - what is told of the objects.
 */
export async function seenDuring<T extends KubernetesObject, R>(
  operation: () => Promise<R>,
  {
    config,
    words,
    ...followed
  }: Followed<T> & {
    readonly config: KubeConfig;
    readonly words: (items: readonly T[]) => readonly string[];
  },
): Promise<Seen<R>> {
  const seen: (readonly string[])[] = [];
  const following = await follow(config, followed, (items) => {
    const now = words(items);
    if (now.join() !== seen.at(-1)?.join()) seen.push(now);
  });
  try {
    const result = await operation();
    await awaited(`the last of ${followed.path} on the watch`, LIST_MS, async () => {
      const { items } = await followed.list();
      return words(items).join() === seen.at(-1)?.join() || undefined;
    });
    return { seen, result };
  } finally {
    await following.stop();
  }
}
