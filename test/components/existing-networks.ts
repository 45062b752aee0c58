import { SUBSCRIPTION } from "./recording";

/** ARM id of a company's network in a resource group of its own. */
export const CORP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/corp`;

/** Subnets of it that are fit for a cluster with virtual nodes. */
export const SUBNETS = { nodeSubnetId: `${CORP}/subnets/nodes`, virtualNodeSubnetId: `${CORP}/subnets/groups` };

const NAT_GATEWAY = {
  id: `/subscriptions/${SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.Network/natGateways/out`,
};

/** What Azure answers for the network, with more subnets where a test wants them. */
export function corpAnswers(...more: object[]) {
  const delegations = [{ name: "aci", serviceName: "Microsoft.ContainerInstance/containerGroups" }];
  const network = {
    id: CORP,
    name: "corp",
    location: "westeurope",
    addressSpace: { addressPrefixes: ["10.50.0.0/16"] },
    subnets: [
      { id: SUBNETS.nodeSubnetId, name: "nodes", addressPrefix: "10.50.0.0/22" },
      {
        id: SUBNETS.virtualNodeSubnetId,
        name: "groups",
        addressPrefix: "10.50.4.0/24",
        delegations,
        natGateway: NAT_GATEWAY,
      },
      ...more,
    ],
  };
  return { "azure-native:network:getVirtualNetwork": () => network };
}
