import { VirtualNetwork } from "@pulumi/azure-native/network";
import type * as pulumi from "@pulumi/pulumi";
import { formatCidr } from "../../sdk/network/cidr";
import { pick } from "../resolve";
import { existingParts, type NetworkParts } from "./decisions";
import { existingNetwork } from "./existing-network";

/** Where subnets are put, and what else is in the network's region. */
export interface NetworkPlace {
  /** Absent: somebody else has made it. */
  readonly virtualNetwork?: VirtualNetwork;
  readonly virtualNetworkId: pulumi.Output<string>;
  readonly virtualNetworkName: pulumi.Output<string>;
  /** Resource group of the virtual network and its subnets. */
  readonly resourceGroupName: pulumi.Input<string>;
  /** Range of the subnet of the VM nodes. Absent: it is created here. */
  readonly nodeSubnetCidr?: pulumi.Output<string | undefined>;
  /** Region of what is created beside the virtual network. Absent: the provider's. */
  readonly location?: pulumi.Input<string> | undefined;
  /** Region of the virtual network. */
  readonly region: pulumi.Output<string>;
}

/** The virtual network: a new one, or that which exists, once it has been found fit. */
export function networkPlace(parent: pulumi.ComponentResource, name: string, parts: NetworkParts): NetworkPlace {
  return existingParts(parts.args).virtualNetwork
    ? existingNetwork(parent, name, parts)
    : newNetwork(parent, name, parts);
}

function newNetwork(parent: pulumi.ComponentResource, name: string, { args, decided }: NetworkParts): NetworkPlace {
  const addressPrefixes = decided.addresses.apply(({ addressSpace }) =>
    addressSpace ? [formatCidr(addressSpace)] : [],
  );
  const virtualNetwork = new VirtualNetwork(
    `${name}-virtual-network`,
    { ...pick(args, "resourceGroupName", "location", "tags"), addressSpace: { addressPrefixes } },
    { parent },
  );
  return {
    virtualNetwork,
    virtualNetworkId: virtualNetwork.id,
    virtualNetworkName: virtualNetwork.name,
    resourceGroupName: args.resourceGroupName,
    location: args.location,
    // Azure says the region of every virtual network; that it may be absent is the schema's.
    region: virtualNetwork.location as pulumi.Output<string>,
  };
}
