import type { Faults } from "../faults";
import { rates, secondsToWait, throttled } from "./throttle";

const CREATE = "Microsoft.ContainerInstance/containerGroups/write";
const DELETE = "Microsoft.ContainerInstance/containerGroups/delete";
const HOUR = 3600 * 1000;

/** Whether the `refuse` fault hits a group: the first `count` of each `of`, in order of arrival from 0. */
export function isRefused(arrival: number, refuse: Faults["refuse"]): boolean {
  return refuse !== undefined && arrival % refuse.of < refuse.count;
}

/** Counts what arrives at ACI, for its throttles and for the `refuse` fault. */
export class GroupAdmission {
  private readonly creates: number[] = [];
  private readonly deletes: number[] = [];
  private arrivals = 0;

  /** Throws 429 where too many groups were created lately; else counts this one. */
  checkCreate(faults: Faults): void {
    // A new limit applies to what comes after it was set, or a test would wait for the past to be forgotten.
    count(this.creates, CREATE, faults.throttle?.createsPer5Minutes);
  }

  checkDelete(): void {
    count(this.deletes, DELETE);
  }

  /** Whether ACI has no room for the group that arrives now. */
  refuses(faults: Faults): boolean {
    const refused = isRefused(this.arrivals, faults.refuse);
    this.arrivals += 1;
    return refused;
  }

  /** Begins to count anew, as the faults have changed. */
  restart(): void {
    this.arrivals = 0;
    this.creates.length = 0;
    this.deletes.length = 0;
  }
}

function count(times: number[], action: string, per5Minutes?: number): void {
  const now = Date.now();
  const limits = rates(per5Minutes);
  const wait = secondsToWait(times, now, limits);
  if (wait > 0) throw throttled(action, wait, limits);
  times.push(now);
  while ((times[0] ?? now) < now - HOUR) times.shift();
}
