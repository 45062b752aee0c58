import type { Assessment } from "./assess";
import type { TierHealth } from "./decision";

/** What is thought of each tier, for people and programs. */
export function healthOf({ verdicts, tiers }: Assessment): Readonly<Record<string, TierHealth>> {
  const entries = Object.entries(verdicts).map(([name, verdict]): [string, TierHealth] => {
    const known = tiers[name];
    return [
      name,
      {
        isSick: verdict.isSick,
        ...(verdict.isSick ? { because: verdict.finding.because } : {}),
        ...(known === undefined ? {} : { since: known.since }),
        ...(known?.limit === undefined ? {} : { limit: known.limit.max }),
        counts: verdict.counts,
      },
    ];
  });
  return Object.fromEntries(entries);
}
