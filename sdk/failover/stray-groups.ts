import { SECOND, type Time, timeOf } from "./time";

/** A container group, as far as it tells which pod it is. */
export interface ContainerGroupObservation {
  readonly id: string;
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** A pod that there is, in any namespace. */
export interface PodIdentity {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** A container group that is paid for and stands for no pod. */
export interface StrayGroup {
  readonly id: string;
  readonly name: string;
  readonly kind: "orphan" | "duplicate";
  /** A full sentence. */
  readonly because: string;
}

/**
 * The connector deletes what no pod stands for every 5 minutes (virtual-kubelet/azure-aci, podsTracker.go,
 * cleanupDanglingPods), so that a younger group is nobody else's business; nor may the pod of one have been listed.
 */
const CONNECTORS_SECONDS = 600;

/**
 * Finds the container groups of virtual nodes that stand for no pod, and those that do so twice. By their tags: a group
 * without those of the connector (virtual-kubelet/azure-aci, aci.go) is none of its own, and never found.
 *
 * @param groups all of a node resource group
 * @param pods all of its cluster, listed after the groups
 */
export function strayGroups(
  groups: readonly ContainerGroupObservation[],
  pods: readonly PodIdentity[],
  at: Time,
): readonly StrayGroup[] {
  const uids = new Map(pods.map(({ namespace, name, uid }) => [`${namespace}/${name}`, uid]));
  const old = groups.flatMap((group) => {
    const tags = tagsOf(group);
    return tags === undefined || at - tags.created < CONNECTORS_SECONDS * SECOND ? [] : [{ group, tags }];
  });
  const kept = new Set<string>();
  // The one that is called as the connector calls it stands for the pod.
  const byName = [...old].sort((one, other) => Number(isNamed(other)) - Number(isNamed(one)));
  return byName.flatMap(({ group: { id, name }, tags }): StrayGroup[] => {
    const pod = `${tags.namespace}/${tags.pod}`;
    const uid = uids.get(pod);
    if (uid === undefined) {
      return [{ id, name, kind: "orphan", because: `${name} is of the pod ${pod}, which is not there.` }];
    }
    if (uid !== tags.uid) {
      return [{ id, name, kind: "orphan", because: `${name} is of an earlier pod ${pod}, with the uid ${tags.uid}.` }];
    }
    if (kept.has(uid)) return [{ id, name, kind: "duplicate", because: `${name} is a second one of the pod ${pod}.` }];
    kept.add(uid);
    return [];
  });
}

interface ConnectorTags {
  readonly namespace: string;
  readonly pod: string;
  readonly uid: string;
  readonly created: Time;
}

function tagsOf({ tags = {} }: ContainerGroupObservation): ConnectorTags | undefined {
  const { PodName: pod, Namespace: namespace, UID: uid, CreationTimestamp } = tags;
  const created = goTime(CreationTimestamp ?? "");
  if (pod === undefined || namespace === undefined || uid === undefined || created === undefined) return undefined;
  return { namespace, pod, uid, created };
}

/** As Go writes a time: `2026-01-02 03:04:05.678 +0000 UTC`. */
function goTime(text: string): Time | undefined {
  const [, day = "", time = "", hours = "", minutes = ""] =
    /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?:\.\d+)? ([+-]\d{2})(\d{2})/.exec(text) ?? [];
  return timeOf(`${day}T${time}${hours}:${minutes}`);
}

function isNamed({ group, tags }: { group: ContainerGroupObservation; tags: ConnectorTags }): boolean {
  return group.name === `${tags.namespace}-${tags.pod}`;
}
