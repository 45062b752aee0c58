import { ArmError } from "../arm-error";

/** So many requests in so many seconds. */
export interface Rate {
  readonly requests: number;
  readonly seconds: number;
}

const FIVE_MINUTES = 300;
const HOUR = 3600;

/** Creates and deletes each. @see https://learn.microsoft.com/azure/container-instances/container-instances-resource-and-quota-limits */
export function rates(per5Minutes = 100): readonly Rate[] {
  return [
    { requests: per5Minutes, seconds: FIVE_MINUTES },
    { requests: 300, seconds: HOUR },
  ];
}

/** Seconds until a further request fits all rates, counting those made at `times` (milliseconds); 0 where it fits now. */
export function secondsToWait(times: readonly number[], now: number, limits: readonly Rate[]): number {
  const waits = limits.map(({ requests, seconds }) => {
    const recent = times.filter((time) => time > now - seconds * 1000);
    const oldestThatMustLeave = recent[recent.length - requests];
    if (recent.length < requests) return 0;
    return oldestThatMustLeave === undefined ? seconds : (oldestThatMustLeave + seconds * 1000 - now) / 1000;
  });
  return Math.ceil(Math.max(0, ...waits));
}

/** The answer to one request too many; Azure/azqr#34 quotes one in full. */
export function throttled(action: string, wait: number, limits: readonly Rate[]): ArmError {
  const limit = limits[0] ?? { requests: 0, seconds: 0 };
  const interval = new Date(limit.seconds * 1000).toISOString().slice(11, 19);
  return new ArmError(
    429,
    {
      code: "ResourceRequestsThrottled",
      message: `Number of requests for action '${action}' exceeded the limit of '${limit.requests}' for time interval '${interval}'. Please try again after '${wait}' seconds.`,
    },
    { "Retry-After": String(wait) },
  );
}
