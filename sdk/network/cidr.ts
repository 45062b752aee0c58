import { IPv4 } from "ipaddr.js";

/** A range of IPv4 addresses. Virtual nodes know no IPv6 (https://learn.microsoft.com/azure/aks/virtual-nodes). */
export interface Cidr {
  /** The first address, as a number. */
  readonly first: number;
  readonly prefixLength: number;
}

/** A range from its text, such as `10.0.0.0/16`; `undefined` where it is not one or its address is not its first. */
export function parseCidr(text: string): Cidr | undefined {
  const cidr = looseCidr(text);
  return cidr && cidr.first === firstAddress(cidr) ? cidr : undefined;
}

/** Why {@link parseCidr} refuses a value; completes "path: …". */
export function cidrProblem(value: unknown): string {
  const cidr = typeof value === "string" ? looseCidr(value) : undefined;
  if (!cidr) return "must be an IPv4 range such as 10.0.0.0/16";
  const whole = formatCidr({ first: firstAddress(cidr), prefixLength: cidr.prefixLength });
  return `must start with its first address, which makes it ${whole}`;
}

/** An IPv4 address from its text, such as `10.0.0.10`, as a number; `undefined` where it is not one. */
export function parseAddress(text: string): number | undefined {
  return IPv4.isValidFourPartDecimal(text) ? addressNumber(IPv4.parse(text)) : undefined;
}

export function formatCidr({ first, prefixLength }: Cidr): string {
  return `${formatAddress(first)}/${prefixLength}`;
}

export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

/** How many addresses a range has. */
export function addressCount({ prefixLength }: Cidr): number {
  return 2 ** (32 - prefixLength);
}

export function overlap(a: Cidr, b: Cidr): boolean {
  return a.first < b.first + addressCount(b) && b.first < a.first + addressCount(a);
}

export function contains(outer: Cidr, inner: Cidr): boolean {
  return inner.first >= outer.first && inner.first + addressCount(inner) <= outer.first + addressCount(outer);
}

/** The longest prefix whose range still has this many addresses. */
export function prefixLengthFor(addresses: number): number {
  return 32 - Math.ceil(Math.log2(Math.max(addresses, 1)));
}

/** The lower or upper half of a range. */
export function half(cidr: Cidr, which: "lower" | "upper"): Cidr {
  const prefixLength = cidr.prefixLength + 1;
  const offset = which === "upper" ? 2 ** (32 - prefixLength) : 0;
  return { first: cidr.first + offset, prefixLength };
}

function looseCidr(text: string): Cidr | undefined {
  if (!IPv4.isValidCIDRFourPartDecimal(text)) return undefined;
  const [address, prefixLength] = IPv4.parseCIDR(text);
  return { first: addressNumber(address), prefixLength };
}

function addressNumber(address: IPv4): number {
  return address.toByteArray().reduce((sum, byte) => sum * 256 + byte, 0);
}

function firstAddress(cidr: Cidr): number {
  return cidr.first - (cidr.first % addressCount(cidr));
}
