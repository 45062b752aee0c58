/** An availability zone of a region. Azure has three where it has any. */
const ZONES = 3;

/**
 * The zone of one group of a fleet. While all three zones are there, they take turns. Where one is left out, only its own
 * groups go elsewhere, to each of the others in turn: a zone that is lost costs no group of another zone its place.
 *
 * @param index - the group's place in the fleet, from 0
 * @param zones - the zones that may be used, at least one
 */
export function zoneOf(index: number, zones: readonly string[]): string | undefined {
  const first = index % ZONES;
  const isEven = Math.floor(index / ZONES) % 2 === 0;
  const order = [first, ...(isEven ? [first + 1, first + 2] : [first + 2, first + 1])];
  return order.map((zone) => String((zone % ZONES) + 1)).find((zone) => zones.includes(zone));
}
