import { ignored, limited, supported, unsupported, type Capability } from "./capability";
import { aci, ACI_POD, aks, chart, connectorIssue, V1_LIMITATIONS } from "./sources";

const POD_CUSTOMIZATIONS = chart("Docs/PodCustomizations.md");

/** Who pods are, and what they may pull. */
export const IDENTITY_CAPABILITIES = {
  serviceAccountToken: {
    title: "Service account tokens",
    v1: limited("the token comes only from a Secret of type kubernetes.io/service-account-token", connectorIssue(189)),
    v2: supported("projected as on VMs; workload identity is built on it", POD_CUSTOMIZATIONS),
    instead: "automountServiceAccountToken: false on pods that don't call the Kubernetes API",
  },
  workloadIdentity: {
    title: "Workload identity",
    v1: unsupported("its projected token does not reach the container", aks("workload-identity-overview")),
    v2: supported("set up as on VMs, by a label of the pod", POD_CUSTOMIZATIONS),
    instead: "virtual nodes of v2, or VMs",
  },
  managedIdentity: {
    title: "Managed identity of a pod",
    v1: unsupported("none can be attached", V1_LIMITATIONS),
    v2: supported("by the annotation microsoft.containerinstance.virtualnode.identity", POD_CUSTOMIZATIONS),
  },
  podAnnotations: {
    title: "Annotations microsoft.containerinstance.virtualnode.*",
    v1: ignored("only virtual nodes of v2 know them", ACI_POD),
    v2: supported("for subnet, identity, zone, tags, encryption, DNS and kube-proxy of a pod", POD_CUSTOMIZATIONS),
    instead: "virtual nodes of v2",
  },
  pullByKubeletIdentity: {
    title: "Pulling from a container registry with the cluster's own identity",
    v1: unsupported("the kubelet's identity is not used, so a private image cannot be pulled", V1_LIMITATIONS),
    v2: supported("through the VM's own credential provider", chart("Helm/virtualnode/templates/deployment.yaml")),
    instead: "imagePullSecrets whose server is the registry's host name alone",
  },
  privateRegistry: {
    title: "Container registries without public access",
    v1: unsupported("ACI pulls from outside the virtual network", aci("virtual-network-concepts")),
    v2: supported("an Azure registry with trusted access, set for the whole node", chart("Docs/NodeCustomizations.md")),
  },
} as const satisfies Readonly<Record<string, Capability>>;
