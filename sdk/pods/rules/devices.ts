import { memberPath } from "../path";
import { quantityOf } from "./amounts";
import { allContainers, childOf, says, type Part, type PodView } from "./pod-view";
import { BOTH, saidIn, V1_ERROR, type PodProblem, type PodRule } from "./rule";

/** @see https://learn.microsoft.com/azure/container-instances/container-instances-resource-and-quota-limits */
const DISK_BYTES = 50e9;

/** What every node offers, by name; the rest is for nodes that have it. */
const COMMON = new Set(["cpu", "memory", "ephemeral-storage"]);

/** Rules on what else than CPU and memory a pod asks for. */
export const DEVICE_RULES: readonly PodRule[] = [
  {
    id: "ephemeral-storage",
    capability: "ephemeralStorage",
    what: "requests or limits of ephemeral storage, of 50 GB in all at most",
    severity: V1_ERROR,
    find: (pod) => (diskOf(pod) > DISK_BYTES ? [] : pod.containers.flatMap(storageMembers)),
  },
  {
    id: "disk-size",
    capability: "disk",
    what: "requests of more than 50 GB of ephemeral storage in all",
    severity: { v1: "error", v2: "warning" },
    onlyOnVms: BOTH,
    find: (pod) => (diskOf(pod) > DISK_BYTES ? pod.containers.flatMap(storageMembers) : []),
  },
  {
    id: "extended-resources",
    capability: "extendedResources",
    what: "GPUs, huge pages and other resources of certain nodes, or claims of devices",
    severity: { v1: "error", v2: "warning" },
    onlyOnVms: BOTH,
    find: (pod) => [
      ...allContainers(pod).flatMap(extendedResources),
      ...saidIn(pod.spec, "resourceClaims", "claims of devices"),
    ],
  },
];

/** Where requests and limits of ephemeral storage stand. */
function storageMembers(container: Part): readonly PodProblem[] {
  const resources = childOf(container, "resources");
  if (resources === undefined) return [];
  return ["requests", "limits"]
    .flatMap((kind) => childOf(resources, kind) ?? [])
    .flatMap((amounts) => saidIn(amounts, "ephemeral-storage", "ephemeral storage"));
}

function diskOf({ containers }: PodView): number {
  const asked = containers.map(
    (container) =>
      quantityOf(container, "requests", "ephemeral-storage") ??
      quantityOf(container, "limits", "ephemeral-storage") ??
      0,
  );
  return asked.reduce((sum, amount) => sum + amount, 0);
}

function extendedResources(container: Part): readonly PodProblem[] {
  const resources = childOf(container, "resources");
  const limits = resources === undefined ? undefined : (childOf(resources, "limits") ?? childOf(resources, "requests"));
  if (limits === undefined) return [];
  return Object.keys(limits.members)
    .filter((name) => !COMMON.has(name) && says(limits, name))
    .map((name) => ({ path: memberPath(limits.path, name), problem: `the resource ${name}` }));
}
