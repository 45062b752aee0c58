import { getVirtualNetworkOutput, type GetVirtualNetworkResult } from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import type { ExistingNetworkSpec } from "../../sdk/network/existing-network";
import type { NetworkObservation } from "../../sdk/network/network-observation";
import { networkVerdict, onlyRangeOf, type NetworkIntent } from "../../sdk/network/network-verdict";
import { RejectedArgumentsError } from "../resolve";
import { networkTitle, type NetworkParts } from "./decisions";
import { subnetNames } from "./subnet-names";
import type { NetworkPlace } from "./virtual-network";

/**
 * A network that somebody else has made. What is created in it waits for the verdict, because it takes its place from
 * there. Where the id is not known yet, as in a preview before the network is created, nothing is looked at.
 */
export function existingNetwork(
  parent: pulumi.ComponentResource,
  name: string,
  { args, decided }: NetworkParts,
): NetworkPlace {
  const existing = decided.existing.apply(given);
  const observed = observe(parent, existing);
  const fit = pulumi
    .all([observed, existing, decided.addresses, args.location])
    .apply(([observation, spec, addresses, location]) => {
      const intent = { existing: spec, spec: addresses, names: subnetNames(name, args), location };
      judge(parent, name, { observation, intent });
      const nodeSubnetCidr = onlyRangeOf(observation, spec.nodeSubnet);
      return { ...spec.virtualNetwork, location: observation.location, nodeSubnetCidr };
    });
  return {
    virtualNetworkId: fit.id,
    virtualNetworkName: fit.name,
    resourceGroupName: fit.resourceGroupName,
    ...(args.nodeSubnetId === undefined ? {} : { nodeSubnetCidr: fit.nodeSubnetCidr }),
    location: args.location ?? fit.location,
    region: fit.location,
  };
}

/** Azure answers for a virtual network with all that is said of its subnets. */
function observe(
  parent: pulumi.ComponentResource,
  existing: pulumi.Output<ExistingNetworkSpec>,
): pulumi.Output<NetworkObservation> {
  const network = existing.virtualNetwork;
  return getVirtualNetworkOutput(
    { resourceGroupName: network.resourceGroupName, virtualNetworkName: network.name },
    { parent },
  ).apply(networkObservation);
}

function judge(
  parent: pulumi.ComponentResource,
  name: string,
  { observation, intent }: { observation: NetworkObservation; intent: NetworkIntent },
): void {
  const { problems, warnings } = networkVerdict(observation, intent);
  if (problems.length > 0) throw new RejectedArgumentsError(networkTitle(name), problems);
  for (const warning of warnings) void pulumi.log.warn(warning, parent);
}

function networkObservation({ id, location, addressSpace, subnets }: GetVirtualNetworkResult): NetworkObservation {
  return {
    id: id ?? "",
    location: location ?? "",
    addressPrefixes: addressSpace?.addressPrefixes ?? [],
    subnets: (subnets ?? []).map(({ name, addressPrefix, addressPrefixes, delegations, routeTable, natGateway }) => ({
      name: name ?? "",
      addressPrefixes: addressPrefix === undefined ? (addressPrefixes ?? []) : [addressPrefix],
      delegations: (delegations ?? []).flatMap(({ serviceName }) => serviceName ?? []),
      ...(routeTable?.id === undefined ? {} : { routeTableId: routeTable.id }),
      ...(natGateway?.id === undefined ? {} : { natGatewayId: natGateway.id }),
    })),
  };
}

function given(spec: ExistingNetworkSpec | undefined): ExistingNetworkSpec {
  if (spec) return spec;
  throw new Error("Using an existing network: no id was given");
}
