import { addressCount, type Cidr, half } from "../../sdk/network/cidr";

/** AKS's default node subnet, 10.224.0.0/16. */
export const vmRange: Cidr = { first: 10 * 2 ** 24 + 224 * 2 ** 16, prefixLength: 16 };

/** Addresses of VMs. */
export const nodeRange = half(vmRange, "lower");

/** Addresses of pods on VMs. */
export const podRange = half(vmRange, "upper");

/**
 * The largest part of a range in which nobody has an address, the first of them where there are several. Whoever gives
 * addresses out without knowing of earlier ones gives none out twice there.
 */
export function freePart(range: Cidr, taken: readonly number[]): Cidr {
  const within = taken.filter((address) => isWithin(range, address));
  if (within.length === 0 || range.prefixLength === 32) return range;
  const [lower, upper] = [half(range, "lower"), half(range, "upper")].map((part) => freePart(part, within));
  if (lower === undefined || upper === undefined) return range;
  return free(lower, within) >= free(upper, within) ? lower : upper;
}

export function isWithin({ first, prefixLength }: Cidr, address: number): boolean {
  return address >= first && address < first + addressCount({ first, prefixLength });
}

function free(part: Cidr, taken: readonly number[]): number {
  return taken.some((address) => isWithin(part, address)) ? 0 : addressCount(part);
}
