/** Milliseconds since 1970. Those of an observation are by the API server's clock, because the one here may be wrong. */
export type Time = number;

export const SECOND = 1000;
export const HOUR = 3600 * SECOND;

/** The time that a text of Kubernetes stands for. */
export function timeOf(text: string | undefined): Time | undefined {
  const time = Date.parse(text ?? "");
  return Number.isNaN(time) ? undefined : time;
}

/** A time as Kubernetes writes it. */
export function timeText(time: Time): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
}

/** Whole seconds from one time to a later one. */
export function secondsFrom(earlier: Time, later: Time): number {
  return Math.max(0, Math.round((later - earlier) / SECOND));
}
