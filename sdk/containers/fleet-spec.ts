import { checked } from "../check";
import { aciQuota, type AciQuota, type AciQuotaArgs, quotaRoom, type QuotaRoom } from "../placement/aci-quota";
import { containerSize } from "./container-spec";
import type { Orchestration } from "./fleet-upgrade";
import { scheduledReplicas, type ScheduleArgs, scheduleSpec, type ScheduledReplicas } from "./schedule";
import { totalSize } from "./size";

/** What a user may say about how many groups a fleet has, and where. */
export interface FleetArgs {
  readonly orchestration: Orchestration;
  readonly replicas: number;
  readonly schedule?: readonly ScheduleArgs[] | undefined;
  readonly zones?: readonly string[] | undefined;
  readonly resources: { readonly cpu: string; readonly memory: string };
  readonly sidecars?: readonly { readonly resources: { readonly cpu: string; readonly memory: string } }[] | undefined;
  readonly aciQuota?: AciQuotaArgs | undefined;
  /** Groups that are kept ready beside those that run; the quota is theirs too. */
  readonly standbyGroups?: number | undefined;
  /** The moment that the schedule is asked about. */
  readonly now: Date;
}

/** How many groups a fleet has, and where, complete and checked. */
export interface FleetSpec {
  readonly orchestration: Orchestration;
  /** How many are wanted at this moment, and why. */
  readonly wanted: ScheduledReplicas;
  /** The zones that the groups are spread over. Empty: Azure chooses a place in the region. */
  readonly zones: readonly string[];
  readonly quota: AciQuota;
  /** How many groups the quota has room for, and which part of it ends there. */
  readonly quotaRoom: QuotaRoom;
  readonly standbyGroups: number;
}

const MOST_REPLICAS = 100_000;
/** @see https://learn.microsoft.com/azure/templates/microsoft.standbypool/standbycontainergrouppools */
const MOST_STANDBY = 2_000;
const ZONE = { pattern: /^[1-3]$/, description: 'a zone: "1", "2" or "3"' };

/** @throws ArgumentError where an argument is wrong */
export function fleetSpec(args: FleetArgs): FleetSpec {
  return checked((check) => {
    const { sidecars = [], schedule = [], zones = [] } = args;
    const replicas = check.wholeNumber("replicas", args.replicas, { min: 0, max: MOST_REPLICAS });
    const entries = schedule.map((entry, index) =>
      scheduleSpec(entry, MOST_REPLICAS, check.within(`schedule[${index}]`)),
    );
    const sizes = sidecars.map(({ resources }, index) => containerSize(resources, check.within(`sidecars[${index}]`)));
    const { cpu } = totalSize([containerSize(args.resources, check), ...sizes]);
    const quota = aciQuota(args.aciQuota ?? {}, check.within("aciQuota"));
    for (const [index, zone] of zones.entries()) {
      if (zones.indexOf(zone) < index) check.problem(`zones[${index}]`, `must be named once; got "${zone}" twice`);
    }
    return {
      orchestration: args.orchestration,
      wanted: check.passed ? scheduledReplicas(entries, replicas, args.now) : { replicas, reason: "" },
      zones: check.texts("zones", zones, ZONE),
      quota,
      quotaRoom: quotaRoom(quota, cpu),
      standbyGroups:
        args.standbyGroups === undefined
          ? 0
          : check.wholeNumber("standbyPool.readyGroups", args.standbyGroups, { min: 0, max: MOST_STANDBY }),
    };
  });
}
