import { limited, rejected, supported, unsupported, unstated, type Capability } from "./capability";
import { aci, ACI_NETWORK, aks, chart, V1_LIMITATIONS, V2_README } from "./sources";

const NODE_CUSTOMIZATIONS = chart("Docs/NodeCustomizations.md");
const V2_EXTENSION = aks("virtual-nodes-v2#limitations");
const VIRTUAL_NETWORK = aci("virtual-network-concepts");

/** What networks virtual nodes need, and what of a cluster's network their pods have. */
export const NETWORK_CAPABILITIES = {
  flatAzureCni: {
    title: "Flat Azure CNI, pods with addresses of the node subnet",
    v1: supported("required", V1_LIMITATIONS),
    v2: supported("required", V2_README),
  },
  overlayNetwork: {
    title: "Overlay networks and kubenet",
    v1: unsupported("container groups have addresses of a subnet", aks("concepts-network-azure-cni-overlay")),
    v2: unsupported("container groups have addresses of a subnet", V2_EXTENSION),
    instead: "networkPlugin azure without a mode",
  },
  ipv6: {
    title: "IPv6 and dual stack",
    v1: unsupported("the pods have IPv4 addresses only", V1_LIMITATIONS),
    v2: unsupported("can be addressed in the future", V2_README),
  },
  networkPolicies: {
    title: "Network policies",
    v1: unsupported("they are not applied to pods of the virtual node", V1_LIMITATIONS),
    v2: unsupported("they are not applied to pods of the virtual node", V2_README),
    instead: "a network security group on the virtual node's subnet",
  },
  ciliumOrNpm: {
    title: "Clusters with Cilium or Azure's network policy manager",
    v1: unstated("neither excluded nor described", aks("azure-cni-powered-by-cilium")),
    v2: unsupported("excluded for v2 as a cluster extension", V2_EXTENSION),
    instead: "Calico, or no network policies",
  },
  authorizedIpRanges: {
    title: "Authorized IP ranges of the API server",
    v1: unsupported("the pods could not reach it", V1_LIMITATIONS),
    v2: unsupported("the pods could not reach it", V2_README),
    instead: "a private cluster",
  },
  imdsRestriction: {
    title: "Clusters that keep pods off the instance metadata service",
    v1: unsupported("virtual nodes are not compatible with it", aks("imds-restriction")),
    v2: unsupported("virtual nodes are not compatible with it", aks("imds-restriction")),
  },
  natGateway: {
    title: "Way out by a NAT gateway on the virtual node's subnet",
    v1: supported("the only supported way out", VIRTUAL_NETWORK),
    v2: supported("required for any way out", V2_README),
  },
  routeTable: {
    title: "Route table on the virtual node's subnet",
    v1: rejected("the connector refuses the subnet and does not start", ACI_NETWORK),
    v2: unstated("not among the documented limits", V2_README),
    instead: "a NAT gateway",
  },
  loadBalancerBackends: {
    title: "Virtual nodes behind a load balancer",
    v1: unsupported("traffic comes through VM nodes: externalTrafficPolicy Local would drop it", {
      title: "AKS issue 1956",
      url: "https://github.com/Azure/AKS/issues/1956",
    }),
    v2: unstated("not described", V2_README),
    instead: "externalTrafficPolicy Cluster",
  },
  clusterIp: {
    title: "Services by cluster IP from a pod of the virtual node",
    v1: supported("by a kube-proxy in the container group", aks("virtual-nodes#network-requirements")),
    v2: supported("by a kube-proxy in the container group, which can be left out", NODE_CUSTOMIZATIONS),
  },
  peering: {
    title: "Network peering and security groups for the way out",
    v1: unsupported("ACI does not support them there", V1_LIMITATIONS),
    v2: supported("no longer a limitation", V2_README),
  },
  severalSubnets: {
    title: "Several subnets",
    v1: unsupported("one, in the virtual network of the nodes", ACI_NETWORK),
    v2: supported("a list by node and an annotation by pod", NODE_CUSTOMIZATIONS),
  },
  podsPerSubnet: {
    title: "Container groups in a subnet",
    v1: limited("up to 3,000", VIRTUAL_NETWORK),
    v2: limited("up to 3,000", VIRTUAL_NETWORK),
  },
} as const satisfies Readonly<Record<string, Capability>>;
