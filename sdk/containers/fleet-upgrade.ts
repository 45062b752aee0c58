import { checked, type Check } from "../check";

/** Who keeps the groups of a fleet. */
export const Orchestration = {
  /** Azure's NGroups: the platform keeps their number, names them, and rolls new versions out. */
  nGroups: "NGroups",
  /** Pulumi: each group is a resource of its own with a name of its own, upgraded in batches with a look between. */
  containerGroups: "ContainerGroups",
} as const;
export type Orchestration = (typeof Orchestration)[keyof typeof Orchestration];

/** How a new version reaches the groups of a fleet. */
export const FleetUpgradeStrategy = {
  /** Batch by batch; a batch that is not well ends it. */
  rolling: "Rolling",
  /** By hand: what runs stays as it is, what is new is of the new version. */
  manual: "Manual",
} as const;
export type FleetUpgradeStrategy = (typeof FleetUpgradeStrategy)[keyof typeof FleetUpgradeStrategy];

/** What a user may say about how a fleet is upgraded. */
export interface FleetUpgradeArgs {
  readonly strategy?: FleetUpgradeStrategy | undefined;
  readonly maxBatchPercent?: number | undefined;
  readonly maxUnhealthyPercent?: number | undefined;
  readonly verifySeconds?: number | undefined;
  readonly timeoutMinutes?: number | undefined;
  readonly asksReplicas?: boolean | undefined;
}

/** How a fleet is upgraded, complete and checked. */
export interface FleetUpgradeSpec {
  readonly strategy: FleetUpgradeStrategy;
  /** The most groups that are upgraded at a time, in percent of all. */
  readonly maxBatchPercent: number;
  /** The most groups that may be sick after a batch, in percent of those upgraded so far. */
  readonly maxUnhealthyPercent: number;
  /** How long a batch must be well before the next one. */
  readonly verifySeconds: number;
  /** How long a group may take to be well. */
  readonly timeoutMinutes: number;
  /** Whether each group is asked at its own address. */
  readonly asksReplicas: boolean;
}

const DEFAULTS = { maxBatchPercent: 20, maxUnhealthyPercent: 0, verifySeconds: 30, timeoutMinutes: 10 };
export const VERIFY_SECONDS = { min: 0, max: 3600 };

/** @throws ArgumentError where an argument is wrong, or means nothing to who keeps the groups */
export function fleetUpgradeSpec(
  args: FleetUpgradeArgs,
  { orchestration, hasProbe }: { readonly orchestration: Orchestration; readonly hasProbe: boolean },
): FleetUpgradeSpec {
  return checked((root) => {
    const check = root.within("upgrade");
    refuseOthers(args, orchestration, check);
    if (args.asksReplicas === true && !hasProbe) check.problem("asksReplicas", "needs a probe to ask by");
    const number = (name: keyof typeof DEFAULTS, min: number, max: number): number =>
      check.wholeNumber(name, args[name] ?? DEFAULTS[name], { min, max });
    return {
      strategy: check.oneOf("strategy", args.strategy ?? FleetUpgradeStrategy.rolling, [
        FleetUpgradeStrategy.rolling,
        FleetUpgradeStrategy.manual,
      ]),
      maxBatchPercent: number("maxBatchPercent", 1, 100),
      maxUnhealthyPercent: number("maxUnhealthyPercent", 0, 100),
      verifySeconds: number("verifySeconds", VERIFY_SECONDS.min, VERIFY_SECONDS.max),
      timeoutMinutes: number("timeoutMinutes", 1, 1440),
      asksReplicas: args.asksReplicas ?? false,
    };
  });
}

function refuseOthers(args: FleetUpgradeArgs, orchestration: Orchestration, check: Check): void {
  const only = (name: keyof FleetUpgradeArgs, owner: Orchestration, why: string): void => {
    if (args[name] !== undefined && orchestration !== owner) {
      check.problem(name, `is for orchestration "${owner}"; ${why}`);
    }
  };
  only("strategy", Orchestration.nGroups, "Pulumi rolls every change out, batch by batch");
  only("maxUnhealthyPercent", Orchestration.nGroups, "here the first group that is not well ends the upgrade");
  only("timeoutMinutes", Orchestration.containerGroups, "NGroups wait for their groups as long as they see fit");
  only("asksReplicas", Orchestration.containerGroups, "the addresses of groups that NGroups keep are Azure's to know");
}

/** How many groups are upgraded at a time, at least one. */
export function batchSize(groups: number, { maxBatchPercent }: Pick<FleetUpgradeSpec, "maxBatchPercent">): number {
  return Math.max(1, Math.floor((groups * maxBatchPercent) / 100));
}

/** The groups that must be well before one is touched: those of the batch before its own. */
export function waitsFor(index: number, size: number): readonly number[] {
  const batch = Math.floor(index / size);
  if (batch === 0) return [];
  return Array.from({ length: size }, (_none, offset) => (batch - 1) * size + offset);
}
