import { PrivateRecordSet } from "@pulumi/azure-native/privatedns";
import * as pulumi from "@pulumi/pulumi";
import type { FleetParts } from "./parts";

/** Short, so that a group that is replaced is soon found at its new address. */
const TTL_SECONDS = 30;

/** The private name of a fleet: that of its load balancer's address, or of all its groups'. */
export function privateName(
  parent: pulumi.Resource,
  { name, args }: FleetParts,
  addresses: readonly pulumi.Output<string | undefined>[],
): pulumi.Output<string | undefined> {
  const { privateDns } = args;
  if (privateDns === undefined) return pulumi.output(undefined);
  const record = new PrivateRecordSet(
    `${name}-dns-record`,
    {
      resourceGroupName: privateDns.resourceGroupName ?? args.resourceGroupName,
      privateZoneName: privateDns.zoneName,
      relativeRecordSetName: privateDns.recordName ?? name,
      recordType: "A",
      ttl: TTL_SECONDS,
      aRecords: pulumi
        .all([...addresses])
        .apply((known) => known.flatMap((ipv4Address) => (ipv4Address === undefined ? [] : [{ ipv4Address }]))),
    },
    { parent },
  );
  return pulumi.interpolate`${record.name}.${privateDns.zoneName}`;
}
