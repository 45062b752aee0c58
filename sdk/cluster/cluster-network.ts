import { checked, type Check } from "../check";
import { addressCount, formatAddress, formatCidr, type Cidr } from "../network/cidr";

/** The network that a cluster is put into. */
export interface ClusterNetworkArgs {
  readonly nodeSubnetId: string;
  readonly virtualNodeSubnetId: string;
  readonly serviceCidr?: string | undefined;
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

/** AKS's default (https://learn.microsoft.com/azure/aks/configure-azure-cni). */
const DEFAULT_SERVICE_CIDR = "10.0.0.0/16";

/** AKS's DNS service takes the tenth address where nobody says otherwise: 10.0.0.10. */
const DNS_SERVICE_OFFSET = 10;

const SUBNET_ID =
  /^(?<network>\/subscriptions\/(?<subscriptionId>[^/]+)\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/virtualNetworks\/[^/]+)\/subnets\/(?<name>[^/]+)$/i;

interface SubnetId {
  readonly network: string;
  readonly subscriptionId: string;
  readonly name: string;
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
      nodeSubnetId: args.nodeSubnetId,
      virtualNodeSubnetId: args.virtualNodeSubnetId,
      virtualNodeSubnetName: virtualNode.name,
      subscriptionId: virtualNode.subscriptionId,
      serviceCidr: formatCidr(services),
      dnsServiceIP: formatAddress(services.first + DNS_SERVICE_OFFSET),
    };
  });
}

function subnetId(path: string, value: string, check: Check): SubnetId {
  check.text(path, value, { pattern: SUBNET_ID, description: "the ARM id of a subnet" });
  const { network = "", subscriptionId = "", name = "" } = SUBNET_ID.exec(value)?.groups ?? {};
  return { network, subscriptionId, name };
}

/** ARM ids are compared without regard to case (https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules). */
function checkSubnets(nodes: SubnetId, virtualNode: SubnetId, check: Check): void {
  if (nodes.network.toLowerCase() !== virtualNode.network.toLowerCase()) {
    // The connector looks for the subnet in the network of the nodes (virtual-kubelet/azure-aci, pkg/provider/aci.go).
    check.problem("virtualNodeSubnetId", `must be in the virtual network of the nodes, ${nodes.network}`);
  } else if (nodes.name.toLowerCase() === virtualNode.name.toLowerCase()) {
    // Nothing but container groups may be in a delegated subnet
    // (https://learn.microsoft.com/azure/container-instances/container-instances-virtual-network-concepts).
    check.problem("virtualNodeSubnetId", `must be another subnet than that of the nodes; got ${nodes.name} for both`);
  }
}

function serviceRange(args: ClusterNetworkArgs, check: Check): Cidr {
  const range = check.cidr("serviceCidr", args.serviceCidr ?? DEFAULT_SERVICE_CIDR);
  if (check.passed && addressCount(range) <= DNS_SERVICE_OFFSET) {
    check.problem("serviceCidr", `must have room for the DNS service at its tenth address; got ${formatCidr(range)}`);
  }
  return range;
}
