import { example, type PodExample } from "./example";

const CONTAINER = "spec.containers[0]";
const PORTS = [{ name: "http", containerPort: 80 }];
const HTTP = { httpGet: { path: "/", port: 80 } };
const TCP = { tcpSocket: { port: 80 } };

const SELF_EMPTY = { name: "MODE", value: "" };
const field = (fieldPath: string) => ({ env: [{ name: "VALUE", valueFrom: { fieldRef: { fieldPath } } }] });

export const LIFECYCLE_EXAMPLES: readonly PodExample[] = [
  example("startup-probe", `${CONTAINER}.startupProbe`, {
    broken: { startupProbe: HTTP },
    fixed: { livenessProbe: { ...HTTP, initialDelaySeconds: 60 } },
  }),
  example("tcp-or-grpc-probe", `${CONTAINER}.livenessProbe`, {
    broken: { livenessProbe: TCP },
    fixed: { livenessProbe: HTTP },
  }),
  example("tcp-or-grpc-probe", `${CONTAINER}.readinessProbe`, {
    broken: { readinessProbe: { grpc: { port: 80 } } },
    fixed: { readinessProbe: { exec: { command: ["true"] } } },
  }),
  example("probe-port", `${CONTAINER}.livenessProbe.httpGet.port`, {
    broken: { ports: PORTS, livenessProbe: { httpGet: { path: "/", port: "metrics" } } },
    fixed: { ports: PORTS, livenessProbe: { httpGet: { path: "/", port: "http" } } },
  }),
  example("probe-host", `${CONTAINER}.livenessProbe.httpGet.host`, {
    broken: { livenessProbe: { httpGet: { ...HTTP.httpGet, host: "127.0.0.1" } } },
    fixed: { livenessProbe: HTTP },
  }),
  example("probe-host", `${CONTAINER}.livenessProbe.httpGet.httpHeaders`, {
    broken: { livenessProbe: { httpGet: { ...HTTP.httpGet, httpHeaders: [{ name: "Host", value: "example.org" }] } } },
    fixed: { livenessProbe: HTTP },
  }),
  example("readiness-probe", `${CONTAINER}.readinessProbe`, {
    broken: { readinessProbe: HTTP },
    fixed: { livenessProbe: HTTP },
  }),
  example("lifecycle-hook", `${CONTAINER}.lifecycle.preStop`, {
    broken: { lifecycle: { preStop: { exec: { command: ["sleep", "5"] } } } },
  }),
  example("lifecycle-hook", `${CONTAINER}.lifecycle.postStart`, { broken: { lifecycle: { postStart: HTTP } } }),
  example("sleep-hook", `${CONTAINER}.lifecycle.preStop`, {
    broken: { lifecycle: { preStop: { sleep: { seconds: 5 } } } },
  }),
  example("termination-grace-period", "spec.terminationGracePeriodSeconds", {
    broken: { spec: { terminationGracePeriodSeconds: 60 } },
    fixed: { spec: { terminationGracePeriodSeconds: 1 } },
  }),
  example("restart-policy-never", "spec.restartPolicy", {
    broken: { spec: { restartPolicy: "Never" } },
    fixed: { spec: { restartPolicy: "OnFailure" } },
  }),
  example("active-deadline", "spec.activeDeadlineSeconds", { broken: { spec: { activeDeadlineSeconds: 3600 } } }),
  example("readiness-gate", "spec.readinessGates", {
    broken: { spec: { readinessGates: [{ conditionType: "example.org/attached" }] } },
  }),

  example("empty-env", `${CONTAINER}.env[0]`, {
    broken: { env: [SELF_EMPTY] },
    fixed: { env: [{ name: "MODE", value: "none" }] },
  }),
  example("empty-env-in-use", `${CONTAINER}.env[0]`, {
    broken: { env: [SELF_EMPTY, { name: "FLAG", value: "--mode=$(MODE)" }] },
    fixed: { env: [{ name: "FLAG", value: "--mode=" }] },
  }),
  example("empty-env-in-use", `${CONTAINER}.env[1]`, {
    broken: { env: [{ name: "MODE", value: "fast" }, SELF_EMPTY] },
    fixed: { env: [{ name: "MODE", value: "fast" }] },
  }),
  example("env-field", `${CONTAINER}.env[0].valueFrom.fieldRef.fieldPath`, {
    broken: field("status.podIP"),
    fixed: field("metadata.labels['app']"),
    refusedBy: "library",
  }),
  example("env-resource", `${CONTAINER}.env[0]`, {
    broken: { env: [{ name: "CORES", valueFrom: { resourceFieldRef: { resource: "requests.cpu" } } }] },
    fixed: { env: [{ name: "CORES", value: "1" }] },
  }),
  example("env-name", `${CONTAINER}.env[0].name`, {
    broken: { env: [{ name: "app.mode", value: "fast" }] },
    fixed: { env: [{ name: "APP_MODE", value: "fast" }] },
  }),
];
