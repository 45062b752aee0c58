import { textOf } from "./pod-view";
import { refusedHooks } from "./lifecycle";
import { saidIn, V1_ERROR, V1_WARNING, type PodRule } from "./rule";

/** What v1's connector refuses of an init container, and ACI has no place for. */
const INIT_RESOURCES = ["ports", "resources"] as const;

const INIT_PROBES = ["startupProbe", "livenessProbe", "readinessProbe"] as const;

/** Rules on init containers (virtual-kubelet/azure-aci, pkg/provider/aci.go, getInitContainers). */
export const INIT_CONTAINER_RULES: readonly PodRule[] = [
  {
    id: "init-container",
    capability: "initContainers",
    what: "an init container",
    severity: V1_WARNING,
    find: ({ initContainers }) => initContainers.map(({ path }) => ({ path, problem: "an init container" })),
  },
  {
    id: "init-container-resources",
    capability: "initContainerResources",
    what: "ports, requests or limits of an init container",
    severity: V1_ERROR,
    find: ({ initContainers }) =>
      initContainers.flatMap((container) =>
        INIT_RESOURCES.flatMap((name) => saidIn(container, name, `${name} of an init container`)),
      ),
  },
  {
    id: "init-container-probe",
    capability: "initContainerProbes",
    what: "a probe or a hook of an init container",
    severity: V1_ERROR,
    find: ({ initContainers }) =>
      initContainers.flatMap((container) => [
        ...INIT_PROBES.flatMap((name) => saidIn(container, name, "a probe of an init container")),
        ...refusedHooks(container),
      ]),
  },
  {
    id: "sidecar",
    capability: "sidecars",
    what: "a sidecar: an init container that is always restarted",
    severity: V1_ERROR,
    find: ({ initContainers }) =>
      initContainers
        .filter((container) => textOf(container, "restartPolicy") === "Always")
        .flatMap((container) => saidIn(container, "restartPolicy", "a sidecar")),
  },
];
