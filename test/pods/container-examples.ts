import { example, exampleContainer, Refuser, type PodExample } from "./example";

const CONTAINER = "spec.containers[0]";
const INIT = "spec.initContainers[0]";
const PORT = { ports: [{ name: "http", containerPort: 80 }] };
const SHELL = { command: ["sh", "-c", "sleep 3600"] };

/** An init container, which has no requests of its own on ACI. */
const init = (members: object) => ({ spec: { initContainers: [{ name: "setup", image: "busybox", ...members }] } });
const mounting = (mount: object) => ({
  volumeMounts: [{ name: "scratch", mountPath: "/data", ...mount }],
  spec: { volumes: [{ name: "scratch", emptyDir: {} }] },
});
const many = (count: number) => ({
  spec: {
    containers: Array.from({ length: count }, (_, index) =>
      exampleContainer({ name: `web-${index}`, resources: { requests: { cpu: "50m", memory: "100M" } } }),
    ),
  },
});

export const CONTAINER_EXAMPLES: readonly PodExample[] = [
  example("args-without-command", `${CONTAINER}.args`, {
    broken: { args: ["--fast"] },
    fixed: { command: ["nginx"], args: ["--fast"] },
  }),
  example("args-without-command", `${INIT}.args`, {
    broken: init({ args: ["--fast"] }),
    fixed: init({ command: ["true"], args: ["--fast"] }),
  }),
  example("command-variables", `${CONTAINER}.command`, {
    broken: { env: [{ name: "MODE", value: "fast" }], command: ["serve", "--mode=$(MODE)"] },
    fixed: {
      env: [{ name: "MODE", value: "fast" }],
      command: ["sh", "-c", 'serve --mode="$MODE" $(hostname) $$(MODE)'],
    },
  }),
  example("working-dir", `${CONTAINER}.workingDir`, { broken: { workingDir: "/srv" } }),
  example("terminal", `${CONTAINER}.tty`, { broken: { tty: true }, fixed: { ...SHELL, tty: false } }),
  example("terminal", `${CONTAINER}.stdin`, { broken: { stdin: true } }),
  example("mount-options", `${CONTAINER}.volumeMounts[0].subPath`, {
    broken: mounting({ subPath: "site" }),
    fixed: mounting({ mountPropagation: "None" }),
  }),
  example("mount-options", `${CONTAINER}.volumeMounts[0].mountPropagation`, {
    broken: mounting({ mountPropagation: "HostToContainer" }),
    fixed: mounting({}),
  }),
  example("security-context", `${CONTAINER}.securityContext`, {
    broken: { securityContext: { runAsUser: 1000 } },
    fixed: { securityContext: {} },
  }),
  example("security-context", "spec.securityContext", { broken: { spec: { securityContext: { fsGroup: 2000 } } } }),
  example("privileged", `${CONTAINER}.securityContext.privileged`, {
    broken: { securityContext: { privileged: true } },
    fixed: { securityContext: { privileged: false } },
  }),
  example("ephemeral-container", "spec.ephemeralContainers", {
    broken: { spec: { ephemeralContainers: [{ name: "debug", image: "busybox", targetContainerName: "web" }] } },
  }),
  example("container-count", "spec.containers", { broken: many(61), fixed: many(60) }),

  example("init-container", INIT, { broken: init(SHELL) }),
  example("init-container-resources", `${INIT}.resources`, {
    broken: init({ resources: { requests: { cpu: "1" } } }),
    fixed: init({ resources: {} }),
  }),
  example("init-container-resources", `${INIT}.ports`, { broken: init(PORT), fixed: init({}) }),
  example("init-container-probe", `${INIT}.livenessProbe`, {
    broken: init({ restartPolicy: "Always", livenessProbe: { exec: { command: ["true"] } } }),
    fixed: { spec: { containers: [exampleContainer(), exampleContainer({ name: "helper" })] } },
  }),
  example("init-container-probe", `${INIT}.lifecycle.preStop`, {
    broken: init({ restartPolicy: "Always", lifecycle: { preStop: { exec: { command: ["true"] } } } }),
    fixed: init({}),
  }),
  example("sidecar", `${INIT}.restartPolicy`, {
    broken: init({ restartPolicy: "Always" }),
    fixed: { spec: { containers: [exampleContainer(), exampleContainer({ name: "helper" })] } },
    refusedBy: Refuser.reality,
  }),
];
