import { checked } from "../check";

/** Azure's rules for the name of a private DNS zone (https://learn.microsoft.com/azure/dns/private-dns-privatednszone#restrictions). */
const ZONE = {
  pattern:
    /^(?=.{1,253}$)(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.){1,33}[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/,
  description: "the name of a DNS zone with two labels or more, such as privatelink.blob.core.windows.net",
};

/** @throws ArgumentError where a name is none, or comes twice */
export function privateZoneNames(names: readonly string[]): readonly string[] {
  return checked((check) => {
    const zones = check.texts("privateDnsZones", names, ZONE);
    for (const [index, zone] of zones.entries()) {
      if (zone !== "" && zones.indexOf(zone) < index)
        check.problem(`privateDnsZones[${index}]`, `must be given once; got "${zone}" twice`);
    }
    return zones;
  });
}
