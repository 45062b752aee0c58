import { memberPath } from "../path";
import { childOf, itemsOf, numberOf, saidOf, says, textOf, type Part, type PodView } from "./pod-view";
import { saidIn, V1_ERROR, V1_WARNING, WARNING, type PodProblem, type PodRule } from "./rule";

const PROBES = ["livenessProbe", "readinessProbe"] as const;

/** The handlers of a hook that v1's connector refuses (virtual-kubelet/azure-aci, pkg/provider/aci.go, hasLifecycleHook). */
const REFUSED_HANDLERS = ["exec", "httpGet", "tcpSocket"] as const;

/** A grace that nobody asked for: the API server fills it in. */
const DEFAULT_GRACE_SECONDS = 30;

/** Rules on how containers are started, watched and ended. */
export const LIFECYCLE_RULES: readonly PodRule[] = [
  {
    id: "startup-probe",
    capability: "startupProbes",
    what: "a startup probe",
    severity: V1_ERROR,
    find: ({ containers }) => containers.flatMap((container) => saidIn(container, "startupProbe", "a startup probe")),
  },
  {
    id: "tcp-or-grpc-probe",
    capability: "tcpAndGrpcProbes",
    what: "a liveness or readiness probe by TCP or gRPC",
    severity: V1_ERROR,
    find: (pod) =>
      probesOf(pod).flatMap((probe) =>
        isTcpOrGrpc(probe) ? [{ path: probe.path, problem: "a probe by TCP or gRPC" }] : [],
      ),
  },
  {
    id: "probe-port",
    capability: "namedProbePorts",
    what: "a probe of a port that its container does not name",
    severity: V1_ERROR,
    find: ({ containers }) => containers.flatMap(unknownPorts),
  },
  {
    id: "probe-host",
    capability: "probeHostAndHeaders",
    what: "a probe with a host or headers",
    severity: V1_WARNING,
    find: (pod) =>
      requestsOf(pod).flatMap((request) =>
        saidOf(request, ["host", "httpHeaders"]).map((name) => ({
          path: memberPath(request.path, name),
          problem: name === "host" ? "a probe of another host" : "a probe with headers",
        })),
      ),
  },
  {
    id: "readiness-probe",
    capability: "httpAndExecProbes",
    what: "a readiness probe by HTTP or command",
    severity: V1_WARNING,
    find: ({ containers }) =>
      containers
        .flatMap((container) => childOf(container, "readinessProbe") ?? [])
        .filter((probe) => says(probe, "httpGet") || says(probe, "exec"))
        .map(({ path }) => ({ path, problem: "a readiness probe that decides nothing" })),
  },
  {
    id: "lifecycle-hook",
    capability: "lifecycleHooks",
    what: "a hook before a container's end or after its start",
    severity: V1_ERROR,
    find: ({ containers }) => containers.flatMap((container) => refusedHooks(container)),
  },
  {
    id: "sleep-hook",
    capability: "sleepHooks",
    what: "a hook that only sleeps",
    severity: V1_WARNING,
    find: ({ containers }) =>
      containers
        .flatMap(hooksOf)
        .filter((hook) => says(hook, "sleep"))
        .map(({ path }) => ({ path, problem: "a hook that sleeps" })),
  },
  {
    id: "termination-grace-period",
    capability: "terminationGracePeriod",
    what: "a termination grace period of its own, longer than 1 s",
    severity: V1_WARNING,
    find: ({ spec }) => {
      const seconds = numberOf(spec, "terminationGracePeriodSeconds") ?? DEFAULT_GRACE_SECONDS;
      if (seconds <= 1 || seconds === DEFAULT_GRACE_SECONDS) return [];
      return saidIn(spec, "terminationGracePeriodSeconds", `${seconds} s to end in`);
    },
  },
  {
    id: "restart-policy-never",
    capability: "restartPolicyNever",
    what: "a restart policy of Never",
    severity: WARNING,
    find: ({ spec }) =>
      textOf(spec, "restartPolicy") === "Never"
        ? saidIn(spec, "restartPolicy", "containers that may not run twice")
        : [],
  },
  {
    id: "active-deadline",
    capability: "activeDeadline",
    what: "an active deadline of the pod",
    severity: V1_WARNING,
    find: ({ spec }) => saidIn(spec, "activeDeadlineSeconds", "a deadline"),
  },
  {
    id: "readiness-gate",
    capability: "readinessGates",
    what: "readiness gates",
    severity: V1_WARNING,
    find: ({ spec }) => saidIn(spec, "readinessGates", "readiness gates"),
  },
];

/** Whether a probe is one that v1's connector refuses. */
function isTcpOrGrpc(probe: Part): boolean {
  return says(probe, "tcpSocket") || says(probe, "grpc");
}

/** The hooks of a container that v1's connector refuses. */
export function refusedHooks(container: Part): readonly PodProblem[] {
  return hooksOf(container)
    .filter((hook) => saidOf(hook, REFUSED_HANDLERS).length > 0)
    .map(({ path }) => ({ path, problem: "a lifecycle hook" }));
}

function hooksOf(container: Part): readonly Part[] {
  const lifecycle = childOf(container, "lifecycle");
  if (lifecycle === undefined) return [];
  return ["postStart", "preStop"].flatMap((name) => childOf(lifecycle, name) ?? []);
}

function probesOf({ containers }: PodView): readonly Part[] {
  return containers.flatMap((container) => PROBES.flatMap((name) => childOf(container, name) ?? []));
}

function requestsOf(pod: PodView): readonly Part[] {
  return probesOf(pod).flatMap((probe) => childOf(probe, "httpGet") ?? []);
}

function unknownPorts(container: Part): readonly PodProblem[] {
  const names = new Set(itemsOf(container, "ports").map((port) => textOf(port, "name")));
  return PROBES.flatMap((name) => childOf(container, name) ?? [])
    .flatMap((probe) => childOf(probe, "httpGet") ?? [])
    .flatMap((request) => {
      const port = textOf(request, "port");
      if (port === undefined || names.has(port)) return [];
      return [{ path: memberPath(request.path, "port"), problem: `a port "${port}" that the container does not name` }];
    });
}
