import type { ContainerObservation, GroupObservation } from "./group-observation";

/** How a container group is. */
export type GroupVerdict =
  /** It runs. */
  | { readonly health: "well" }
  /** It may come to run by itself. */
  | { readonly health: "starting"; readonly reason: string }
  /** It has come to its end, and runs again only when somebody starts it. */
  | { readonly health: "ended"; readonly reason: string }
  /** It does not come to run by itself. */
  | { readonly health: "sick"; readonly reason: string };

/** What ACI says of a container that it starts again and again. */
const BACK_OFF = /CrashLoopBackOff|Back-off/i;
/** States of a group in which nothing runs any more. */
const ENDED = new Set(["Succeeded", "Failed", "Stopped", "Terminated"]);

/** Says from what ACI tells how a group is; the first thing that is wrong counts. */
export function groupVerdict(group: GroupObservation): GroupVerdict {
  const { provisioningState, state, containers } = group;
  const looping = containers.find(({ state: own, detail }) => own === "Waiting" && BACK_OFF.test(detail));
  if (looping !== undefined) return { health: "sick", reason: `${containerWords(looping)}${lastWarning(group)}` };
  if (ENDED.has(state)) return { health: "ended", reason: `ACI says ${state}${endWords(containers)}` };
  if (provisioningState === "Failed") {
    return { health: "sick", reason: `ACI says that its deployment failed${lastWarning(group)}` };
  }
  const waiting = containers.find(({ state: own }) => own !== "Running");
  if (waiting !== undefined) return { health: "starting", reason: `${containerWords(waiting)}${lastWarning(group)}` };
  if (state !== "Running") return { health: "starting", reason: `ACI says ${state}${lastWarning(group)}` };
  return { health: "well" };
}

/** How often the containers of a group were started again, all together. */
export function restartsOf({ containers }: GroupObservation): number {
  return containers.reduce((sum, { restarts }) => sum + restarts, 0);
}

function containerWords({ name, state, detail, exitCode, restarts }: ContainerObservation): string {
  const details = [
    ...(detail === "" ? [] : [detail]),
    ...(exitCode === undefined ? [] : [`exit code ${exitCode}`]),
    ...(restarts === 0 ? [] : [`started again ${restarts} times`]),
  ];
  return `container ${name} is ${state}${details.length === 0 ? "" : ` (${details.join(", ")})`}`;
}

function endWords(containers: readonly ContainerObservation[]): string {
  const ended = containers.find(({ exitCode }) => exitCode !== undefined && exitCode !== 0);
  return ended === undefined ? "" : `; ${containerWords(ended)}`;
}

function lastWarning({ warnings, containers }: GroupObservation): string {
  const last = [...warnings, ...containers.flatMap((container) => container.warnings)].at(-1);
  return last === undefined ? "" : `; ACI warns: ${last}`;
}
