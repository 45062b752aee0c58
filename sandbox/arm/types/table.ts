import type { ResourceType } from "../resource-type";
import { agentPools } from "./agent-pools";
import { containerGroupProfileRevisions, containerGroupProfiles } from "./container-group-profiles";
import { containerGroups } from "./container-groups";
import { containerInstanceLocations } from "./container-instance-locations";
import { containers } from "./containers";
import { dataCollectionRuleAssociations, dataCollectionRules } from "./data-collection";
import { federatedIdentityCredentials } from "./federated-identity-credentials";
import { backendAddressPools, loadBalancers } from "./load-balancers";
import { maintenanceConfigurations } from "./maintenance-configurations";
import { managedClusters } from "./managed-clusters";
import { natGateways } from "./nat-gateways";
import { networkSecurityGroups } from "./network-security-groups";
import { nGroups } from "./ngroups";
import { privateDnsZones, virtualNetworkLinks } from "./private-dns";
import { privateRecordSets } from "./private-record-sets";
import { publicIpAddresses, publicIpPrefixes } from "./public-ips";
import { registries } from "./registries";
import { resourceGroups } from "./resource-groups";
import { roleAssignments } from "./role-assignments";
import { roleDefinitions } from "./role-definitions";
import { routeTables } from "./route-tables";
import { serviceAssociationLinks } from "./service-association-links";
import { standbyContainerGroupPools, standbyPoolRuntimeViews } from "./standby-pools";
import { subnets } from "./subnets";
import { userAssignedIdentities } from "./user-assigned-identities";
import { virtualNetworks } from "./virtual-networks";
import { workspaces } from "./workspaces";

const ALL: readonly ResourceType[] = [
  resourceGroups,
  virtualNetworks,
  subnets,
  publicIpAddresses,
  publicIpPrefixes,
  natGateways,
  networkSecurityGroups,
  routeTables,
  privateDnsZones,
  virtualNetworkLinks,
  ...privateRecordSets,
  loadBalancers,
  backendAddressPools,
  managedClusters,
  agentPools,
  maintenanceConfigurations,
  userAssignedIdentities,
  federatedIdentityCredentials,
  roleAssignments,
  roleDefinitions,
  containerGroups,
  containers,
  containerInstanceLocations,
  containerGroupProfiles,
  containerGroupProfileRevisions,
  nGroups,
  standbyContainerGroupPools,
  standbyPoolRuntimeViews,
  serviceAssociationLinks,
  workspaces,
  dataCollectionRules,
  dataCollectionRuleAssociations,
  registries,
];

/** Every resource type that the sandbox's Azure knows, by name in lower case. */
export const RESOURCE_TYPES: ReadonlyMap<string, ResourceType> = new Map(
  ALL.map((entry) => [entry.type.toLowerCase(), entry]),
);
