import * as pulumi from "@pulumi/pulumi";
import type { ArgumentProblem } from "../../sdk/argument-error";
import { fleetAccess } from "../../sdk/containers/fleet-access";
import { fleetSpec } from "../../sdk/containers/fleet-spec";
import { fleetUpgradeSpec, Orchestration } from "../../sdk/containers/fleet-upgrade";
import { groupDecisions } from "../container-group/decisions";
import { type Decision, decision, pick, resolve } from "../resolve";
import type { ContainerInstanceServiceArgs } from "./args";

/** The error's first line names the fleet. */
export function fleetTitle(name: string): string {
  return `ContainerInstanceService "${name}"`;
}

export type FleetDecisions = ReturnType<typeof fleetDecisions>;

/** Everything that is decided from the args of a fleet. Each decision hangs on as few args as it can. */
export function fleetDecisions(name: string, args: ContainerInstanceServiceArgs, now: Date) {
  const orchestration = args.orchestration ?? Orchestration.nGroups;
  return resolve(fleetTitle(name), {
    ...groupDecisions(name, args, { isInSubnet: true }),
    access: decision(accessArgs(args), fleetAccess),
    fleet: decision({ ...countArgs(args), ...pick(args, "zones") }, (known) =>
      fleetSpec({ ...known, orchestration, now }),
    ),
    upgrade: decision(args.upgrade ?? {}, (known) =>
      fleetUpgradeSpec(known, { orchestration, hasProbe: args.probe !== undefined }),
    ),
    children: orchestration === Orchestration.containerGroups ? knownChildren(args, now) : NOTHING,
  });
}

/** All that the number of groups hangs on. */
export function countArgs(args: ContainerInstanceServiceArgs) {
  return {
    ...pick(args, "replicas", "schedule", "resources", "aciQuota"),
    sidecars: args.sidecars?.map((each) => pick(each, "resources")),
    standbyGroups: args.standbyPool?.readyGroups,
  };
}

function accessArgs(args: ContainerInstanceServiceArgs) {
  return {
    ...pick(args, "orchestration", "exposure", "port", "servicePort"),
    hasFrontendSubnet: args.frontendSubnetId !== undefined,
    hasPrivateDns: args.privateDns !== undefined,
    hasStandbyPool: args.standbyPool !== undefined,
    hasZones: args.zones !== undefined,
    hasIdentity: args.identity !== undefined,
    hasDnsServers: args.dnsServers !== undefined,
  };
}

/** Where Azure keeps the groups, their number may be known as late as it likes. */
const NOTHING: Decision<undefined> = { problems: () => [], resolve: () => undefined };

/**
 * What decides which children there are, checked at once: it must be known, because the set of children never depends on an
 * unknown.
 */
function knownChildren(args: ContainerInstanceServiceArgs, now: Date): Decision<undefined> {
  const orchestration = Orchestration.containerGroups;
  const counts = countArgs(args);
  const unknown = unknownPaths({ ...counts, upgrade: pick(args.upgrade ?? {}, "maxBatchPercent") });
  const count = decision(counts, (known) => fleetSpec({ ...known, orchestration, now }));
  return {
    problems: () => (unknown.length > 0 ? unknown.map(mustBeKnown) : count.problems()),
    resolve: () => undefined,
  };
}

function mustBeKnown(path: string): ArgumentProblem {
  return {
    path: path.replace("standbyGroups", "standbyPool.readyGroups"),
    reason:
      `must be a plain value with orchestration "${Orchestration.containerGroups}", because it decides which resources ` +
      `there are; got an Output. Take it from the program or its configuration, or use "${Orchestration.nGroups}"`,
  };
}

function unknownPaths(value: unknown, path = ""): readonly string[] {
  if (pulumi.Output.isInstance(value) || value instanceof Promise) return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) => {
    const inner = Array.isArray(value) ? `${path}[${name}]` : path === "" ? name : `${path}.${name}`;
    return unknownPaths(member, inner);
  });
}
