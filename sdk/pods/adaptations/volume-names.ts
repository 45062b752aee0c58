import { memberPath } from "../path";
import { allContainers, itemsOf, textOf, type Part, type PodView } from "../rules/pod-view";
import { isVolumeName } from "../rules/volumes";
import type { Adaptation, Edit } from "./adaptation";

const RULE = "volume-name";
const LONGEST = 63;

/** Gives volumes names that ACI documents as allowed, in their mounts too. */
export const LEGAL_VOLUME_NAMES: Adaptation = {
  rules: [RULE],
  edits: (pod) => {
    const names = newNames(pod);
    return [...pod.volumes, ...mountsOf(pod)].flatMap((part) => renamed(part, names));
  },
};

function renamed(part: Part, names: ReadonlyMap<string, string>): readonly Edit[] {
  const after = names.get(textOf(part, "name") ?? "");
  return after === undefined ? [] : [{ rule: RULE, path: memberPath(part.path, "name"), after }];
}

function mountsOf(pod: PodView): readonly Part[] {
  return allContainers(pod).flatMap((container) => itemsOf(container, "volumeMounts"));
}

/** By the old one. What is mounted and is no volume of the pod's own, but of a StatefulSet's claims, keeps its name. */
function newNames(pod: PodView): ReadonlyMap<string, string> {
  const taken = new Set([...pod.volumes, ...mountsOf(pod)].map((part) => textOf(part, "name")));
  const names = new Map<string, string>();
  for (const volume of pod.volumes) {
    const name = textOf(volume, "name");
    if (name === undefined || isVolumeName(name) || names.has(name)) continue;
    const fresh = freeName(legalName(name), taken);
    names.set(name, fresh);
    taken.add(fresh);
  }
  return names;
}

function legalName(name: string): string {
  const words = name.toLowerCase().split(/[^a-z0-9]+/);
  const joined = words.filter((word) => word !== "").join("-");
  if (joined === "") return "volume";
  return joined.length < 5 ? `${joined}-volume` : shortened(joined, LONGEST);
}

function freeName(name: string, taken: ReadonlySet<string | undefined>): string {
  let candidate = name;
  for (let number = 2; taken.has(candidate); number += 1) {
    candidate = `${shortened(name, LONGEST - String(number).length - 1)}-${number}`;
  }
  return candidate;
}

function shortened(name: string, length: number): string {
  return name.slice(0, length).replace(/-$/, "");
}
