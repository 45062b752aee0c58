import { RoleAssignment } from "@pulumi/azure-native/authorization";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity";
import { NatGateway, PublicIPAddress, RouteTable, Subnet, VirtualNetwork } from "@pulumi/azure-native/network";
import { ResourceGroup } from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";

const NETWORK_CONTRIBUTOR = "4d97b98b-1d4f-4787-a291-c67834d212e7";

const config = new pulumi.Config();
const { name: resourceGroupName, id: groupId } = new ResourceGroup("platform");

const network = new VirtualNetwork("spoke", { resourceGroupName, addressSpace: { addressPrefixes: ["10.30.0.0/16"] } });
const sku = { name: "Standard" };
const address = new PublicIPAddress("out", { resourceGroupName, sku, publicIPAllocationMethod: "Static" });
const gateway = new NatGateway("out", { resourceGroupName, sku, publicIpAddresses: [{ id: address.id }] });
const routes = new RouteTable("to-firewall", { resourceGroupName });

const inNetwork = { resourceGroupName, virtualNetworkName: network.name };
const nodes = new Subnet("nodes", { ...inNetwork, addressPrefix: "10.30.0.0/24" });
const containerGroups = new Subnet(
  "container-groups",
  {
    ...inNetwork,
    addressPrefix: "10.30.1.0/24",
    delegations: [{ name: "aci", serviceName: "Microsoft.ContainerInstance/containerGroups" }],
    natGateway: { id: gateway.id },
    ...(config.getBoolean("routed") === true ? { routeTable: { id: routes.id } } : {}),
  },
  { dependsOn: nodes },
);

const identity = new UserAssignedIdentity("clusters", { resourceGroupName });
new RoleAssignment("clusters", {
  scope: nodes.id,
  principalId: identity.principalId,
  principalType: "ServicePrincipal",
  roleDefinitionId: groupId.apply(
    (id) =>
      `${id.split("/").slice(0, 3).join("/")}/providers/Microsoft.Authorization/roleDefinitions/${NETWORK_CONTRIBUTOR}`,
  ),
});

export const nodeSubnetId = nodes.id;
export const virtualNodeSubnetId = containerGroups.id;
export const identityId = identity.id;
export const identityPrincipalId = identity.principalId;
