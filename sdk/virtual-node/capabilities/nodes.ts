import { HOST_CORES, HOST_MEMORY_GB, PODS_PER_VIRTUAL_NODE } from "../host-capacity";
import { limited, supported, unsupported, unstated, type Capability } from "./capability";
import { aci, ACI_NODE, aks, chart, connector, V2_README } from "./sources";

const NODE_CUSTOMIZATIONS = chart("Docs/NodeCustomizations.md");

/** What the virtual nodes themselves are and need. */
export const NODE_CAPABILITIES = {
  installation: {
    title: "Who runs it",
    v1: supported("AKS, as an add-on of the cluster", aks("virtual-nodes-cli")),
    v2: limited(
      "a Helm release, whose version must fit the cluster's Kubernetes",
      chart("Docs/VersionCompatibility.md"),
    ),
  },
  podsPerNode: {
    title: "Pods on a virtual node",
    v1: limited("5,000 as Kubernetes counts; ACI's quota of container groups comes first", ACI_NODE),
    v2: limited(`up to ${PODS_PER_VIRTUAL_NODE}`, V2_README),
  },
  severalNodes: {
    title: "Several virtual nodes",
    v1: unsupported("one", ACI_NODE),
    v2: supported("as many as the VMs have room for; a removed one must be deleted by hand", NODE_CUSTOMIZATIONS),
  },
  vmCapacity: {
    title: "Capacity taken of the VMs",
    v1: supported("none but a small pod in kube-system", aks("virtual-nodes")),
    v2: limited(`${HOST_CORES} cores and ${HOST_MEMORY_GB} GB a virtual node`, V2_README),
  },
  architectureLabel: {
    title: "Label kubernetes.io/arch of a virtual node",
    v1: unsupported("the node does not have it, so a pod that asks for it is never scheduled there", ACI_NODE),
    v2: supported(
      "amd64, as the kubelet that the chart runs sets it",
      chart("Helm/virtualnode/templates/deployment.yaml"),
    ),
    instead: "no selection by architecture: the virtual node is amd64",
  },
  zones: {
    title: "Zones",
    v1: unsupported("the node has no zone, so a pod that must be in one is never scheduled there", ACI_NODE),
    v2: limited(
      "one zone a pod, by node or by annotation, and a label only where the chart's values set it",
      NODE_CUSTOMIZATIONS,
    ),
    instead: "zones for the pods on VMs, which other pods need not be spread by",
  },
  standbyPools: {
    title: "Standby pools, container groups kept warm",
    v1: unsupported("the connector knows none", connector("pkg/provider/aci.go")),
    v2: supported("preview, by settings of the chart", NODE_CUSTOMIZATIONS),
  },
  confidentialContainers: {
    title: "Confidential containers",
    v1: unstated("behind a feature flag of the connector", connector("pkg/provider/aci.go")),
    v2: supported("in some regions, by annotation, and without kube-proxy", chart("Docs/PodCustomizations.md")),
  },
  tagsOfContainerGroups: {
    title: "Tags of container groups",
    v1: unsupported("only those by which the connector finds them again", connector("pkg/provider/aci.go")),
    v2: supported("by node and by pod", NODE_CUSTOMIZATIONS),
  },
  nodeResourceGroupLockdown: {
    title: "Node resource group lockdown",
    v1: unstated("the connector writes container groups there", aks("node-resource-group-lockdown")),
    v2: limited("with container groups in another resource group", chart("Docs/SecurityCustomizations.md")),
  },
  containerGroupQuota: {
    title: "Quota of container groups",
    v1: limited("100 in a region of a subscription by default", aci("resource-and-quota-limits")),
    v2: limited("100 in a region of a subscription by default", aci("resource-and-quota-limits")),
    instead: "a higher quota, asked of Azure",
  },
} as const satisfies Readonly<Record<string, Capability>>;
