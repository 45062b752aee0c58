import { limited, rejected, supported, unsupported, unstated, type Capability } from "./capability";
import { aci, ACI_NODE, ACI_POD, chart, V2_KUBELET, V2_README } from "./sources";

const GROUP_LIMITS = aci("resource-and-quota-limits#standard-container-resources");
const GROUP_SIZE = limited("ACI gives a container group 31 CPUs and 240 GB at most", GROUP_LIMITS);
const LARGE_GROUP = limited("above 4 CPUs or 16 GB a region may have no room, and wants a larger quota", GROUP_LIMITS);
const SMALL_GROUP = limited(
  "ACI documents 1 CPU and 1 GB as the least, and does not say what less becomes",
  aci("container-groups#minimum-and-maximum-allocation"),
);

/** How much of a machine pods may ask for. */
export const RESOURCE_CAPABILITIES = {
  missingRequests: {
    title: "Containers without resource requests",
    v1: limited("it is taken for 1 CPU and 1.5 GB, and billed so", ACI_POD),
    v2: unstated("what such a container is given is said nowhere; the README's examples all have requests", V2_README),
    instead: "requests on every container",
  },
  resourceSteps: {
    title: "Requests and limits between ACI's steps",
    v1: limited(
      "requests are cut to whole 10m and 0.1 GB, but not below one of these; so are limits of memory",
      ACI_POD,
    ),
    v2: V2_KUBELET,
    instead: "CPU in multiples of 10m, memory in multiples of 100M",
  },
  tinyLimits: {
    title: "Limits below 10m and 0.1 GB",
    v1: rejected("the request is raised to 10m or 0.1 GB, and ACI refuses a limit below the request", {
      title: "virtual-kubelet issue 143",
      url: "https://github.com/virtual-kubelet/virtual-kubelet/issues/143",
    }),
    v2: V2_KUBELET,
    instead: "a limit of 10m and 100M or more",
  },
  limitsAboveRequests: {
    title: "Limits above the requests",
    v1: rejected("ACI refuses a limit above the sum of the group's requests", {
      title: "azure-docs issue 29780",
      url: "https://github.com/MicrosoftDocs/azure-docs/issues/29780",
    }),
    v2: supported("the README's own example has a limit of 22 times its request", V2_README),
    instead: "limits that are the requests",
  },
  largestPod: {
    title: "Pods of more than 31 CPUs or 240 GB",
    v1: GROUP_SIZE,
    v2: GROUP_SIZE,
    instead: "VMs of that size",
  },
  largePods: {
    title: "Pods of more than 4 CPUs or 16 GB",
    v1: LARGE_GROUP,
    v2: LARGE_GROUP,
    instead: "smaller pods, or a larger quota, asked of Azure",
  },
  smallPods: {
    title: "Pods of less than 1 CPU or 1 GB",
    v1: SMALL_GROUP,
    v2: SMALL_GROUP,
    instead: "larger pods on the virtual node, and fewer of them",
  },
  ephemeralStorage: {
    title: "Requests and limits of ephemeral storage",
    v1: limited("the virtual node offers none, so the pod is never scheduled there", ACI_NODE),
    v2: V2_KUBELET,
    instead: "no request: a container group has 50 GB anyway",
  },
  disk: {
    title: "Disk of a pod",
    v1: limited("a container group has 50 GB, and on the virtual node none can be asked for", GROUP_LIMITS),
    v2: limited("a container group has 50 GB", GROUP_LIMITS),
    instead: "VMs, or Azure Files",
  },
  extendedResources: {
    title: "GPUs and other devices",
    v1: rejected("the virtual node offers none, so the pod is never scheduled there", ACI_NODE),
    v2: unsupported(
      "ACI's GPUs were retired on 14 July 2025",
      aci("resource-and-quota-limits#gpu-container-resources-preview"),
    ),
    instead: "VMs that have them",
  },
  kubeProxyResources: {
    title: "Resources taken by kube-proxy in each pod",
    v1: unstated("it is an extension of the container group, whose share is said nowhere", ACI_POD),
    v2: limited(
      "0.1 CPU and 0.1 GB a pod, unless the chart's values say otherwise",
      chart("Docs/NodeCustomizations.md"),
    ),
  },
} as const satisfies Readonly<Record<string, Capability>>;
