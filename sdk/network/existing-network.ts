import { checked, type Check } from "../check";
import { sameId, subnetId, virtualNetworkId, type SubnetId, type VirtualNetworkId } from "./network-ids";

/** What a user may say about what somebody else has made. */
export interface ExistingNetworkArgs {
  readonly virtualNetworkId?: string | undefined;
  readonly nodeSubnetId?: string | undefined;
  readonly virtualNodeSubnetId?: string | undefined;
}

/** A virtual network that somebody else has made, and which of its subnets to use. */
export interface ExistingNetworkSpec {
  /** Where the args name no virtual network, it is that of the subnets. */
  readonly virtualNetwork: VirtualNetworkId;
  readonly nodeSubnet?: SubnetId;
  readonly virtualNodeSubnet?: SubnetId;
}

/**
 * @returns nothing where the args name nothing
 * @throws ArgumentError where the ids are none, or are not those of one network
 */
export function existingNetworkSpec(args: ExistingNetworkArgs): ExistingNetworkSpec | undefined {
  return checked((check) => {
    const subnets = {
      ...(args.nodeSubnetId === undefined ? {} : { nodeSubnet: subnetId("nodeSubnetId", args.nodeSubnetId, check) }),
      ...(args.virtualNodeSubnetId === undefined
        ? {}
        : { virtualNodeSubnet: subnetId("virtualNodeSubnetId", args.virtualNodeSubnetId, check) }),
    };
    const virtualNetwork =
      args.virtualNetworkId === undefined
        ? (subnets.nodeSubnet ?? subnets.virtualNodeSubnet)?.virtualNetwork
        : virtualNetworkId("virtualNetworkId", args.virtualNetworkId, check);
    if (!virtualNetwork) return undefined;
    const spec = { virtualNetwork, ...subnets };
    if (check.passed) checkOneNetwork(spec, check);
    return spec;
  });
}

function checkOneNetwork({ virtualNetwork, nodeSubnet, virtualNodeSubnet }: ExistingNetworkSpec, check: Check): void {
  const subnets = { nodeSubnetId: nodeSubnet, virtualNodeSubnetId: virtualNodeSubnet };
  for (const [path, subnet] of Object.entries(subnets)) {
    if (!subnet || sameId(subnet.virtualNetwork.id, virtualNetwork.id)) continue;
    // The connector looks for its subnet in the network of the nodes (virtual-kubelet/azure-aci, pkg/provider/aci.go).
    check.problem(path, `must be in the virtual network ${virtualNetwork.id}; got ${subnet.id}`);
  }
  if (nodeSubnet && virtualNodeSubnet && sameId(nodeSubnet.id, virtualNodeSubnet.id)) {
    // Nothing but container groups may be in a delegated subnet
    // (https://learn.microsoft.com/azure/container-instances/container-instances-virtual-network-concepts).
    check.problem(
      "virtualNodeSubnetId",
      `must be another subnet than that of the nodes; got ${nodeSubnet.name} for both`,
    );
  }
}
