import type { Properties, PropertyValue } from "../rpc/provider";
import { isList, isObject } from "./fields";

/** Fields whose values, or whose entries' values, are quantities (k8s.io/api, every field of type `resource.Quantity`). */
const quantityMaps: ReadonlySet<string> = new Set([
  "allocatable",
  "allocatedResources",
  "capacity",
  "default",
  "defaultRequest",
  "hard",
  "limits",
  "max",
  "maxLimitRequestRatio",
  "min",
  "overhead",
  "podFixed",
  "requests",
]);
const quantityFields: ReadonlySet<string> = new Set(["averageValue", "divisor", "sizeLimit"]);

const binary: Readonly<Record<string, bigint>> = {
  Ki: 1n << 10n,
  Mi: 1n << 20n,
  Gi: 1n << 30n,
  Ti: 1n << 40n,
  Pi: 1n << 50n,
  Ei: 1n << 60n,
};
const decimal: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, "": 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const format = /^([+-]?)(\d*)(?:\.(\d*))?(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\d+)?$/;

/**
 * Writes the quantities of an object as the API server writes them back (k8s.io/apimachinery `resource.Quantity`,
 * canonical form): `0.5` becomes `500m`, `1000m` becomes `1`, `1024Mi` becomes `1Gi`.
 */
export function withCanonicalQuantities(object: Properties): Properties {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, canonicalField(key, value)]));
}

function canonicalField(key: string, value: PropertyValue): PropertyValue {
  if (quantityFields.has(key)) return canonicalQuantity(value);
  if (isList(value)) return value.map((item) => (isObject(item) ? withCanonicalQuantities(item) : item));
  if (!isObject(value)) return value;
  if (!quantityMaps.has(key) || Object.values(value).some((entry) => !isScalar(entry))) {
    return withCanonicalQuantities(value);
  }
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, canonicalQuantity(entry)]));
}

function isScalar(value: PropertyValue): boolean {
  return typeof value === "string" || typeof value === "number";
}

/** What is no quantity stays as it is: the API server is the one to refuse it. */
export function canonicalQuantity(value: PropertyValue): PropertyValue {
  if (typeof value !== "string" && typeof value !== "number") return value;
  const parts = format.exec(String(value));
  const [, sign = "", whole = "", fraction = "", suffix = ""] = parts ?? [];
  if (parts === null || whole + fraction === "") return value;
  const digits = BigInt(whole + fraction);
  if (digits === 0n) return "0";
  const factor = binary[suffix];
  // A binary number with a fraction is written in decimals when it is no whole number of bytes; rare, and left alone.
  if (factor !== undefined) return fraction === "" ? sign + canonicalBinary(digits * factor) : value;
  const exponential = /^[eE]/.test(suffix);
  const exponent = (exponential ? Number(suffix.slice(1)) : (decimal[suffix] ?? 0)) - fraction.length;
  return exponential ? value : sign + canonicalDecimal(digits, exponent);
}

function canonicalBinary(bytes: bigint): string {
  const [suffix, factor] = Object.entries(binary).findLast(([, size]) => bytes % size === 0n) ?? ["", 1n];
  return `${String(bytes / factor)}${suffix}`;
}

function canonicalDecimal(digits: bigint, exponent: number): string {
  let mantissa = digits;
  let power = exponent;
  while (mantissa % 10n === 0n) {
    mantissa /= 10n;
    power += 1;
  }
  // The greatest suffix that leaves a whole number; nothing is finer than a nano.
  const step = Math.max(-9, Math.min(18, Math.floor(power / 3) * 3));
  const suffix = Object.entries(decimal).find(([, value]) => value === step)?.[0] ?? "";
  return power < step ? "1n" : `${String(mantissa * 10n ** BigInt(power - step))}${suffix}`;
}
