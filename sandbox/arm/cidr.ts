/** A block of IPv4 addresses: the first address as a number, and how many there are. */
export interface AddressRange {
  readonly first: number;
  readonly size: number;
}

/** Reads `10.0.0.0/16`; `undefined` where that is not a block, such as one with host bits set. */
export function parseCidr(text: string): AddressRange | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (match === null) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = match.slice(1).map(Number);
  if ([a, b, c, d].some((octet) => octet > 255) || prefix > 32) return undefined;
  const first = ((a * 256 + b) * 256 + c) * 256 + d;
  const size = 2 ** (32 - prefix);
  return first % size === 0 ? { first, size } : undefined;
}

/** Whether `inner` lies wholly in `outer`. */
export function contains(outer: AddressRange, inner: AddressRange): boolean {
  return inner.first >= outer.first && inner.first + inner.size <= outer.first + outer.size;
}

/** Whether two ranges have an address in common. */
export function overlaps(one: AddressRange, other: AddressRange): boolean {
  return one.first < other.first + other.size && other.first < one.first + one.size;
}

/** An address in dotted form. */
export function addressText(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

/**
 * The first address of a subnet that is free. Azure keeps the first four and the last one for itself.
 *
 * @see https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq (restrictions on IP addresses in subnets)
 */
export function freeAddress(subnet: AddressRange, taken: ReadonlySet<string>): string | undefined {
  for (let offset = 4; offset < subnet.size - 1; offset += 1) {
    const address = addressText(subnet.first + offset);
    if (!taken.has(address)) return address;
  }
  return undefined;
}
