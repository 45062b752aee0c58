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
  /** When requests came, by action and region: ACI counts a subscription's in each region by themselves. */
  private readonly requests = new Map<string, number[]>();
  /** Whether ACI has room, for each group that it was asked to make, by id in lower case and in order of arrival. */
  private readonly fates = new Map<string, boolean>();

  /** Throws 429 where too many groups were created lately; else counts this one. */
  checkCreate(region: string, faults: Faults): void {
    // A new limit applies to what comes after it was set, or a test would wait for the past to be forgotten.
    count(this.timesOf(CREATE, region), CREATE, faults.throttle?.createsPer5Minutes);
  }

  checkDelete(region: string): void {
    count(this.timesOf(DELETE, region), DELETE);
  }

  /**
   * Whether ACI has no room for a group. Asked again it gives the same answer: the connector tries a refused group many
   * times, and where one try went through, the pod would stay refused beside a group that runs and is billed
   * (virtual-kubelet/azure-aci issue 132).
   */
  refuses(groupId: string, faults: Faults): boolean {
    const key = groupId.toLowerCase();
    const fate = this.fates.get(key) ?? isRefused(this.fates.size, faults.refuse);
    this.fates.set(key, fate);
    return fate;
  }

  /** Begins to count anew, as the faults have changed. */
  restart(): void {
    this.fates.clear();
    this.requests.clear();
  }

  private timesOf(action: string, region: string): number[] {
    const key = `${action} ${region}`;
    const times = this.requests.get(key) ?? [];
    this.requests.set(key, times);
    return times;
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
