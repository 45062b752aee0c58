import { ignored, limited, rejected, supported, unsupported, type Capability } from "./capability";
import { aci, ACI_POD, chart, connectorIssue, V1_LIMITATIONS, V2_KUBELET, V2_README } from "./sources";

/** What the containers of a pod may ask for. */
export const CONTAINER_CAPABILITIES = {
  startupProbes: {
    title: "Startup probes",
    v1: rejected("the pod stays pending with reason ProviderFailed", connectorIssue(566)),
    v2: V2_KUBELET,
    instead: "a readiness or liveness probe with initialDelaySeconds",
  },
  httpAndExecProbes: {
    title: "Readiness and liveness probes by HTTP or command",
    v1: limited(
      "ACI runs them without their host and headers; a failing readiness probe leaves the pod in its Service",
      ACI_POD,
    ),
    v2: V2_KUBELET,
  },
  tcpAndGrpcProbes: {
    title: "Probes by TCP or gRPC",
    v1: rejected("the pod stays pending with reason ProviderFailed", ACI_POD),
    v2: V2_KUBELET,
    instead: "a probe by HTTP or command",
  },
  lifecycleHooks: {
    title: "Lifecycle hooks, postStart and preStop",
    v1: rejected("the pod stays pending with reason ProviderFailed", ACI_POD),
    v2: supported("container hooks are no longer a limitation", V2_README),
    instead: "ending cleanly on any loss of the process, and virtual nodes of v2 where it must be announced",
  },
  terminationGracePeriod: {
    title: "Termination grace period",
    v1: ignored("the container group is deleted at once", ACI_POD),
    v2: supported("a deleted pod has its grace and its hooks", chart("Docs/K8sHelpers.md")),
  },
  argsWithoutCommand: {
    title: "args without command",
    v1: rejected("the pod stays pending with reason ProviderFailed", connectorIssue(10)),
    v2: V2_KUBELET,
    instead: "command and args together, the image's entry point repeated in command",
  },
  initContainers: {
    title: "Init containers",
    v1: limited(
      "documented as unsupported; the connector takes them without ports, resources, probes and hooks",
      V1_LIMITATIONS,
    ),
    v2: supported("no longer a limitation", V2_README),
  },
  sidecars: {
    title: "Sidecars, init containers with restartPolicy Always",
    v1: unsupported("the restart policy is dropped, so the pod waits for the sidecar to end", ACI_POD),
    v2: supported("supported on clusters of Kubernetes 1.29 and later", chart("Docs/PatchNotes.md")),
    instead: "a second container of the pod",
  },
  ephemeralContainers: {
    title: "Ephemeral containers",
    v1: unsupported("the connector does not look at them", ACI_POD),
    v2: V2_KUBELET,
    instead: "kubectl exec, or on v2 a VirtualDaemonSet",
  },
  emptyEnvironmentValues: {
    title: "Environment variables with an empty value",
    v1: ignored("the variable does not exist in the container", ACI_POD),
    v2: V2_KUBELET,
    instead: "a value that the program takes for empty",
  },
  podAddressInEnvironment: {
    title: "Environment variables from status.podIP",
    v1: unsupported("the address is not known when the container group is made", connectorIssue(148)),
    v2: V2_KUBELET,
    instead: "asking the network interface",
  },
  missingRequests: {
    title: "Containers without resource requests",
    v1: limited("taken for 1 CPU and 1.5 GB, and billed so", ACI_POD),
    v2: limited("each pod also reserves 0.1 CPU and 0.1 GB for kube-proxy", chart("Docs/NodeCustomizations.md")),
    instead: "requests on every container",
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
  securityContext: {
    title: "Security context",
    v1: ignored("user, groups and capabilities are those of the image", ACI_POD),
    v2: V2_KUBELET,
    instead: "an image that runs as its own user",
  },
  privilegedContainers: {
    title: "Privileged containers",
    v1: unsupported("ACI runs none", aci("troubleshooting")),
    v2: unsupported("ACI runs none", aci("troubleshooting")),
    instead: "VMs",
  },
  windows: {
    title: "Windows containers",
    v1: unsupported("the add-on is for Linux pods only", V1_LIMITATIONS),
    v2: unsupported("can be addressed in the future", V2_README),
  },
  arm64: {
    title: "Images for arm64",
    v1: unsupported("ACI runs amd64 only", aci("faq")),
    v2: unsupported("ACI runs amd64 only", aci("faq")),
    instead: "images for several architectures",
  },
} as const satisfies Readonly<Record<string, Capability>>;
