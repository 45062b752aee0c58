import type { ResourceType } from "../resource-type";

const API_VERSION = "2024-06-01";
const ZONE =
  "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}" +
  "/providers/Microsoft.Network/privateDnsZones/{privateZoneName}";

const BESIDE = ["etag", "id", "location", "name", "systemData", "tags", "type"] as const;
const COMPUTED = ["etag", "name", "provisioningState", "systemData", "type"] as const;

/** The resource types of `azure-native:privatedns` that the sandbox has. */
export const privateDnsTypes: readonly ResourceType[] = [
  {
    token: "azure-native:privatedns:PrivateZone",
    apiVersion: API_VERSION,
    path: ZONE,
    autoName: "random",
    // azure-native puts a zone into its resource group's region, which Azure refuses, unless it is told "global".
    hasLocation: true,
    shape: {
      beside: BESIDE,
      computed: [
        ...COMPUTED,
        "internalId",
        "maxNumberOfRecordSets",
        "maxNumberOfVirtualNetworkLinks",
        "maxNumberOfVirtualNetworkLinksWithRegistration",
        "numberOfRecordSets",
        "numberOfVirtualNetworkLinks",
        "numberOfVirtualNetworkLinksWithRegistration",
      ],
    },
    replacing: ["location"],
  },
  {
    token: "azure-native:privatedns:VirtualNetworkLink",
    apiVersion: API_VERSION,
    path: `${ZONE}/virtualNetworkLinks/{virtualNetworkLinkName}`,
    autoName: "copy",
    hasLocation: true,
    shape: { beside: BESIDE, computed: [...COMPUTED, "virtualNetworkLinkState"] },
    replacing: ["location"],
  },
  {
    token: "azure-native:privatedns:PrivateRecordSet",
    apiVersion: API_VERSION,
    path: `${ZONE}/{recordType}/{relativeRecordSetName}`,
    autoName: "copy",
    hasLocation: false,
    shape: {
      beside: ["etag", "id", "name", "systemData", "type"],
      computed: ["etag", "fqdn", "isAutoRegistered", "name", "systemData", "type"],
    },
    replacing: [],
  },
];
