import type { NamedPart, VolumeSpec } from "../group-spec";
import { type GroupProblem, type GroupRule, PAGES } from "./rule";

const MOST_CONTAINERS = 60;
const MOST_VOLUMES = 20;
const CONTAINER_NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const VOLUME_NAME = /^(?!.*--)[a-z0-9][-a-z0-9]{3,61}[a-z0-9]$/;

/** Rules on the containers and volumes of a group, their number and their names. */
export const PART_RULES: readonly GroupRule[] = [
  {
    id: "container-count",
    what: "more than 60 containers",
    severity: "error",
    effect: "ACI refuses more than 60 in a group",
    instead: "make another container group of some of them",
    source: PAGES.limits,
    find: ({ containers, initContainers }) => {
      const count = containers.length + initContainers.length;
      return count > MOST_CONTAINERS ? [{ path: "sidecars", problem: `${count} containers in all` }] : [];
    },
  },
  {
    id: "container-name",
    what: "a container's name of other than 1 to 63 lower-case letters, digits and hyphens",
    severity: "error",
    effect: "ACI refuses it",
    instead: "use 1 to 63 lower-case letters, digits and hyphens, no hyphen first or last",
    source: PAGES.names,
    find: ({ containers, initContainers }) => misnamed([...containers, ...initContainers], CONTAINER_NAME),
  },
  {
    id: "container-name-twice",
    what: "two containers of one name",
    severity: "error",
    effect: "ACI tells the containers of a group apart by their names",
    instead: "give each a name of its own",
    source: PAGES.groups,
    find: ({ containers, initContainers }) => repeated([...containers, ...initContainers]),
  },
  {
    id: "volume-count",
    what: "more than 20 volumes",
    severity: "error",
    effect: "ACI refuses more than 20 in a group",
    instead: "put several folders on one file share",
    source: PAGES.limits,
    find: ({ volumes }) =>
      volumes.length > MOST_VOLUMES ? [{ path: "volumes", problem: `${volumes.length} volumes` }] : [],
  },
  {
    id: "volume-name",
    what: "a volume's name of other than 5 to 63 lower-case letters, digits and single hyphens",
    severity: "error",
    effect: "ACI refuses it",
    instead: "use 5 to 63 lower-case letters, digits and hyphens, no hyphen first or last and never two together",
    source: PAGES.names,
    find: ({ volumes }) => misnamed(volumes, VOLUME_NAME),
  },
  {
    id: "volume-name-twice",
    what: "two volumes of one name",
    severity: "error",
    effect: "ACI tells the volumes of a group apart by their names",
    instead: "give each a name of its own",
    source: PAGES.groups,
    find: ({ volumes }) => repeated(volumes),
  },
  {
    id: "mount-path-twice",
    what: "two volumes at one path",
    severity: "error",
    effect: "one of them would hide the other",
    instead: "give each a path of its own",
    source: PAGES.groups,
    find: ({ volumes }) => volumes.filter(isHidden).map(({ path, mountPath }) => mountProblem(path, mountPath)),
  },
];

function misnamed(parts: readonly NamedPart[], pattern: RegExp): readonly GroupProblem[] {
  return parts
    .filter(({ name }) => !pattern.test(name))
    .map(({ path, name }) => ({ path, problem: `the name ${JSON.stringify(name)}` }));
}

function repeated(parts: readonly NamedPart[]): readonly GroupProblem[] {
  return parts
    .filter(({ name }, index) => parts.findIndex((other) => other.name === name) < index)
    .map(({ path, name }) => ({ path, problem: `the name ${JSON.stringify(name)} again` }));
}

function isHidden({ mountPath }: VolumeSpec, index: number, all: readonly VolumeSpec[]): boolean {
  return all.findIndex((other) => other.mountPath === mountPath) < index;
}

function mountProblem(path: string, mountPath: string): GroupProblem {
  return { path: path.replace(/name$/, "mountPath"), problem: `a second volume at ${mountPath}` };
}
