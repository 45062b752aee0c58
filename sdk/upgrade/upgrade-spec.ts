import { checked, type Check } from "../check";

/** How a new version of a service's pods takes the place of the old one. */
export const UpgradeStrategy = {
  /** It is tried first on pods of its own; only when they have passed do the tiers roll. */
  canary: "canary",
  /** Every tier rolls at once, as Deployments of their own would. */
  rolling: "rolling",
} as const;
export type UpgradeStrategy = (typeof UpgradeStrategy)[keyof typeof UpgradeStrategy];

/** What a user may say about how a service is upgraded. */
export interface UpgradeArgs {
  readonly strategy?: UpgradeStrategy | undefined;
  readonly canaryReplicas?: number | undefined;
  readonly verifySeconds?: number | undefined;
  readonly timeoutMinutes?: number | undefined;
  readonly wrongAnswersAllowed?: number | undefined;
  readonly maxSurge?: number | undefined;
}

/** How a service is upgraded, complete and checked. */
export interface UpgradeSpec {
  readonly strategy: UpgradeStrategy;
  /** How many pods try a new template. */
  readonly canaryReplicas: number;
  /** How long they must be well once they are, in seconds. */
  readonly verifySeconds: number;
  /** How long they may take to be well, in minutes. */
  readonly timeoutMinutes: number;
  /** How many wrong answers of all pods together do not count against them. */
  readonly wrongAnswersAllowed: number;
  /** The most pods that a tier may have above its number while it rolls. @default - a quarter of them */
  readonly maxSurge?: number;
}

/** What an upgrade takes where its author says nothing. */
export const DEFAULT_UPGRADE: UpgradeSpec = {
  strategy: UpgradeStrategy.canary,
  canaryReplicas: 1,
  verifySeconds: 30,
  timeoutMinutes: 10,
  wrongAnswersAllowed: 0,
};

/** What only a canary has. */
const CANARY_ARGS = ["canaryReplicas", "verifySeconds", "timeoutMinutes", "wrongAnswersAllowed"] as const;

type CanaryArg = (typeof CANARY_ARGS)[number];

/** The numbers that each may be; `canary-release-actions` checks by them too. */
export const CANARY_RANGES: Readonly<Record<CanaryArg, { readonly min: number; readonly max: number }>> = {
  canaryReplicas: { min: 1, max: 100 },
  verifySeconds: { min: 0, max: 3600 },
  timeoutMinutes: { min: 1, max: 1440 },
  wrongAnswersAllowed: { min: 0, max: 1000 },
};

/**
 * @param args what the user wrote as `upgrade`
 * @throws ArgumentError where an argument is wrong
 */
export function upgradeSpec(args: UpgradeArgs): UpgradeSpec {
  return checked((root) => {
    const check = root.within("upgrade");
    const strategy = check.oneOf("strategy", args.strategy ?? DEFAULT_UPGRADE.strategy, [
      UpgradeStrategy.canary,
      UpgradeStrategy.rolling,
    ]);
    if (strategy === UpgradeStrategy.rolling) refuseCanaryArgs(args, check);
    const number = (name: CanaryArg): number =>
      check.wholeNumber(name, args[name] ?? DEFAULT_UPGRADE[name], CANARY_RANGES[name]);
    return {
      strategy,
      canaryReplicas: number("canaryReplicas"),
      verifySeconds: number("verifySeconds"),
      timeoutMinutes: number("timeoutMinutes"),
      wrongAnswersAllowed: number("wrongAnswersAllowed"),
      ...(args.maxSurge === undefined ? {} : { maxSurge: check.wholeNumber("maxSurge", args.maxSurge, { min: 1 }) }),
    };
  });
}

function refuseCanaryArgs(args: UpgradeArgs, check: Check): void {
  for (const name of CANARY_ARGS) {
    if (args[name] !== undefined) check.problem(name, 'must be left out where strategy is "rolling": no canary runs');
  }
}
