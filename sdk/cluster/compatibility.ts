import type { VirtualNodeGeneration } from "../virtual-node/generation";

/** Something of AKS that does not go together with virtual nodes. */
export interface CompatibilityRule {
  /** Stays the same for good, so that docs and tests can refer to it. */
  readonly id: string;
  /** Where it stands in the properties of a managed cluster; `[*]` is every item of a list. */
  readonly path: string;
  /** What it is called. */
  readonly what: string;
  /** What comes of it; completes "… because". */
  readonly why: string;
  readonly source: string;
  /** An error is refused; a warning is for what nobody has said not to work. */
  readonly level: "error" | "warning";
  /** The only generation that it is about. */
  readonly generation?: VirtualNodeGeneration;
  /** Whether a value at the path is the one that does not go together. */
  readonly applies: (value: unknown) => boolean;
}

/** A rule that a cluster breaks, and where. */
export interface Incompatibility {
  readonly rule: CompatibilityRule;
  /** Such as `agentPoolProfiles[0].podSubnetID`. */
  readonly path: string;
}

const LEARN = "https://learn.microsoft.com/azure/aks";
const V2_README = "https://github.com/microsoft/virtualnodesOnAzureContainerInstances";

const is = (expected: string) => (value: unknown) => String(value).toLowerCase() === expected.toLowerCase();
const isOn = (value: unknown) => value === true;
const isGiven = (value: unknown) =>
  value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);

/** Everything of AKS that is known, or feared, not to go together with virtual nodes. */
export const COMPATIBILITY: readonly CompatibilityRule[] = [
  {
    id: "network-plugin",
    path: "networkProfile.networkPlugin",
    what: "a network plugin other than azure",
    why: "virtual nodes need Azure CNI; without a plugin AKS takes an overlay, and kubenet has no virtual nodes",
    source: `${LEARN}/virtual-nodes#network-requirements`,
    level: "error",
    applies: (value) => !is("azure")(value),
  },
  {
    id: "overlay",
    path: "networkProfile.networkPluginMode",
    what: "Azure CNI Overlay",
    why: "its pods have no address in the virtual network, so container groups and pods could not reach each other",
    source: `${LEARN}/concepts-network-azure-cni-overlay`,
    level: "error",
    applies: isGiven,
  },
  {
    id: "ipv6",
    path: "networkProfile.ipFamilies[*]",
    what: "IPv6 and dual-stack",
    why: "virtual nodes know IPv4 only",
    source: `${LEARN}/azure-cni-overlay#dual-stack-networking-limitations`,
    level: "error",
    applies: is("IPv6"),
  },
  {
    id: "pod-subnet",
    path: "agentPoolProfiles[*].podSubnetID",
    what: "a subnet of the pods' own",
    why: "virtual nodes are documented with Azure CNI Node Subnet only, where a pod has its address from its node's subnet",
    source: V2_README,
    level: "error",
    applies: isGiven,
  },
  {
    id: "authorized-ip-ranges",
    path: "apiServerAccessProfile.authorizedIPRanges",
    what: "authorized IP ranges of the API server",
    why: "pods on the virtual node must reach the API server, and are not let in",
    source: `${LEARN}/virtual-nodes#limitations`,
    level: "error",
    applies: isGiven,
  },
  {
    id: "imds-restriction",
    path: "networkProfile.podLinkLocalAccess",
    what: "the IMDS restriction",
    why: "the connector signs in to Azure by IMDS",
    source: `${LEARN}/imds-restriction#limitations`,
    level: "error",
    applies: is("None"),
  },
  {
    id: "istio",
    path: "serviceMeshProfile.mode",
    what: "the Istio add-on",
    why: "pods on the virtual node cannot be members of its mesh, so services of the mesh break when they burst",
    source: `${LEARN}/istio-about#limitations`,
    level: "error",
    applies: is("Istio"),
  },
  {
    id: "automatic",
    path: "sku.name",
    what: "AKS Automatic",
    why: "it is made with Azure CNI Overlay and a locked node resource group",
    source: `${LEARN}/intro-aks-automatic`,
    level: "error",
    applies: is("Automatic"),
  },
  {
    id: "node-resource-group-lockdown",
    path: "nodeResourceGroupProfile.restrictionLevel",
    what: "a locked node resource group",
    why: "container groups are made in it, by an identity that is not AKS's own",
    source: `${LEARN}/node-resource-group-lockdown`,
    level: "error",
    applies: is("ReadOnly"),
  },
  {
    id: "cost-analysis",
    path: "metricsProfile.costAnalysis.enabled",
    what: "the cost analysis add-on",
    why: "it does not support virtual nodes",
    source: `${LEARN}/cost-analysis#limitations`,
    level: "error",
    applies: isOn,
  },
  {
    id: "image-cleaner",
    path: "securityProfile.imageCleaner.enabled",
    what: "Image Cleaner",
    why: "it does not support virtual nodes",
    source: `${LEARN}/image-cleaner`,
    level: "error",
    applies: isOn,
  },
  {
    id: "secure-boot",
    path: "agentPoolProfiles[*].securityProfile.enableSecureBoot",
    what: "Trusted Launch (secure boot)",
    why: "it does not support virtual nodes",
    source: `${LEARN}/use-trusted-launch#limitations`,
    level: "error",
    applies: isOn,
  },
  {
    id: "vtpm",
    path: "agentPoolProfiles[*].securityProfile.enableVTPM",
    what: "Trusted Launch (vTPM)",
    why: "it does not support virtual nodes",
    source: `${LEARN}/use-trusted-launch#limitations`,
    level: "error",
    applies: isOn,
  },
  {
    id: "disk-encryption-set",
    path: "diskEncryptionSetID",
    what: "disks encrypted with keys of one's own",
    why: "they do not support virtual nodes",
    source: `${LEARN}/azure-disk-customer-managed-keys#limitations`,
    level: "error",
    applies: isGiven,
  },
  {
    id: "windows-profile",
    path: "windowsProfile",
    what: "Windows nodes",
    why: "virtual nodes are supported with Linux nodes only",
    source: `${LEARN}/virtual-nodes`,
    level: "error",
    applies: isGiven,
  },
  {
    id: "windows-pool",
    path: "agentPoolProfiles[*].osType",
    what: "Windows nodes",
    why: "virtual nodes are supported with Linux nodes only",
    source: `${LEARN}/virtual-nodes`,
    level: "error",
    applies: is("Windows"),
  },
  {
    id: "cilium",
    path: "networkProfile.networkDataplane",
    what: "the Cilium dataplane",
    why: "nobody has said that the add-on's virtual node works with it, nor that it does not",
    source: `${LEARN}/azure-cni-powered-by-cilium`,
    level: "warning",
    generation: "v1",
    applies: is("cilium"),
  },
  {
    id: "cilium-v2",
    path: "networkProfile.networkDataplane",
    what: "the Cilium dataplane",
    why: "virtual nodes of v2 do not support Cilium",
    source: `${LEARN}/virtual-nodes-v2#limitations`,
    level: "error",
    generation: "v2",
    applies: is("cilium"),
  },
  {
    id: "network-policy-v2",
    path: "networkProfile.networkPolicy",
    what: "network policies by Azure NPM or Cilium",
    why: "virtual nodes of v2 support Calico only, or none",
    source: `${LEARN}/virtual-nodes-v2#limitations`,
    level: "error",
    generation: "v2",
    applies: (value) => is("azure")(value) || is("cilium")(value),
  },
  {
    id: "network-policy",
    path: "networkProfile.networkPolicy",
    what: "network policies",
    why: "they are not applied to pods on the virtual node; use a network security group on its subnet as well",
    source: `${LEARN}/virtual-nodes#limitations`,
    level: "warning",
    applies: (value) => isGiven(value) && !is("none")(value),
  },
];

/**
 * The rules that a managed cluster breaks.
 *
 * @param cluster - its properties as in ARM, without the `properties` around them
 */
export function incompatibilities(cluster: unknown, generation: VirtualNodeGeneration): readonly Incompatibility[] {
  return COMPATIBILITY.filter((rule) => rule.generation === undefined || rule.generation === generation).flatMap(
    (rule) => valuesAt(cluster, rule.path).flatMap(({ path, value }) => (rule.applies(value) ? [{ rule, path }] : [])),
  );
}

/** What to tell a user of an incompatibility; completes "path: …". */
export function incompatibilityReason({ what, why, source, level }: CompatibilityRule): string {
  const verdict = level === "error" ? "virtual nodes do not go together with" : "unproven with virtual nodes:";
  return `${verdict} ${what}, because ${why} (${source})`;
}

interface Found {
  readonly path: string;
  readonly value: unknown;
}

/** The values at a path; one for a member that is missing, none for the items of a list that is. */
function valuesAt(root: unknown, path: string): readonly Found[] {
  return path
    .split(/\.|(?=\[\*\])/)
    .reduce<readonly Found[]>(
      (found, step) => found.flatMap((from) => stepInto(from, step)),
      [{ path: "", value: root }],
    );
}

function stepInto({ path, value }: Found, step: string): readonly Found[] {
  if (step === "[*]") {
    const items: readonly unknown[] = Array.isArray(value) ? value : [];
    return items.map((item, index) => ({ path: `${path}[${index}]`, value: item }));
  }
  const member = typeof value === "object" && value !== null ? (value as Record<string, unknown>)[step] : undefined;
  return [{ path: path === "" ? step : `${path}.${step}`, value: member }];
}
