import { isDeepStrictEqual } from "node:util";
import { armRefusal, type ArmClient } from "../../sdk/azure/arm-client-io";
import {
  type ContainerGroupObservation,
  type PodIdentity,
  type StrayGroup,
  strayGroups,
} from "../../sdk/failover/stray-groups";
import type { KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import { listAll } from "../../sdk/kubernetes/list-io";
import type { KubernetesObject } from "../../sdk/kubernetes/object";

const VERSION = { "api-version": "2023-05-01" };

/** Where strays are looked for. */
export interface StraySearch {
  readonly client: KubernetesClient;
  readonly arm: ArmClient;
  /** The id of the node resource group. */
  readonly groupId: string;
}

/** A stray with the tags that it was found by. */
export interface FoundStray extends StrayGroup {
  readonly tags: Readonly<Record<string, string>>;
}

/** What was seen of a node resource group. */
export interface FoundStrays {
  readonly strays: readonly FoundStray[];
  /** Whether any container group there is of a pod of the cluster; uids are unique among clusters. */
  readonly hasOwn: boolean;
}

/** What became of a stray that was to be removed: `deleting` where Azure has taken it on and is not done yet. */
export interface Removal {
  readonly outcome: "deleted" | "deleting" | "gone" | "changed" | "failed";
  /** Why it failed. */
  readonly problem?: string;
}

/**
 * Looks for the container groups that stand for no pod.
 *
 * @throws ArmRefusal, AzureSignInError, KubernetesUnreachable, KubernetesStatusError where either could not be listed
 *   completely
 */
export async function findStrays({ client, arm, groupId }: StraySearch): Promise<FoundStrays> {
  // The pods come after the groups: the pod of a group that was there is there by then, too.
  const path = `${groupId}/providers/Microsoft.ContainerInstance/containerGroups`;
  const groups = (await arm.list({ path, query: VERSION })) as readonly ContainerGroupObservation[];
  const { items, at } = await listAll<KubernetesObject>(client, "pods", { path: "/api/v1/pods" });
  const pods = items.map(podIdentity);
  const uids = new Set(pods.map(({ uid }) => uid));
  const tags = new Map(groups.map((group) => [group.id, group.tags ?? {}]));
  return {
    strays: strayGroups(groups, pods, at).map((stray) => ({ ...stray, tags: tags.get(stray.id) ?? {} })),
    hasOwn: groups.some((group) => uids.has(group.tags?.["UID"] ?? "")),
  };
}

/** Deletes a stray, if it still is what was found: the connector gives its name to the next pod of the same name. */
export async function removeStray(arm: ArmClient, { id, tags }: FoundStray): Promise<Removal> {
  try {
    const seen = await arm.send({ path: id, query: VERSION });
    if (seen.status === 404) return { outcome: "gone" };
    if (seen.status !== 200) throw armRefusal(`read the container group ${id}`, seen);
    if (!isDeepStrictEqual((seen.body as ContainerGroupObservation).tags, tags)) return { outcome: "changed" };
    const answer = await arm.send({ method: "DELETE", path: id, query: VERSION });
    if (answer.status === 404) return { outcome: "gone" };
    if (answer.status >= 300) throw armRefusal(`delete the container group ${id}`, answer);
    return { outcome: answer.status === 202 ? "deleting" : "deleted" };
  } catch (error) {
    // Part of the report: what was deleted before it must be told in any case.
    return { outcome: "failed", problem: error instanceof Error ? error.message : String(error) };
  }
}

function podIdentity({ metadata: { namespace = "", name = "", uid = "" } = {} }: KubernetesObject): PodIdentity {
  return { namespace, name, uid };
}
