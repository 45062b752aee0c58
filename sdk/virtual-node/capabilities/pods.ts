import { ignored, limited, rejected, supported, unsupported, type Capability } from "./capability";
import {
  aci,
  ACI_POD,
  ACI_VOLUMES,
  aks,
  chart,
  connectorIssue,
  V1_LIMITATIONS,
  V2_KUBELET,
  V2_README,
} from "./sources";

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
    v2: V2_KUBELET,
    instead: "VMs",
  },
  hostAliases: {
    title: "Host aliases",
    v1: ignored("the names are not in /etc/hosts", V1_LIMITATIONS),
    v2: supported("no longer a limitation", V2_README),
    instead: "names in DNS",
  },
  containersPerPod: {
    title: "Containers in a pod",
    v1: limited("up to 60", aci("resource-and-quota-limits")),
    v2: limited("up to 60", aci("resource-and-quota-limits")),
  },
  ports: {
    title: "Ports of a pod",
    v1: limited("up to 5, and none of those that ACI reserves, such as 22 and 20000 to 30000", aci("troubleshooting")),
    v2: limited("none of those that ACI reserves", aci("troubleshooting")),
  },
} as const satisfies Readonly<Record<string, Capability>>;

/** What pods can mount. */
export const VOLUME_CAPABILITIES = {
  emptyDirSecretAndConfigMapVolumes: {
    title: "Volumes from emptyDir, Secrets and ConfigMaps",
    v1: supported("projected volumes of Secrets and ConfigMaps too", ACI_VOLUMES),
    v2: V2_KUBELET,
  },
  azureFiles: {
    title: "Azure Files",
    v1: limited(
      "as an inline volume, with a Secret of the storage account's key",
      aks("azure-csi-files-storage-provision"),
    ),
    v2: supported("by claim, also with a managed identity instead of a key", chart("Docs/StorageOptions.md")),
  },
  persistentVolumeClaims: {
    title: "Persistent volume claims",
    v1: rejected("the pod stays pending with reason ProviderFailed", V1_LIMITATIONS),
    v2: limited("claims of Azure Files", aks("virtual-nodes-v2#supported")),
    instead: "Azure Files as an inline volume",
  },
  disks: {
    title: "Azure disks",
    v1: rejected("a volume of an unsupported type", ACI_VOLUMES),
    v2: unsupported("of the claims only those of Azure Files work", aks("virtual-nodes-v2#supported")),
    instead: "VMs, or Azure Files",
  },
  hostPath: {
    title: "Volumes from the host's path",
    v1: rejected("a volume of an unsupported type", ACI_VOLUMES),
    v2: limited("the path is in the pod's own container group", chart("Docs/VirtualDaemonSets.md")),
  },
  downwardApiVolumes: {
    title: "Volumes from the downward API",
    v1: rejected("a volume of an unsupported type", connectorIssue(91)),
    v2: V2_KUBELET,
    instead: "environment variables",
  },
} as const satisfies Readonly<Record<string, Capability>>;
