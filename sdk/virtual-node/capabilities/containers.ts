import { ignored, limited, rejected, supported, unsupported, type Capability } from "./capability";
import { aci, ACI_POD, chart, connectorIssue, PROVIDER_FAILED, V1_LIMITATIONS, V2_KUBELET, V2_README } from "./sources";

/** What the containers of a pod may ask for. */
export const CONTAINER_CAPABILITIES = {
  argsWithoutCommand: {
    title: "args without command",
    v1: rejected(PROVIDER_FAILED, connectorIssue(10)),
    v2: V2_KUBELET,
    instead: "command and args together, the image's entry point repeated in command",
  },
  commandVariables: {
    title: "Variables in command and args, $(NAME)",
    v1: ignored("the program is given them as they are written", ACI_POD),
    v2: V2_KUBELET,
    instead: "a shell that puts the variable's value in",
  },
  workingDirectory: {
    title: "Working directory",
    v1: ignored("the container starts in the image's own", ACI_POD),
    v2: V2_KUBELET,
    instead: "WORKDIR of the image, or cd in the command",
  },
  terminal: {
    title: "Standard input and terminal of a container, stdin and tty",
    v1: ignored("the container has neither, so a shell ends at once", ACI_POD),
    v2: V2_KUBELET,
    instead: "a command that goes on without input, and kubectl exec",
  },
  mountOptions: {
    title: "Mounts of a part of a volume, and mount propagation",
    v1: ignored("the whole volume is mounted, as a directory", ACI_POD),
    v2: V2_KUBELET,
    instead: "a volume of its own for that part, mounted at a directory",
  },
  securityContext: {
    title: "Security context",
    v1: ignored("user, groups, capabilities and file system are those of the image", ACI_POD),
    v2: V2_KUBELET,
    instead: "an image that runs as its own user",
  },
  privilegedContainers: {
    title: "Privileged containers",
    v1: ignored("the connector does not hand it on, and ACI runs none", aci("troubleshooting")),
    v2: unsupported("ACI runs none", aci("troubleshooting")),
    instead: "VMs",
  },
  initContainers: {
    title: "Init containers",
    v1: limited("documented as unsupported, though the connector takes them", V1_LIMITATIONS),
    v2: supported("no longer a limitation", V2_README),
    instead: "the same work at the start of the container itself",
  },
  initContainerResources: {
    title: "Ports, requests and limits of init containers",
    v1: rejected(PROVIDER_FAILED, ACI_POD),
    v2: supported("init containers are no longer a limitation", V2_README),
    instead: "init containers without them: they have all of the group's resources",
  },
  initContainerProbes: {
    title: "Probes and hooks of init containers",
    v1: rejected(PROVIDER_FAILED, ACI_POD),
    v2: supported("init containers are no longer a limitation", V2_README),
    instead: "a second container of the pod",
  },
  sidecars: {
    title: "Sidecars, init containers with restartPolicy Always",
    v1: unsupported("the restart policy is dropped, so the pod waits for the sidecar to end and never starts", ACI_POD),
    v2: supported("supported on clusters of Kubernetes 1.29 and later", chart("Docs/PatchNotes.md")),
    instead: "a second container of the pod",
  },
  ephemeralContainers: {
    title: "Ephemeral containers",
    v1: unsupported("the connector does not look at them", ACI_POD),
    v2: V2_KUBELET,
    instead: "kubectl exec, or on v2 a VirtualDaemonSet",
  },
  containersPerPod: {
    title: "Containers in a pod",
    v1: limited("ACI refuses more than 60", aci("resource-and-quota-limits")),
    v2: limited("ACI refuses more than 60", aci("resource-and-quota-limits")),
    instead: "several pods",
  },
  windows: {
    title: "Windows containers",
    v1: unsupported("the add-on's virtual node is for Linux pods only", V1_LIMITATIONS),
    v2: unsupported("can be addressed in the future", V2_README),
    instead: "Windows VMs",
  },
  arm64: {
    title: "Images for arm64",
    v1: unsupported("ACI runs amd64 only", aci("faq")),
    v2: unsupported("ACI runs amd64 only", aci("faq")),
    instead: "images for several architectures",
  },
} as const satisfies Readonly<Record<string, Capability>>;
