import type { Colours } from "../colours";
import { eventsOf } from "./events";
import type { Recording } from "./recording";
import type { RehearsalVerdict } from "./verdict";

/** The verdict in lines. */
export function verdictLines({ passed, criteria }: RehearsalVerdict, colours: Colours): readonly string[] {
  const sign = (is: boolean): string => (is ? colours.green("✓") : colours.red("✗"));
  return [
    ...criteria.map((criterion) => `${sign(criterion.passed)} ${criterion.detail}`),
    passed ? colours.green("passed") : colours.red("failed"),
  ];
}

/** A rehearsal for other programs: what `--json` prints. */
export function rehearsalJson(recording: Recording, { passed, criteria }: RehearsalVerdict): string {
  const { fault, service, namespace, tiers, broken, home, wanted, samples } = recording;
  const setting = { fault, service, namespace, tiers, broken, home, wanted };
  return JSON.stringify({ ...setting, passed, criteria, events: eventsOf(recording), samples }, null, 2);
}
