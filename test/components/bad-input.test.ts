import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { VirtualNodeCluster, VirtualNodeNetwork } from "../../index";
import { decision, RejectedArgumentsError } from "../../components/resolve";
import { placementSpec } from "../../sdk/placement/placement-spec";
import { CONTAINER_MISTAKES } from "./container-mistakes";
import { record, settled, SUBSCRIPTION } from "./recording";
import { type Mistake, service, SERVICE_MISTAKES } from "./service-mistakes";

const VNET = `/subscriptions/${SUBSCRIPTION}/resourceGroups/group/providers/Microsoft.Network/virtualNetworks/net`;
const NETWORK = { nodeSubnetId: `${VNET}/subnets/nodes`, virtualNodeSubnetId: `${VNET}/subnets/aci` };

const ZONE = `/subscriptions/${SUBSCRIPTION}/resourceGroups/dns/providers/Microsoft.Network/privateDnsZones/zone`;

const cluster = (more: object, name = "aks") => {
  const args = { resourceGroupName: "group", network: NETWORK, systemPool: { vmSize: "Standard_D2s_v5" }, ...more };
  return () => new VirtualNodeCluster(name, args);
};
const network = (more: object) => () => new VirtualNodeNetwork("net", { resourceGroupName: "group", ...more });

/** What a user may write wrong, and the lines that `pulumi up` prints below the component's. */
const MISTAKES: readonly Mistake[] = [
  ...SERVICE_MISTAKES,
  ...CONTAINER_MISTAKES,
  [cluster({}, "my_aks"), 'name: must be 1 to 54 letters, digits and hyphens, no hyphen first or last; got "my_aks"'],
  [
    cluster({ systemPool: { vmSize: "Standard_D2s_v5", count: 0 } }),
    "systemPool.count: must be a whole number from 1 to 1000; got 0",
  ],
  [
    cluster({ userPools: [{ name: "ok", vmSize: "Standard_D2s_v5" }, { name: "not-ok" }] }),
    'userPools[1].name: must be 1 to 12 lower-case letters and digits, a letter first; got "not-ok"',
    "userPools[1].vmSize: is required and must be a VM size such as Standard_D4s_v5",
  ],
  [
    cluster({ userPools: [{ name: "system", vmSize: "Standard_D2s_v5" }] }),
    'userPools[0].name: must be a name of its own; got "system" twice',
  ],
  [
    cluster({ network: { ...NETWORK, nodeSubnetId: "nodes" } }),
    'network.nodeSubnetId: must be the ARM id of a subnet; got "nodes"',
  ],
  [
    cluster({ network: { ...NETWORK, virtualNodeSubnetId: NETWORK.nodeSubnetId } }),
    "network.virtualNodeSubnetId: must be another subnet than that of the nodes; got nodes for both",
  ],
  [
    cluster({ network: { ...NETWORK, virtualNodeSubnetId: `${VNET}-2/subnets/aci` } }),
    `network.virtualNodeSubnetId: must be in the virtual network of the nodes, ${VNET}`,
  ],
  [
    cluster({ systemPool: { vmSize: "", availabilityZones: ["a"], maxPods: 5 } }),
    'systemPool.availabilityZones[0]: must be a zone such as "1"; got "a"',
    'systemPool.vmSize: must be a VM size such as Standard_D4s_v5 with 2 cores and 4 GB of memory at least; got ""',
    "systemPool.maxPods: must be a whole number from 30 to 250; got 5",
  ],
  [
    cluster({ identity: { type: "ServicePrincipal" } }),
    'identity.type: must be one of "UserAssigned", "SystemAssigned"; got "ServicePrincipal"',
  ],
  [
    cluster({ identity: { type: "SystemAssigned", id: "mine" } }),
    'identity.type: must not be "SystemAssigned" where an existing identity is given by its id',
    'identity.id: must be the ARM id of a user-assigned identity; got "mine"',
    "identity.principalId: is required and must be the object id (principal id) of the identity",
  ],
  [
    cluster({ identity: { hasRoles: true } }),
    "identity.hasRoles: is for an existing identity, which is given by its id",
  ],
  [
    cluster({ entraId: { adminGroupObjectIds: ["admins"], tenantId: "us", login: "browser" } }),
    'entraId.adminGroupObjectIds[0]: must be an object id (a GUID); got "admins"',
    'entraId.tenantId: must be the id of an Entra tenant (a GUID); got "us"',
    'entraId.login: must be one of "azurecli", "spn", "workloadidentity", "msi", "devicecode"; got "browser"',
  ],
  [
    cluster({ privateCluster: { privateDnsZone: "zone" } }),
    'privateCluster.privateDnsZone: must be the ARM id of a private DNS zone, "system" or "none"; got "zone"',
  ],
  [
    cluster({ privateCluster: { privateDnsZone: "none", publicFqdn: false } }),
    'privateCluster.publicFqdn: must be true where privateDnsZone is "none", or no name leads to the API server',
  ],
  [
    cluster({ identity: { type: "SystemAssigned" }, privateCluster: { privateDnsZone: ZONE } }),
    'privateCluster.privateDnsZone: must be "system" or "none" with a system-assigned identity, whose role comes too late',
  ],
  [
    cluster({ kubernetesVersion: "1.34.2" }),
    'kubernetesVersion: must be a minor version such as 1.34 where upgradeChannel is "patch", which chooses the patch; ' +
      'got "1.34.2"',
  ],
  [
    cluster({ kubernetesVersion: "latest", upgradeChannel: "none" }),
    'kubernetesVersion: must be a version of Kubernetes such as 1.34; got "latest"',
  ],
  [
    cluster({ upgradeChannel: "node-image", nodeOsUpgradeChannel: "none" }),
    'upgradeChannel: must be one of "none", "patch", "stable", "rapid"; got "node-image"',
    'nodeOsUpgradeChannel: must be one of "None", "Unmanaged", "SecurityPatch", "NodeImage"; got "none"',
  ],
  [
    cluster({
      maintenanceWindow: {
        dayOfWeek: "Someday",
        startTime: "24:00",
        durationHours: 3,
        utcOffset: "1",
        intervalWeeks: 5,
      },
    }),
    'maintenanceWindow.dayOfWeek: must be one of "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", ' +
      '"Sunday"; got "Someday"',
    'maintenanceWindow.startTime: must be a time from 00:00 to 23:59; got "24:00"',
    "maintenanceWindow.durationHours: must be a whole number from 4 to 24; got 3",
    'maintenanceWindow.utcOffset: must be an offset from UTC such as +01:00; got "1"',
    "maintenanceWindow.intervalWeeks: must be a whole number from 1 to 4; got 5",
  ],
  [cluster({ tier: "Base" }), 'tier: must be one of "Free", "Standard", "Premium"; got "Base"'],
  [
    cluster({ managedCluster: { tags: {}, networkProfile: { networkPluginMode: "overlay" } } }),
    "managedCluster.tags: is said by the argument tags of the component",
    "managedCluster.networkProfile.networkPluginMode: virtual nodes do not go together with Azure CNI Overlay, because " +
      "its pods have no address in the virtual network, so container groups and pods could not reach each other " +
      "(https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay)",
  ],
  [
    cluster({ managedCluster: { apiServerAccessProfile: { authorizedIPRanges: ["203.0.113.0/24"] } } }),
    "managedCluster.apiServerAccessProfile.authorizedIPRanges: virtual nodes do not go together with authorized IP " +
      "ranges of the API server, because pods on the virtual node must reach the API server, and are not let in " +
      "(https://learn.microsoft.com/azure/aks/virtual-nodes#limitations)",
  ],
  [
    cluster({ network: { ...NETWORK, nodeSubnetCidr: "10.1.0.0/26" } }),
    "network.nodeSubnetCidr: must be /25 or larger for 2 nodes of system with 31 addresses each and the 5 that Azure " +
      "keeps: 67 addresses; 10.1.0.0/26 has 64",
  ],
  [
    cluster({ virtualNode: { generation: "v3", connectorRole: "owner", readyTimeoutMinutes: 0, nodes: 2 } }),
    'virtualNode.generation: must be one of "v1", "v2"; got "v3"',
    'virtualNode.connectorRole: must be one of "networkContributor", "subnetJoin"; got "owner"',
    "virtualNode.readyTimeoutMinutes: must be a whole number from 1 to 1440; got 0",
    'virtualNode.nodes: is for generation "v2"; the add-on of "v1" has no such setting',
  ],
  [
    cluster({ userPools: [{ name: "apps", vmSize: "Standard_D4s_v5", nodeLabels: ["team"], nodeTaints: "team" }] }),
    "userPools[0].nodeLabels: must be a map of label keys to values",
    'userPools[0].nodeTaints: must be a list; got "team"',
  ],
  [
    network({ addressSpace: "10.0.0.1/8" }),
    'addressSpace: must start with its first address, which makes it 10.0.0.0/8; got "10.0.0.1/8"',
  ],
  [
    network({ addressSpace: "10.1.0.0/24", maxVirtualNodePods: 20 }),
    "nodeSubnetCidr: must be /23 or larger for 10 nodes and 1 more while upgrading, each with 31 addresses and the 5 " +
      "that Azure keeps: 346 addresses; 10.1.0.128/25 has 128",
  ],
  [
    network({
      nodeSubnetId: NETWORK.nodeSubnetId,
      nodeSubnetCidr: "10.1.0.0/16",
      virtualNodeSubnetCidr: "10.2.0.0/16",
    }),
    "nodeSubnetCidr: must not be given with nodeSubnetId, because a subnet that exists is not changed",
  ],
  [
    network({ virtualNetworkId: "corp", addressSpace: "10.1.0.0/16" }),
    'virtualNetworkId: must be the ARM id of a virtual network; got "corp"',
  ],
  [network({ natGatewayId: "out" }), 'natGatewayId: must be the ARM id of a NAT gateway; got "out"'],
  [
    network({ natGateway: { publicIpPrefixLength: 27, zone: "a" } }),
    "natGateway.publicIpPrefixLength: must be a whole number from 28 to 31; got 27",
    'natGateway.zone: must be a zone such as "1"; got "a"',
  ],
  [
    network({ networkSecurityGroup: { inbound: [{ name: "office", sources: ["anyone"], ports: ["80"] }] } }),
    "networkSecurityGroup.inbound[0].sources[0]: must be an IPv4 address or range, or one service tag such as " +
      'VirtualNetwork; got "anyone"',
  ],
  [
    network({ additionalSubnets: [{ name: "jobs", delegation: "Microsoft.Web", addresses: 0 }] }),
    'additionalSubnets[0].delegation: must be one of "Microsoft.ContainerInstance/containerGroups", ' +
      '"Microsoft.ContainerService/managedClusters", "Microsoft.ServiceNetworking/trafficControllers", ' +
      '"Microsoft.DBforPostgreSQL/flexibleServers", "Microsoft.DBforMySQL/flexibleServers"; got "Microsoft.Web"',
    "additionalSubnets[0].addresses: must be a whole number from 1 to 65536; got 0",
  ],
  [
    network({ privateDnsZones: ["internal"] }),
    "privateDnsZones[0]: must be the name of a DNS zone with two labels or more, such as " +
      'privatelink.blob.core.windows.net; got "internal"',
  ],
];

describe("a mistake throws from the constructor, and says what to write", () => {
  for (const [construct, ...lines] of MISTAKES) {
    test(lines.join("; "), async () => {
      await record(() => {
        assert.throws(construct, (error) => {
          assert.ok(error instanceof RejectedArgumentsError);
          assert.deepEqual(
            error.message.split("\n").slice(1),
            lines.map((line) => `  ${line}`),
          );
          return true;
        });
      });
    });
  }

  test("the first line names the component, and there is no stack to print", async () => {
    await record(() => {
      assert.throws(service({ replicas: -1 }), (error) => {
        assert.ok(pulumi.RunError.isInstance(error));
        assert.match(error.message, /^ElasticService "web" has wrong arguments:\n/);
        assert.equal(error.stack, undefined);
        return true;
      });
    });
  });
});

test("an arg that is known later is checked later, with the same message", async () => {
  const late = decision({ replicas: pulumi.output(-1) }, placementSpec);
  await assert.rejects(settled(late.resolve('ElasticService "web"')), {
    message: 'ElasticService "web" has wrong arguments:\n  replicas: must be a whole number from 0 to 100000; got -1',
  });
});
