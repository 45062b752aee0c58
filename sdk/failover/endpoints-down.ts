import { endpointProbeWords, type EndpointProbeSpec } from "./endpoint-probe";
import type { ProbeRound } from "./observation";
import { SECOND, type Time } from "./time";

/** That the endpoints of a tier do not answer: since when, and how it shows. */
export interface EndpointsDown {
  readonly since: Time;
  readonly because: string;
  readonly detail?: string;
}

/** Rounds older than so many periods say nothing of now. */
const FRESH_PERIODS = 3;

/**
 * Whether the endpoints of a tier are down. N of M, with hysteresis: with `failures` bad ones among the last rounds they
 * are, and they stay so until `successes` good ones in a row.
 *
 * @param wasDown whether they were at the last look, whoever took it: who does not ask does not know better
 */
export function endpointsDown(
  rounds: readonly ProbeRound[],
  probe: EndpointProbeSpec,
  { at, wasDown }: { readonly at: Time; readonly wasDown: boolean },
): EndpointsDown | undefined {
  const oldest = at - (probe.rounds + FRESH_PERIODS) * probe.periodSeconds * SECOND;
  const asked = rounds.filter((round) => round.asked > 0 && round.at >= oldest);
  const bad = asked.filter(isBad);
  const last = asked.slice(-probe.successes);
  const isGood = last.length >= probe.successes && !last.some(isBad);
  if (isGood || (!wasDown && bad.length < probe.failures)) return undefined;
  const [first] = bad;
  const worst = bad.at(-1);
  const because = `${endpointProbeWords(probe)} is not answered rightly`;
  if (first === undefined || worst === undefined) return { since: at, because };
  const said = worst.words === undefined ? "" : `: ${worst.words}`;
  const lately = `${worst.right} of ${worst.asked} pods were right the last time${said}`;
  return { since: first.at, because, detail: `${bad.length} of the last ${asked.length} rounds were bad; ${lately}` };
}

/** Most of the pods that were asked did not answer rightly. One bad pod is Kubernetes' to restart, not a bad tier. */
function isBad({ asked, right }: ProbeRound): boolean {
  return 2 * right < asked;
}
