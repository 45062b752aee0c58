import { checked, type Check } from "../check";
import { formatAddress, formatCidr } from "../network/cidr";
import { sameId, subnetId, type SubnetId } from "../network/network-ids";
import { serviceRange } from "../network/service-range";

/** The network that a cluster is put into. */
export interface ClusterNetworkArgs {
  readonly nodeSubnetId: string;
  readonly virtualNodeSubnetId: string;
  readonly serviceCidr?: string | undefined;
  readonly dnsServiceIP?: string | undefined;
}

/** The network of a cluster, complete and checked. */
export interface ClusterNetworkSpec {
  readonly nodeSubnetId: string;
  readonly virtualNodeSubnetId: string;
  readonly virtualNodeSubnetName: string;
  readonly subscriptionId: string;
  readonly serviceCidr: string;
  /** Address of the cluster's DNS service. */
  readonly dnsServiceIP: string;
}

/** @throws ArgumentError where the subnets cannot be those of one cluster with virtual nodes */
export function clusterNetworkSpec(args: ClusterNetworkArgs): ClusterNetworkSpec {
  return checked((root) => {
    const check = root.within("network");
    const nodes = subnetId("nodeSubnetId", args.nodeSubnetId, check);
    const virtualNode = subnetId("virtualNodeSubnetId", args.virtualNodeSubnetId, check);
    if (check.passed) checkSubnets(nodes, virtualNode, check);
    const services = serviceRange(args, check);
    return {
      nodeSubnetId: nodes.id,
      virtualNodeSubnetId: virtualNode.id,
      virtualNodeSubnetName: virtualNode.name,
      subscriptionId: virtualNode.virtualNetwork.subscriptionId,
      serviceCidr: formatCidr(services.serviceCidr),
      dnsServiceIP: formatAddress(services.dnsServiceIP),
    };
  });
}

function checkSubnets(nodes: SubnetId, virtualNode: SubnetId, check: Check): void {
  if (!sameId(nodes.virtualNetwork.id, virtualNode.virtualNetwork.id)) {
    // The connector looks for the subnet in the network of the nodes (virtual-kubelet/azure-aci, pkg/provider/aci.go).
    check.problem("virtualNodeSubnetId", `must be in the virtual network of the nodes, ${nodes.virtualNetwork.id}`);
  } else if (sameId(nodes.name, virtualNode.name)) {
    // Nothing but container groups may be in a delegated subnet
    // (https://learn.microsoft.com/azure/container-instances/container-instances-virtual-network-concepts).
    check.problem("virtualNodeSubnetId", `must be another subnet than that of the nodes; got ${nodes.name} for both`);
  }
}
