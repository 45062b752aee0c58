import { ignored, limited, rejected, supported, type Capability } from "./capability";
import { aci, ACI_POD, ACI_STATUS, chart, connectorIssue, PROVIDER_FAILED, V2_KUBELET, V2_README } from "./sources";

const MAY_RUN_AGAIN = limited(
  "ACI may start a container again that ended with another code than 0",
  aci("restart-policy#restart-behavior-with-nonzero-exit-codes"),
);

/** How containers are started, watched and ended. */
export const LIFECYCLE_CAPABILITIES = {
  startupProbes: {
    title: "Startup probes",
    v1: rejected(PROVIDER_FAILED, connectorIssue(566)),
    v2: V2_KUBELET,
    instead: "a readiness or liveness probe with initialDelaySeconds",
  },
  httpAndExecProbes: {
    title: "Readiness and liveness probes by HTTP or command",
    v1: limited("ACI runs them, but a failing readiness probe leaves the pod in its Service", ACI_STATUS),
    v2: V2_KUBELET,
    instead: "a liveness probe on what must not go on failing",
  },
  probeHostAndHeaders: {
    title: "Host and headers of an HTTP probe",
    v1: ignored("the probe goes to the container itself, without the headers", ACI_POD),
    v2: V2_KUBELET,
    instead: "a path that answers without them",
  },
  namedProbePorts: {
    title: "Probes of a port by its name",
    v1: limited("a name that the container does not declare keeps the pod from starting", ACI_POD),
    v2: V2_KUBELET,
    instead: "the port's number, or its name among the container's ports",
  },
  tcpAndGrpcProbes: {
    title: "Probes by TCP or gRPC",
    v1: rejected(PROVIDER_FAILED, ACI_POD),
    v2: V2_KUBELET,
    instead: "a probe by HTTP or command",
  },
  lifecycleHooks: {
    title: "Lifecycle hooks, postStart and preStop",
    v1: rejected(PROVIDER_FAILED, ACI_POD),
    v2: supported("container hooks are no longer a limitation", V2_README),
    instead: "ending cleanly on any loss of the process, and virtual nodes of v2 where it must be announced",
  },
  sleepHooks: {
    title: "Lifecycle hooks that sleep",
    v1: ignored("the hook is dropped, and a deleted pod's container group goes at once", ACI_POD),
    v2: supported("container hooks are no longer a limitation", V2_README),
    instead: "clients that try again while a pod goes",
  },
  terminationGracePeriod: {
    title: "Termination grace period",
    v1: ignored("the container group is deleted at once, and the pod is only listed for so long", ACI_POD),
    v2: supported("a deleted pod has its grace and its hooks", chart("Docs/K8sHelpers.md")),
    instead: "ending cleanly on any loss of the process",
  },
  restartPolicyNever: {
    title: "Restart policy Never",
    v1: MAY_RUN_AGAIN,
    v2: MAY_RUN_AGAIN,
    instead: "a program that may run twice, or that ends with code 0 when it must not",
  },
  activeDeadline: {
    title: "Active deadline of a pod",
    v1: ignored("nobody ends the pod when its time is over", ACI_POD),
    v2: V2_KUBELET,
    instead: "the deadline of a Job, or a timeout around the command",
  },
  readinessGates: {
    title: "Readiness gates",
    v1: ignored("the pod is ready as soon as ACI says that it runs", ACI_STATUS),
    v2: V2_KUBELET,
    instead: "clients that try again until the pod answers",
  },
} as const satisfies Readonly<Record<string, Capability>>;
