import { base, body, GROUP, IDENTITY, NETWORK, type BodyCase } from "./body-case";

const ZONE = `${NETWORK}/privateDnsZones/privatelink.westeurope.azmk8s.io`;
const CLUSTER = `${GROUP}/providers/Microsoft.ContainerService/managedClusters/aks`;
const GLOBAL = { ...body, location: "global" };

export const productionBodies: readonly BodyCase[] = [
  {
    token: "azure-native:privatedns:PrivateZone",
    inputs: { ...base, location: "global", privateZoneName: "privatelink.westeurope.azmk8s.io" },
    id: ZONE,
    body: { ...GLOBAL, properties: {} },
  },
  {
    token: "azure-native:privatedns:VirtualNetworkLink",
    inputs: {
      ...base,
      location: "global",
      privateZoneName: "privatelink.westeurope.azmk8s.io",
      virtualNetworkLinkName: "net",
      registrationEnabled: false,
      virtualNetwork: { id: `${NETWORK}/virtualNetworks/net` },
    },
    id: `${ZONE}/virtualNetworkLinks/net`,
    body: {
      ...GLOBAL,
      properties: { registrationEnabled: false, virtualNetwork: { id: `${NETWORK}/virtualNetworks/net` } },
    },
  },
  {
    token: "azure-native:operationalinsights:Workspace",
    inputs: { ...base, workspaceName: "logs", retentionInDays: 30, sku: { name: "PerGB2018" } },
    id: `${GROUP}/providers/Microsoft.OperationalInsights/workspaces/logs`,
    body: { ...body, properties: { retentionInDays: 30, sku: { name: "PerGB2018" } } },
  },
  {
    token: "azure-native:containerregistry:Registry",
    inputs: { ...base, registryName: "images", sku: { name: "Standard" }, adminUserEnabled: false },
    id: `${GROUP}/providers/Microsoft.ContainerRegistry/registries/images`,
    body: { ...body, sku: { name: "Standard" }, properties: { adminUserEnabled: false } },
  },
  {
    token: "azure-native:managedidentity:FederatedIdentityCredential",
    inputs: {
      resourceGroupName: "rg",
      resourceName: "me",
      federatedIdentityCredentialResourceName: "web",
      audiences: ["api://AzureADTokenExchange"],
      issuer: "https://westeurope.oic.prod-aks.azure.com/t/c/",
      subject: "system:serviceaccount:default:web",
    },
    id: `${IDENTITY}/federatedIdentityCredentials/web`,
    body: {
      properties: {
        audiences: ["api://AzureADTokenExchange"],
        issuer: "https://westeurope.oic.prod-aks.azure.com/t/c/",
        subject: "system:serviceaccount:default:web",
      },
    },
  },
  {
    token: "azure-native:containerservice:MaintenanceConfiguration",
    inputs: {
      resourceGroupName: "rg",
      resourceName: "aks",
      configName: "aksManagedAutoUpgradeSchedule",
      maintenanceWindow: {
        durationHours: 4,
        schedule: { weekly: { dayOfWeek: "Sunday", intervalWeeks: 1 } },
        startTime: "02:00",
        utcOffset: "+01:00",
      },
    },
    id: `${CLUSTER}/maintenanceConfigurations/aksManagedAutoUpgradeSchedule`,
    body: {
      properties: {
        maintenanceWindow: {
          durationHours: 4,
          schedule: { weekly: { dayOfWeek: "Sunday", intervalWeeks: 1 } },
          startTime: "02:00",
          utcOffset: "+01:00",
        },
      },
    },
  },
  {
    token: "azure-native:monitor:DataCollectionRule",
    inputs: {
      ...base,
      dataCollectionRuleName: "logs",
      kind: "Linux",
      dataFlows: [{ streams: ["Microsoft-ContainerInsights-Group-Default"], destinations: ["workspace"] }],
    },
    id: `${GROUP}/providers/Microsoft.Insights/dataCollectionRules/logs`,
    body: {
      ...body,
      kind: "Linux",
      properties: {
        dataFlows: [{ streams: ["Microsoft-ContainerInsights-Group-Default"], destinations: ["workspace"] }],
      },
    },
  },
  {
    token: "azure-native:monitor:DataCollectionRuleAssociation",
    inputs: { resourceUri: CLUSTER, associationName: "ContainerInsightsExtension", dataCollectionRuleId: "/a/rule" },
    id: `${CLUSTER}/providers/Microsoft.Insights/dataCollectionRuleAssociations/ContainerInsightsExtension`,
    body: { properties: { dataCollectionRuleId: "/a/rule" } },
  },
];
