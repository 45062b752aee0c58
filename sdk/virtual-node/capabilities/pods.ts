import { ignored, limited, supported, unsupported, unstated, type Capability } from "./capability";
import { aci, ACI_NETWORK, ACI_POD, ACI_POD_NAME, chart, V1_LIMITATIONS, V2_KUBELET, V2_README } from "./sources";

const RESERVED_PORTS = limited(
  "ACI keeps 22, 1025-1027, 3389-3399, 9999, 19000, 19080, 19100, 19390, 20000-30000 and 49152-65534 for itself",
  aci("faq"),
);

/** v2's own words: "very little can be shared between workloads". */
const NO_HOST = unsupported("there is no VM whose it could share", chart("Docs/VirtualDaemonSets.md"));

/** What pods can have and what can be done with them. */
export const POD_CAPABILITIES = {
  daemonSets: {
    title: "DaemonSets",
    v1: unsupported("their pods are not put on virtual nodes", V1_LIMITATIONS),
    v2: unsupported("their pods are not put on virtual nodes", V2_README),
    instead: "a container of the pod itself, or on v2 a VirtualDaemonSet",
  },
  execArguments: {
    title: "kubectl exec with arguments",
    v1: limited("ACI runs a command without arguments", aci("exec#restrictions")),
    v2: supported("no longer a limitation", V2_README),
  },
  attach: {
    title: "kubectl attach",
    v1: unsupported("the connector does not look at it", ACI_POD),
    v2: supported("carried by the same stream as exec", chart("Docs/SecurityCustomizations.md")),
  },
  portForward: {
    title: "kubectl port-forward",
    v1: unsupported("the connector does not look at it", ACI_POD),
    v2: unsupported("can be addressed in the future", V2_README),
    instead: "port-forward to a pod of the same Service on a VM",
  },
  hostNetwork: {
    title: "Host network",
    v1: ignored("the pod has the network of its container group", ACI_POD),
    v2: NO_HOST,
    instead: "VMs",
  },
  hostNamespaces: {
    title: "Processes and IPC of the host",
    v1: ignored("the pod has those of its container group", ACI_POD),
    v2: NO_HOST,
    instead: "VMs",
  },
  sharedProcessNamespace: {
    title: "One process namespace for the containers of a pod",
    v1: ignored("it is not asked of ACI", ACI_POD),
    v2: V2_KUBELET,
    instead: "one container, or what the containers say to each other over localhost",
  },
  hostAliases: {
    title: "Host aliases",
    v1: ignored("the names are not in /etc/hosts", V1_LIMITATIONS),
    v2: supported("no longer a limitation", V2_README),
    instead: "names in DNS",
  },
  hostname: {
    title: "Host name of a pod",
    v1: ignored("the host name is ACI's own", ACI_POD),
    v2: V2_KUBELET,
    instead: "the pod's name in an environment variable, from metadata.name",
  },
  dnsLimits: {
    title: "Name servers and search domains",
    v1: ignored(
      "those beyond 3 name servers, 6 search domains and 256 characters are dropped, the cluster's own among them",
      ACI_NETWORK,
    ),
    v2: V2_KUBELET,
    instead: "full names, or a dnsPolicy of None with the servers that are needed",
  },
  containerGroupNames: {
    title: "Names of pods, with their namespace",
    v1: limited(
      "ACI refuses more than 63 characters for the container group, which is called NAMESPACE-POD",
      ACI_POD_NAME,
    ),
    v2: unstated("how container groups are called is said nowhere", V2_README),
    instead: "a shorter name, or a shorter namespace",
  },
  ports: {
    title: "Ports of a pod",
    v1: limited("ACI allows 5 an address; those beyond may be refused", aci("resource-and-quota-limits")),
    v2: limited("ACI allows 5 an address; those beyond may be refused", aci("resource-and-quota-limits")),
    instead: "one port for several purposes, or several pods",
  },
  reservedPorts: {
    title: "Ports that ACI reserves",
    v1: RESERVED_PORTS,
    v2: RESERVED_PORTS,
    instead: "another port",
  },
  hostPorts: {
    title: "Ports of the host",
    v1: ignored("nothing listens there, and the scheduler puts only one such pod on the virtual node", ACI_POD),
    v2: V2_KUBELET,
    instead: "a Service",
  },
  sctp: {
    title: "Ports of SCTP",
    v1: ignored("the port is taken for one of TCP", ACI_POD),
    v2: V2_KUBELET,
    instead: "TCP or UDP",
  },
  runtimeClasses: {
    title: "Runtime classes",
    v1: ignored("every container group is a virtual machine of its own, whatever the class", ACI_POD),
    v2: V2_KUBELET,
    instead: "no runtime class",
  },
} as const satisfies Readonly<Record<string, Capability>>;
