import { throttleMinutes } from "../placement/aci-quota";
import type { PlacementPlan } from "../placement/plan-placement";
import type { FleetSpec } from "./fleet-spec";
import { Orchestration } from "./fleet-upgrade";
import { zoneOf } from "./zones";

/** One group of a fleet. */
export interface FleetGroup {
  /** Its place in the fleet, from 0, which is part of its name. */
  readonly index: number;
  /** None: Azure chooses a place in the region. */
  readonly zone?: string;
}

/** How many groups a fleet has, and where. The counts and `unplaced` always sum to the number that was wanted. */
export interface FleetPlan {
  readonly groups: readonly FleetGroup[];
  readonly placement: PlacementPlan;
}

/** What a fleet without zones is counted under. */
export const REGION = "region";

/** Places the groups of a fleet: as many as the quota has room for, one zone after the other. */
export function planFleet(spec: FleetSpec): FleetPlan {
  const { wanted, zones, quotaRoom, standbyGroups } = spec;
  const room = Math.max(0, quotaRoom.replicas - standbyGroups);
  const placed = Math.min(wanted.replicas, room);
  const unplaced = wanted.replicas - placed;
  const groups = Array.from({ length: placed }, (_none, index): FleetGroup => {
    const zone = spreads(index, spec);
    return zone === undefined ? { index } : { index, zone };
  });
  const lacking = unplaced > 0 ? [`${unplaced} unplaced, because ${quotaRoom.reason}${besides(standbyGroups)}.`] : [];
  const placement = {
    counts: countsOf(groups, zones),
    unplaced,
    reasons: [`${wanted.replicas} wanted, because ${wanted.reason}.`, spreadWords(spec), ...lacking],
    warnings: [...lacking, ...throttleWords(placed + standbyGroups, spec)],
  };
  return { groups, placement };
}

/** The placement in a line: `10 replicas: 4 in zone 1, 3 in zone 2, 3 in zone 3`. */
export function fleetSummary({ counts, unplaced }: PlacementPlan): string {
  const parts = Object.entries(counts).map(([zone, count]) =>
    zone === REGION ? `${count} in the region` : `${count} in zone ${zone}`,
  );
  const all = Object.values(counts).reduce((sum, count) => sum + count, unplaced);
  const lacking = unplaced > 0 ? [`${unplaced} unplaced`] : [];
  return `${all} ${all === 1 ? "replica" : "replicas"}: ${[...parts, ...lacking].join(", ")}`;
}

function countsOf(groups: readonly FleetGroup[], zones: readonly string[]): Record<string, number> {
  const names = zones.length === 0 ? [REGION] : [...zones].sort();
  return Object.fromEntries(names.map((name) => [name, groups.filter(({ zone = REGION }) => zone === name).length]));
}

/** NGroups spread evenly over the zones that are named; what is counted here keeps its zone when another is left out. */
function spreads(index: number, { zones, orchestration }: FleetSpec): string | undefined {
  return orchestration === Orchestration.nGroups ? zones[index % zones.length] : zoneOf(index, zones);
}

function spreadWords({ zones, orchestration }: FleetSpec): string {
  if (zones.length === 0) return "No zones are named, so Azure chooses the places.";
  return orchestration === Orchestration.nGroups ? "NGroups spread them over the zones." : "The zones take turns.";
}

function besides(standbyGroups: number): string {
  return standbyGroups === 0 ? "" : `, and standbyPool.readyGroups is ${standbyGroups}`;
}

function throttleWords(creates: number, { quota }: FleetSpec): string[] {
  const minutes = throttleMinutes(creates, quota);
  if (minutes === 0) return [];
  const limits = `aciQuota.createsPer5Minutes is ${quota.createsPer5Minutes}, createsPerHour ${quota.createsPerHour}`;
  return [`To start all ${creates} at once would take ${minutes} minutes and more, because ${limits}.`];
}
