import { badRequest } from "./arm-error";

// https://learn.microsoft.com/azure/reliability/regions-list (public regions; names as the API takes them)
const LOCATIONS: readonly string[] = [
  ...["eastus", "eastus2", "centralus", "northcentralus", "southcentralus", "westcentralus", "westus", "westus2"],
  ...["westus3", "canadacentral", "canadaeast", "mexicocentral", "brazilsouth", "brazilsoutheast", "chilecentral"],
  ...["northeurope", "westeurope", "uksouth", "ukwest", "francecentral", "francesouth", "germanywestcentral"],
  ...["germanynorth", "norwayeast", "norwaywest", "swedencentral", "swedensouth", "switzerlandnorth"],
  ...[
    "switzerlandwest",
    "italynorth",
    "spaincentral",
    "polandcentral",
    "austriaeast",
    "belgiumcentral",
    "israelcentral",
  ],
  ...["uaenorth", "uaecentral", "qatarcentral", "southafricanorth", "southafricawest", "eastasia", "southeastasia"],
  ...["japaneast", "japanwest", "koreacentral", "koreasouth", "centralindia", "southindia", "westindia"],
  ...["indonesiacentral", "malaysiawest", "newzealandnorth", "australiaeast", "australiasoutheast", "australiacentral"],
  ...["australiacentral2", "jioindiawest", "jioindiacentral", "denmarkeast"],
];

/** The name of a region as the API gives it back: `West Europe` is `westeurope`. */
export function normalLocation(location: string): string {
  return location.replaceAll(" ", "").toLowerCase();
}

/** Checks that a resource can be in a region; returns the region's normal name. */
export function knownLocation(location: string, type: string, locations: readonly string[] = LOCATIONS): string {
  const name = normalLocation(location);
  if (locations.includes(name)) return name;
  const code =
    type === "Microsoft.Resources/resourceGroups"
      ? "LocationNotAvailableForResourceGroup"
      : "LocationNotAvailableForResourceType";
  throw badRequest(
    code,
    `The provided location '${location}' is not available for resource type '${type}'. List of available regions for the resource type is '${locations.join(",")}'.`,
  );
}

/** The regions, as `GET /subscriptions/{id}/locations` lists them. */
export function locations(): readonly string[] {
  return LOCATIONS;
}
