import assert from "node:assert/strict";
import path from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { isList, isObject } from "../../sandbox/rpc/property-value";
import type { Properties, PropertyValue } from "../../sandbox/rpc/provider";
import { roleDefinition, RoundTrip, type Created } from "./round-trip";

const ACR_PULL = "7f951dda-4ed3-4680-a7ca-43fe172d538d";
const NETWORK_CONTRIBUTOR = "4d97b98b-1d4f-4787-a291-c67834d212e7";
const PRIVATE_DNS_ZONE_CONTRIBUTOR = "b12aa53e-6015-4669-85d0-8515ebb3ae7f";

let trip: RoundTrip;
const base = { resourceGroupName: "rg" };

before(async () => {
  trip = await RoundTrip.start();
});
beforeEach(() => trip.create("azure-native:resources:ResourceGroup", base));
afterEach(() => trip.deleteAll());
after(() => trip.end());

function nameOf({ state }: Created): string {
  const name = state["name"];
  assert.ok(typeof name === "string");
  return name;
}

const rule = (name: string, priority: number): Properties => ({
  name,
  priority,
  direction: "Inbound",
  access: "Allow",
  protocol: "*",
  sourceAddressPrefix: "10.1.0.0/16",
  sourcePortRange: "*",
  destinationAddressPrefix: "*",
  destinationPortRanges: ["80", "443"],
});

/** A network with all that a production one has. */
async function network(): Promise<{ readonly vnet: Created; readonly nodes: Created; readonly aci: Created }> {
  const outbound = { ...base, sku: { name: "Standard", tier: "Regional" }, zones: ["1"] };
  const prefix = await trip.create("azure-native:network:PublicIPPrefix", { ...outbound, prefixLength: 30 });
  const addresses = [];
  for (const name of ["one", "two"]) {
    const static_ = { publicIPAllocationMethod: "Static", publicIPAddressVersion: "IPv4", publicIpAddressName: name };
    addresses.push(await trip.create("azure-native:network:PublicIPAddress", { ...outbound, ...static_ }));
  }
  const nat = await trip.create("azure-native:network:NatGateway", {
    ...base,
    sku: { name: "Standard" },
    zones: ["1"],
    idleTimeoutInMinutes: 10,
    publicIpPrefixes: [{ id: prefix.id }],
    publicIpAddresses: addresses.map(({ id }) => ({ id })),
  });
  const securityGroup = await trip.create("azure-native:network:NetworkSecurityGroup", {
    ...base,
    securityRules: [rule("fromNodes", 100), rule("fromElsewhere", 110)],
  });
  const vnet = await trip.create("azure-native:network:VirtualNetwork", {
    ...base,
    addressSpace: { addressPrefixes: ["10.0.0.0/8"] },
  });
  const subnet = (subnetName: string, more: Properties): Promise<Created> =>
    trip.create("azure-native:network:Subnet", { ...base, virtualNetworkName: nameOf(vnet), subnetName, ...more });
  const serviceEndpoints = [{ service: "Microsoft.Storage" }, { service: "Microsoft.ContainerRegistry" }];
  const nodes = await subnet("nodes", { addressPrefix: "10.1.0.0/16", serviceEndpoints });
  const aci = await subnet("aci", {
    addressPrefix: "10.2.0.0/16",
    natGateway: { id: nat.id },
    networkSecurityGroup: { id: securityGroup.id },
    serviceEndpoints,
    delegations: [{ name: "aciDelegation", serviceName: "Microsoft.ContainerInstance/containerGroups" }],
  });
  return { vnet, nodes, aci };
}

const principalOf = ({ state }: Created): Properties => ({
  principalId: state["principalId"] ?? "",
  principalType: "ServicePrincipal",
});

/** The identity of a cluster with all the roles that it needs. */
async function clusterIdentity(scopes: Readonly<Record<string, string>>): Promise<Created> {
  const me = await trip.create("azure-native:managedidentity:UserAssignedIdentity", base);
  for (const [role, scope] of Object.entries(scopes)) {
    await trip.create("azure-native:authorization:RoleAssignment", {
      ...principalOf(me),
      roleAssignmentName: `${role.slice(0, 24)}000000000001`,
      scope,
      roleDefinitionId: roleDefinition(role),
    });
  }
  return me;
}

/** What is collected of a cluster, and where to. */
async function containerInsights(cluster: Created, workspace: Created): Promise<void> {
  const streams = ["Microsoft-ContainerInsights-Group-Default"];
  const rule = await trip.create("azure-native:monitor:DataCollectionRule", {
    ...base,
    kind: "Linux",
    dataSources: {
      extensions: [{ name: "ContainerInsightsExtension", extensionName: "ContainerInsights", streams }],
    },
    destinations: { logAnalytics: [{ name: "workspace", workspaceResourceId: workspace.id }] },
    dataFlows: [{ streams, destinations: ["workspace"] }],
    tags: { team: "web" },
  });
  const association = await trip.create("azure-native:monitor:DataCollectionRuleAssociation", {
    resourceUri: cluster.id,
    associationName: "ContainerInsightsExtension",
    dataCollectionRuleId: rule.id,
  });
  const { associationName, resourceUri } = association.inputs;
  const reader = "azure-native:monitor:getDataCollectionRuleAssociation";
  const seen = await trip.instance.invoke(reader, {
    associationName: associationName ?? "",
    resourceUri: resourceUri ?? "",
  });
  assert.equal(seen["dataCollectionRuleId"], rule.id);
  await trip.update(rule, { tags: { team: "shop" } });
}

const maintenanceWindow = {
  durationHours: 4,
  schedule: { weekly: { dayOfWeek: "Sunday", intervalWeeks: 1 } },
  startTime: "02:00",
  utcOffset: "+01:00",
};

test("everything of a production network and cluster is created, read back without drift, and deleted", async () => {
  const { vnet, nodes, aci } = await network();
  const zone = await trip.create("azure-native:privatedns:PrivateZone", {
    ...base,
    location: "global",
    privateZoneName: "privatelink.westeurope.azmk8s.io",
  });
  await trip.create("azure-native:privatedns:VirtualNetworkLink", {
    ...base,
    location: "global",
    privateZoneName: nameOf(zone),
    registrationEnabled: false,
    virtualNetwork: { id: vnet.id },
  });
  const workspace = await trip.create("azure-native:operationalinsights:Workspace", {
    ...base,
    retentionInDays: 30,
    sku: { name: "PerGB2018" },
  });
  const registry = await trip.create("azure-native:containerregistry:Registry", {
    ...base,
    registryName: "images0",
    adminUserEnabled: false,
    anonymousPullEnabled: false,
    networkRuleBypassOptions: "AzureServices",
    publicNetworkAccess: "Enabled",
    sku: { name: "Standard" },
    zoneRedundancy: "Disabled",
  });
  const me = await clusterIdentity({ [NETWORK_CONTRIBUTOR]: vnet.id, [PRIVATE_DNS_ZONE_CONTRIBUTOR]: zone.id });
  const cluster = await trip.create("azure-native:containerservice:ManagedCluster", {
    ...base,
    dnsPrefix: "web",
    kubernetesVersion: "1.35",
    sku: { name: "Base", tier: "Standard" },
    identity: { type: "UserAssigned", userAssignedIdentities: [me.id] },
    aadProfile: { managed: true, enableAzureRBAC: true, adminGroupObjectIDs: ["0f4f5cbe-0b4c-4f05-8a1b-7d9a7f1f1a01"] },
    disableLocalAccounts: true,
    apiServerAccessProfile: { enablePrivateCluster: true, privateDNSZone: zone.id },
    autoUpgradeProfile: { upgradeChannel: "patch" },
    oidcIssuerProfile: { enabled: true },
    securityProfile: { workloadIdentity: { enabled: true } },
    workloadAutoScalerProfile: { keda: { enabled: true } },
    agentPoolProfiles: [
      {
        name: "system",
        mode: "System",
        count: 3,
        vmSize: "Standard_D4s_v5",
        type: "VirtualMachineScaleSets",
        availabilityZones: ["1", "2", "3"],
        vnetSubnetID: nodes.id,
        maxPods: 60,
        osDiskSizeGB: 128,
        osDiskType: "Ephemeral",
        osSKU: "AzureLinux",
        nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"],
        upgradeSettings: { maxSurge: "33%" },
        tags: { team: "web" },
      },
    ],
    networkProfile: { networkPlugin: "azure", serviceCidr: "10.3.0.0/16", dnsServiceIP: "10.3.0.10" },
    addonProfiles: {
      aciConnectorLinux: { enabled: true, config: { SubnetName: nameOf(aci) } },
      omsagent: { enabled: true, config: { logAnalyticsWorkspaceResourceID: workspace.id, useAADAuth: "true" } },
    },
    tags: { team: "web" },
  });
  const inCluster = { ...base, resourceName: nameOf(cluster) };
  await trip.create("azure-native:containerservice:AgentPool", {
    ...inCluster,
    agentPoolName: "spot",
    mode: "User",
    vmSize: "Standard_D4s_v5",
    vnetSubnetID: nodes.id,
    availabilityZones: ["1", "2", "3"],
    enableAutoScaling: true,
    count: 1,
    minCount: 0,
    maxCount: 5,
    scaleSetPriority: "Spot",
    spotMaxPrice: -1,
    nodeLabels: { team: "web" },
    nodeTaints: ["only=batch:NoSchedule"],
  });
  for (const configName of ["aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule"]) {
    await trip.create("azure-native:containerservice:MaintenanceConfiguration", {
      ...inCluster,
      configName,
      maintenanceWindow,
    });
  }
  await containerInsights(cluster, workspace);
  const { oidcIssuerProfile, identityProfile, addonProfiles, privateFQDN } = cluster.state;
  assert.ok(typeof privateFQDN === "string" && privateFQDN.endsWith(".privatelink.westeurope.azmk8s.io"));
  await trip.create("azure-native:managedidentity:FederatedIdentityCredential", {
    ...base,
    resourceName: nameOf(me),
    audiences: ["api://AzureADTokenExchange"],
    issuer: textOf(oidcIssuerProfile, "issuerURL"),
    subject: "system:serviceaccount:default:web",
  });
  await trip.create("azure-native:authorization:RoleAssignment", {
    principalId: textOf(memberOf(identityProfile, "kubeletidentity"), "objectId"),
    principalType: "ServicePrincipal",
    scope: registry.id,
    roleDefinitionId: roleDefinition(ACR_PULL),
  });
  const joins = await trip.create("azure-native:authorization:RoleDefinition", {
    scope: aci.id,
    roleName: "joins the subnet of the virtual node",
    roleType: "CustomRole",
    permissions: [{ actions: ["Microsoft.Network/virtualNetworks/subnets/join/action"] }],
    assignableScopes: [aci.id],
  });
  const connector = memberOf(memberOf(addonProfiles, "aciConnectorLinux"), "identity");
  await trip.create("azure-native:authorization:RoleAssignment", {
    principalId: textOf(connector, "objectId"),
    principalType: "ServicePrincipal",
    scope: aci.id,
    roleDefinitionId: joins.id,
  });
  await trip.assertNoDriftAtAll();
  await trip.update(cluster, { tags: { team: "shop" }, autoUpgradeProfile: { upgradeChannel: "none" } });
  await trip.assertNoDriftAtAll();
});

test("what somebody else made is read by the functions of azure-native", async () => {
  const { vnet, nodes, aci } = await network();
  const inNetwork = { ...base, virtualNetworkName: nameOf(vnet) };
  const seen = await trip.instance.invoke("azure-native:network:getVirtualNetwork", inNetwork);
  assert.deepEqual(idsOf(seen["subnets"]), [nodes.id, aci.id]);
  const subnet = await trip.instance.invoke("azure-native:network:getSubnet", { ...inNetwork, subnetName: "aci" });
  const nat = await trip.instance.invoke("azure-native:network:getNatGateway", {
    ...base,
    natGatewayName: path.basename(textOf(subnet["natGateway"], "id")),
  });
  assert.deepEqual(idsOf(nat["subnets"]), [aci.id]);
  assert.equal(nat["idleTimeoutInMinutes"], 10);
});

function memberOf(value: PropertyValue | undefined, name: string): (PropertyValue & object) | string {
  const member = isObject(value) ? value[name] : undefined;
  assert.ok(typeof member === "string" || isObject(member), `${name} of ${JSON.stringify(value)}`);
  return member;
}

function textOf(value: PropertyValue | undefined, name: string): string {
  const member = memberOf(value, name);
  assert.ok(typeof member === "string");
  return member;
}

function idsOf(value: PropertyValue | undefined): readonly PropertyValue[] {
  assert.ok(isList(value));
  return value.map((entry) => memberOf(entry, "id"));
}
