import { tierTitle } from "../placement/tier";
import type { ProbeSpec } from "../pods/probe";
import { probeWords } from "./probe-words";
import { type RolloutPlan, surgeOf } from "./rollout-plan";
import { canaryTier, rolloutOrder, type RolloutSpec } from "./rollout-spec";

/** What is tried, and what it is asked. */
export interface CanaryWords {
  /** @default - not named: it is a secret */
  readonly image?: string | undefined;
  readonly probe?: ProbeSpec | undefined;
}

/** The first step of an upgrade: what is tried where, and what it must show. */
export function canaryStep({ upgrade, tiers }: RolloutSpec, { image, probe }: CanaryWords): string {
  const { canaryReplicas, verifySeconds, wrongAnswersAllowed } = upgrade;
  const tier = canaryTier(tiers);
  const canaries = canaryReplicas === 1 ? "1 canary" : `${canaryReplicas} canaries`;
  const place = tier === undefined ? "" : ` on ${tierTitle(tier)}`;
  const wrong = wrongAnswersAllowed === 0 ? "" : ` (${wrongAnswersAllowed} may be wrong)`;
  const asked = probe === undefined ? [] : [`${probeWords(probe)} answers 200 to 399${wrong}`];
  return (
    `${canaries} of ${image ?? "the new version"}${place} for ${verifySeconds} s: ` +
    ["ready", "no restarts", ...asked].join(", ")
  );
}

/** A later step: how many pods of a tier are replaced, and how many at a time. */
export function tierStep(name: string, { tiers }: Pick<RolloutSpec, "tiers">, { strategies }: RolloutPlan): string {
  const tier = tiers.find((each) => each.name === name);
  const strategy = strategies[name];
  const word = rolloutOrder(tiers)[0]?.name === name ? "then" : "and at once";
  if (tier === undefined || strategy === undefined) return `${word} ${name}`;
  const { replicas, isAutoscaled } = tier;
  if (replicas === 0) return `${word} ${tierTitle(tier)}: no replicas to replace`;
  const counted = replicas === 1 ? "1 replica" : `${replicas} replicas`;
  const takesFirst = strategy.rollingUpdate.maxUnavailable > 0;
  const pace = takesFirst ? "1 goes before a new one comes" : `${surgeOf(strategy, replicas)} new at a time`;
  return `${word} ${tierTitle(tier)}: ${isAutoscaled ? "up to " : ""}${counted}, ${pace}`;
}
