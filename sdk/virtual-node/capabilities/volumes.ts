import { ignored, limited, rejected, supported, unsupported, unstated, type Capability } from "./capability";
import { aci, ACI_VOLUMES, aks, chart, connectorIssue, PROVIDER_FAILED, V1_LIMITATIONS, V2_KUBELET } from "./sources";

const REFUSED = rejected(PROVIDER_FAILED, ACI_VOLUMES);

/** What pods can mount. */
export const VOLUME_CAPABILITIES = {
  emptyDirSecretAndConfigMapVolumes: {
    title: "Volumes from emptyDir, Secrets and ConfigMaps",
    v1: supported("projected volumes of Secrets and ConfigMaps too", ACI_VOLUMES),
    v2: V2_KUBELET,
  },
  volumeOptions: {
    title: "Keys, paths, modes and sizes of such volumes",
    v1: ignored("every key is a file of its name, and a directory is neither limited nor in memory", ACI_VOLUMES),
    v2: V2_KUBELET,
    instead: "a Secret or ConfigMap with just these keys, named as the files",
  },
  projectedKeys: {
    title: "Projected Secrets and ConfigMaps without a list of keys",
    v1: ignored("only the keys in items become files, named as the key", ACI_VOLUMES),
    v2: V2_KUBELET,
    instead: "items with every key, or a volume of the Secret or ConfigMap itself",
  },
  projectedDownwardApi: {
    title: "Other sources of projected volumes than Secrets and ConfigMaps",
    v1: ignored("their files are not there", ACI_VOLUMES),
    v2: V2_KUBELET,
    instead: "environment variables",
  },
  emptyProjections: {
    title: "Projected volumes that give no file on ACI",
    v1: rejected("the connector leaves the volume out, and ACI refuses a mount whose volume is not there", {
      title: "virtual-kubelet issue 367",
      url: "https://github.com/virtual-kubelet/virtual-kubelet/issues/367",
    }),
    v2: V2_KUBELET,
    instead: "Secrets and ConfigMaps with items, or environment variables",
  },
  azureFiles: {
    title: "Azure Files",
    v1: limited(
      "as an inline volume, with a Secret of the storage account's key",
      aks("azure-csi-files-storage-provision"),
    ),
    v2: supported("by claim, also with a managed identity instead of a key", chart("Docs/StorageOptions.md")),
  },
  azureFileAttributes: {
    title: "Azure Files inline without the names of share and Secret",
    v1: REFUSED,
    v2: V2_KUBELET,
    instead: "shareName and secretName among the volumeAttributes",
  },
  persistentVolumeClaims: {
    title: "Persistent volume claims",
    v1: rejected(PROVIDER_FAILED, V1_LIMITATIONS),
    v2: limited("only claims of Azure Files work", aks("virtual-nodes-v2#supported")),
    instead: "Azure Files as an inline volume, or VMs",
  },
  disks: {
    title: "Azure disks",
    v1: REFUSED,
    v2: unsupported("of the claims only those of Azure Files work", aks("virtual-nodes-v2#supported")),
    instead: "VMs, or Azure Files",
  },
  csiVolumes: {
    title: "Inline volumes of other CSI drivers than Azure Files",
    v1: REFUSED,
    v2: unstated(
      "the virtual node has a driver for Azure Files; of others nothing is said",
      chart("Docs/StorageOptions.md"),
    ),
    instead: "a Secret, or VMs",
  },
  otherVolumes: {
    title: "NFS, iSCSI, images and other volumes",
    v1: REFUSED,
    v2: V2_KUBELET,
    instead: "Azure Files as an inline volume, or VMs",
  },
  hostPath: {
    title: "Volumes from the host's path",
    v1: REFUSED,
    v2: limited("the path is in the pod's own container group", chart("Docs/VirtualDaemonSets.md")),
    instead: "VMs",
  },
  downwardApiVolumes: {
    title: "Volumes from the downward API",
    v1: rejected(PROVIDER_FAILED, connectorIssue(91)),
    v2: V2_KUBELET,
    instead: "environment variables",
  },
  volumesPerPod: {
    title: "Volumes of a pod",
    v1: limited("ACI refuses more than 20", aci("resource-and-quota-limits")),
    v2: limited("ACI refuses more than 20", aci("resource-and-quota-limits")),
    instead: "one volume for what belongs together",
  },
  volumeNames: {
    title: "Names of volumes",
    v1: limited(
      "ACI documents 5 to 63 lower-case letters, digits and single hyphens, and may refuse others",
      aci("troubleshooting#naming-conventions"),
    ),
    v2: unstated(
      "ACI documents 5 to 63 characters; whether v2 hands names on to it is said nowhere",
      aci("troubleshooting#naming-conventions"),
    ),
    instead: "another name",
  },
} as const satisfies Readonly<Record<string, Capability>>;
