/**
 * Ports that one address of a container group can have.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-instances-resource-and-quota-limits
 */
export const MOST_PORTS = 5;

/**
 * First and last port of each range that ACI keeps for itself.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-instances-faq
 */
const RESERVED_PORTS: readonly (readonly [number, number])[] = [
  [22, 22],
  [1025, 1027],
  [3389, 3399],
  [9999, 9999],
  [19000, 19000],
  [19080, 19080],
  [19100, 19100],
  [19390, 19390],
  [20000, 30000],
  [49152, 65534],
];

/** Whether ACI keeps a port for itself. */
export function isReserved(port: number): boolean {
  return RESERVED_PORTS.some(([first, last]) => first <= port && port <= last);
}
