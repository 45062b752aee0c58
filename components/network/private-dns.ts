import { PrivateZone, VirtualNetworkLink } from "@pulumi/azure-native/privatedns";
import type * as pulumi from "@pulumi/pulumi";
import { pick } from "../resolve";
import type { VirtualNodeNetworkArgs } from "./args";
import type { NetworkPlace } from "./virtual-network";

/** Private zones and their links belong to no region (https://learn.microsoft.com/azure/dns/private-dns-overview). */
const EVERYWHERE = { location: "global" };

/** The private DNS zones that the user wants, each linked to the virtual network. */
export function privateDnsZones(
  parent: pulumi.ComponentResource,
  name: string,
  { args, place }: { readonly args: VirtualNodeNetworkArgs; readonly place: NetworkPlace },
): void {
  const common = { ...pick(args, "resourceGroupName", "tags"), ...EVERYWHERE };
  for (const zoneName of args.privateDnsZones ?? []) {
    const zone = new PrivateZone(
      `${name}-private-dns-zone-${zoneName}`,
      { ...common, privateZoneName: zoneName },
      { parent },
    );
    new VirtualNetworkLink(
      `${name}-private-dns-link-${zoneName}`,
      {
        ...common,
        privateZoneName: zone.name,
        virtualNetwork: { id: place.virtualNetworkId },
        registrationEnabled: false,
      },
      { parent },
    );
  }
}
