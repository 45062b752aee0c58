/**
 * Azure's regions that have availability zones, by their names as the API takes them. A region has three of them, and
 * which ones they are physically differs from subscription to subscription.
 *
 * @see https://learn.microsoft.com/azure/reliability/regions-list (as of September 2025)
 */
const REGIONS_WITH_ZONES: ReadonlySet<string> = new Set([
  ...["australiaeast", "austriaeast", "belgiumcentral", "brazilsouth", "canadacentral", "centralindia", "centralus"],
  ...["chilecentral", "denmarkeast", "eastasia", "eastus", "eastus2", "francecentral", "germanywestcentral"],
  ...["indonesiacentral", "israelcentral", "italynorth", "japaneast", "japanwest", "koreacentral", "malaysiawest"],
  ...["mexicocentral", "newzealandnorth", "northeurope", "norwayeast", "polandcentral", "qatarcentral"],
  ...["southafricanorth", "southcentralus", "southeastasia", "spaincentral", "swedencentral", "switzerlandnorth"],
  ...["uaenorth", "uksouth", "westeurope", "westus2", "westus3"],
]);

const ZONES = ["1", "2", "3"];

/** The availability zones of a region, such as `West Europe` or `westeurope`; none where it has none or is not known. */
export function zonesOf(location: string | undefined): string[] {
  const name = (location ?? "").replaceAll(" ", "").toLowerCase();
  return REGIONS_WITH_ZONES.has(name) ? [...ZONES] : [];
}
