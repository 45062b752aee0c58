/**
 * Factors of the suffixes of a Kubernetes quantity.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
const FACTORS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const QUANTITY = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([a-zA-Z]{0,2}))$/;

/** The number that a Kubernetes quantity stands for: `500m` is 0.5, `1Ki` is 1024. `undefined` where it is not one. */
export function parseQuantity(quantity: string): number | undefined {
  const [, digits, exponent = "", suffix = ""] = QUANTITY.exec(quantity) ?? [];
  const factor = FACTORS[suffix];
  if (digits === undefined || factor === undefined) return undefined;
  return Number(`${digits}${exponent}`) * factor;
}
