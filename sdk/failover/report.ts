import { forecast } from "./forecast";
import type { FailoverLook } from "./look";
import { placed } from "./reasons";
import { shortfall } from "./shortfall";
import { failoverSummary } from "./summary";

/** A look in lines, for people: how the service is and what is done about it, why, and what comes if it stays so. */
export function failoverReport(look: FailoverLook): string {
  const { target, observation, decision } = look;
  // What keeps a sick tier is among the reasons.
  const tiers = observation.tiers.filter(({ name }) => decision.health[name]?.isSick !== true);
  const lines = [...decision.reasons, ...expected(look), ...shortfall({ tiers })];
  return [`failover of ${target.service}: ${failoverSummary(target, decision)}`, ...lines].join("\n  ");
}

function expected({ target, observation, decision }: FailoverLook): readonly string[] {
  const coming = forecast(observation, target, decision);
  if (coming === undefined) return [];
  const stranded = coming.stranded === 0 ? "" : ` ${coming.stranded} of them have no tier that can run them.`;
  return [`If it stays so, they move to ${placed(observation.tiers, coming.counts)}.${stranded}`];
}
