import { checked, type Check } from "../check";
import { planAddresses } from "./address-plan";
import { addressCount, contains, formatCidr, overlap, prefixLengthFor, type Cidr } from "./cidr";

/** What a user may say about the addresses of a network with virtual nodes. */
export interface NetworkArgs {
  readonly addressSpace?: string | undefined;
  readonly nodeSubnetCidr?: string | undefined;
  readonly virtualNodeSubnetCidr?: string | undefined;
  readonly serviceCidr?: string | undefined;
  readonly maxNodes?: number | undefined;
  readonly maxPodsPerNode?: number | undefined;
  readonly maxVirtualNodePods?: number | undefined;
}

/** One subnet that a network needs. */
export interface SubnetSpec {
  /** Where the user wants it. */
  readonly cidr?: Cidr;
  /** How many addresses it must have, with those that Azure keeps. */
  readonly addresses: number;
  /** What the addresses are for, such as `12 nodes with 31 addresses each`. */
  readonly purpose: string;
}

/** A network's addresses, complete and checked: the plan of this spec has no overlap and every subnet is big enough. */
export interface NetworkSpec {
  readonly addressSpace: Cidr;
  readonly serviceCidr: Cidr;
  readonly nodeSubnet: SubnetSpec;
  readonly virtualNodeSubnet: SubnetSpec;
}

/**
 * What a network is like where the user does not say. The service range is AKS's own default, and the address space a
 * private one that does not contain it.
 *
 * @see https://learn.microsoft.com/azure/aks/configure-azure-cni
 */
const DEFAULTS = {
  addressSpace: "10.224.0.0/12",
  serviceCidr: "10.0.0.0/16",
  maxNodes: 10,
  maxPodsPerNode: 30,
  maxVirtualNodePods: 100,
} as const;

/** Azure keeps five addresses of each subnet (https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq). */
const AZURE_RESERVED = 5;

/** The smallest subnet in Azure is a /29 (https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq). */
const LONGEST_PREFIX = 29;
/** The smallest address space whose quarter is still a subnet. */
const LONGEST_SPACE_PREFIX = LONGEST_PREFIX - 2;

/** AKS takes no service range above /12 (https://learn.microsoft.com/azure/aks/configure-azure-cni), and its DNS service needs the tenth address. */
const SERVICE_PREFIX = { min: 12, max: 28 };

/** Nodes that an upgrade adds for a while: 10 %, at least one (https://learn.microsoft.com/azure/aks/upgrade-aks-cluster). */
const SURGE = 0.1;

/** AKS's limits (https://learn.microsoft.com/azure/aks/quotas-skus-regions, https://learn.microsoft.com/azure/aks/azure-cni-overview). */
const NODES = { min: 1, max: 5000 };
const PODS_PER_NODE = { min: 10, max: 250 };

/** A delegated subnet holds 3,000 container groups (https://learn.microsoft.com/azure/container-instances/container-instances-virtual-network-concepts). */
const VIRTUAL_NODE_PODS = { min: 1, max: 3000 };

/** @throws ArgumentError where an argument is wrong or the subnets cannot be laid out */
export function networkSpec(args: NetworkArgs): NetworkSpec {
  return checked((check) => {
    const range = (path: "nodeSubnetCidr" | "virtualNodeSubnetCidr") =>
      args[path] === undefined ? {} : { cidr: check.cidr(path, args[path]) };
    const spec = {
      addressSpace: addressSpace(args, check),
      serviceCidr: serviceRange(args, check),
      nodeSubnet: { ...range("nodeSubnetCidr"), ...nodeAddresses(args, check) },
      virtualNodeSubnet: { ...range("virtualNodeSubnetCidr"), ...virtualNodeAddresses(args, check) },
    };
    if (check.passed) checkLayout(spec, check);
    return spec;
  });
}

function addressSpace(args: NetworkArgs, check: Check): Cidr {
  const space = check.cidr("addressSpace", args.addressSpace ?? DEFAULTS.addressSpace);
  if (check.passed && space.prefixLength > LONGEST_SPACE_PREFIX) {
    check.problem("addressSpace", `must be /${LONGEST_SPACE_PREFIX} or larger; got ${formatCidr(space)}`);
  }
  return space;
}

function serviceRange(args: NetworkArgs, check: Check): Cidr {
  const range = check.cidr("serviceCidr", args.serviceCidr ?? DEFAULTS.serviceCidr);
  const { min, max } = SERVICE_PREFIX;
  if (check.passed && (range.prefixLength < min || range.prefixLength > max)) {
    check.problem("serviceCidr", `must be a range from /${min} to /${max}; got ${formatCidr(range)}`);
  }
  return range;
}

/**
 * With flat Azure CNI a node takes one address for itself and one for each pod that it may run, used or not.
 *
 * @see https://learn.microsoft.com/azure/aks/concepts-network-legacy-cni
 */
function nodeAddresses(args: NetworkArgs, check: Check): SubnetSpec {
  const nodes = check.wholeNumber("maxNodes", args.maxNodes ?? DEFAULTS.maxNodes, NODES);
  const pods = check.wholeNumber("maxPodsPerNode", args.maxPodsPerNode ?? DEFAULTS.maxPodsPerNode, PODS_PER_NODE);
  const surge = Math.ceil(nodes * SURGE);
  return {
    addresses: (nodes + surge) * (pods + 1) + AZURE_RESERVED,
    purpose: `${nodes} nodes and ${surge} more while upgrading, each with ${pods + 1} addresses`,
  };
}

/** Every pod on the virtual node is a container group with an address of its own. */
function virtualNodeAddresses(args: NetworkArgs, check: Check): SubnetSpec {
  const given = args.maxVirtualNodePods ?? DEFAULTS.maxVirtualNodePods;
  const pods = check.wholeNumber("maxVirtualNodePods", given, VIRTUAL_NODE_PODS);
  return { addresses: pods + AZURE_RESERVED, purpose: `${pods} pods on the virtual node` };
}

function checkLayout(spec: NetworkSpec, check: Check): void {
  const plan = planAddresses(spec);
  const ranges = [
    { path: "nodeSubnetCidr", cidr: plan.nodeSubnet, subnet: spec.nodeSubnet },
    { path: "virtualNodeSubnetCidr", cidr: plan.virtualNodeSubnet, subnet: spec.virtualNodeSubnet },
  ];
  for (const { path, cidr, subnet } of ranges) checkSubnet(spec, { path, cidr, subnet }, check);
  if (overlap(plan.nodeSubnet, plan.virtualNodeSubnet)) {
    const [nodes, virtualNode] = [formatCidr(plan.nodeSubnet), formatCidr(plan.virtualNodeSubnet)];
    check.problem("virtualNodeSubnetCidr", `must not overlap the node subnet; ${virtualNode} and ${nodes} do`);
  }
}

interface PlacedSubnet {
  readonly path: string;
  readonly cidr: Cidr;
  readonly subnet: SubnetSpec;
}

function checkSubnet(spec: NetworkSpec, { path, cidr, subnet }: PlacedSubnet, check: Check): void {
  const text = formatCidr(cidr);
  const needed = Math.min(prefixLengthFor(subnet.addresses), LONGEST_PREFIX);
  if (cidr.prefixLength > needed) {
    check.problem(
      path,
      `must be /${needed} or larger for ${subnet.purpose} and the ${AZURE_RESERVED} that Azure keeps: ` +
        `${subnet.addresses} addresses; ${text} has ${addressCount(cidr)}`,
    );
  }
  if (!contains(spec.addressSpace, cidr)) {
    check.problem(path, `must be inside the address space ${formatCidr(spec.addressSpace)}; ${text} is not`);
  }
  // The service range is not routed in the network, so it must not shadow a subnet that is
  // (https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning).
  if (overlap(spec.serviceCidr, cidr)) {
    check.problem("serviceCidr", `must not overlap a subnet; ${formatCidr(spec.serviceCidr)} overlaps ${path} ${text}`);
  }
}
