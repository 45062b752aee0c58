import type { ContainerGroupSpec } from "../group-spec";
import type { AciSize } from "../size";
import { type GroupProblem, type GroupRule, PAGES } from "./rule";

const LEAST: AciSize = { cpu: 1, memoryInGB: 1 };
const COMFORTABLE: AciSize = { cpu: 4, memoryInGB: 16 };
const MOST: AciSize = { cpu: 31, memoryInGB: 240 };

/** Rules on how much a group asks for in all. */
export const SIZE_RULES: readonly GroupRule[] = [
  {
    id: "group-size",
    what: "more than 31 CPUs or 240 GB in all",
    severity: "error",
    effect: "ACI has no larger groups",
    instead: "ask for less, or run it on VMs",
    source: PAGES.limits,
    find: (group) => sized(group, (amount, member) => amount > MOST[member]),
  },
  {
    id: "large-group",
    what: "more than 4 CPUs or 16 GB in all",
    severity: "warning",
    effect: "a region may have no room for it when it is wanted",
    instead: "make several smaller groups, or ask Azure for quota",
    source: PAGES.limits,
    find: (group) =>
      isSpot(group) ? [] : sized(group, (amount, member) => amount > COMFORTABLE[member] && amount <= MOST[member]),
  },
  {
    id: "spot-size",
    what: "a spot group of more than 4 CPUs or 16 GB in all",
    severity: "error",
    effect: "ACI has no larger spot groups",
    instead: "ask for less, or for regular priority",
    source: PAGES.limits,
    find: (group) => (isSpot(group) ? sized(group, (amount, member) => amount > COMFORTABLE[member]) : []),
  },
  {
    id: "group-minimum",
    what: "less than 1 CPU or 1 GB in all",
    severity: "note",
    effect: "ACI's page says to give a group 1 CPU and 1 GB at least",
    instead: "ask for that much where a smaller group is refused",
    source: PAGES.groups,
    find: (group) => sized(group, (amount, member) => amount < LEAST[member]),
  },
];

function isSpot({ priority }: ContainerGroupSpec): boolean {
  return priority === "Spot";
}

function sized(
  { size }: ContainerGroupSpec,
  isFound: (amount: number, member: keyof AciSize) => boolean,
): readonly GroupProblem[] {
  return [
    ...(isFound(size.cpu, "cpu") ? [{ path: "resources.cpu", problem: `${size.cpu} CPU in all` }] : []),
    ...(isFound(size.memoryInGB, "memoryInGB")
      ? [{ path: "resources.memory", problem: `${size.memoryInGB} GB in all` }]
      : []),
  ];
}
