import fc from "fast-check";

const NAMES = [
  "tmp",
  "logs",
  "data",
  "tmp-volume",
  "tmp--dir",
  "a--b",
  "-",
  "Cache_1",
  "x".repeat(63),
  "kube-api-access-abcde",
];
const name = fc.constantFrom(...NAMES);

const cpu = fc.oneof(
  fc.integer({ min: 0, max: 40_000 }).map((milli) => `${milli}m`),
  fc.integer({ min: 0, max: 40 }),
  fc.constantFrom("0.333", "1.005", "4", "31", "many", ""),
);
const memory = fc.oneof(
  fc.integer({ min: 0, max: 300_000 }).map((mebi) => `${mebi}Mi`),
  fc.integer({ min: 0, max: 250 }).map((giga) => `${giga}G`),
  fc.constantFrom("64Mi", "1.05G", "1e9", "16G", "240G", 0, "lots"),
);
const storage = fc.constantFrom("1Gi", "40G", "100G");

/** Some of these members. */
const some = (members: Readonly<Record<string, fc.Arbitrary<unknown>>>) => fc.record(members, { requiredKeys: [] });

const amounts = some({ cpu, memory, "ephemeral-storage": storage });
const resources = some({ requests: amounts, limits: amounts });

const probe = fc.constantFrom(
  { tcpSocket: { port: 80 } },
  { grpc: { port: 80 } },
  { httpGet: { path: "/", port: 80, host: "example.org" } },
  { exec: { command: ["true"] } },
  {},
);

const variable = fc.record({
  name: fc.constantFrom("A", "B", "C"),
  value: fc.constantFrom("", "b", "$(A)", "$$(B)"),
});

const container = some({
  name: fc.constantFrom("web", "helper"),
  command: fc.constantFrom([], ["sh", "-c", "$(A)"]),
  args: fc.constantFrom([], ["--fast"]),
  env: fc.array(variable, { maxLength: 4 }),
  envFrom: fc.constantFrom([], [{ configMapRef: { name: "settings" } }]),
  ports: fc.array(fc.record({ containerPort: fc.constantFrom(22, 80, 443), hostPort: fc.constantFrom(0, 80) }), {
    maxLength: 3,
  }),
  resources,
  startupProbe: probe,
  livenessProbe: probe,
  readinessProbe: probe,
  lifecycle: fc.constantFrom({}, { preStop: { exec: { command: ["true"] } } }, { preStop: { sleep: { seconds: 1 } } }),
  volumeMounts: fc.array(fc.record({ name, mountPath: fc.constant("/files") }), { maxLength: 3 }),
});

const volume = fc.oneof(
  fc.record({ name, emptyDir: fc.constant({}) }),
  fc.record({ name, hostPath: fc.constant({ path: "/" }) }),
  fc.record({ name, secret: fc.constant({ secretName: "files", items: [{ key: "a", path: "b" }] }) }),
  fc.record({ name, projected: fc.constantFrom({ sources: [] }, { sources: [{ downwardAPI: {} }] }) }),
);

const spec = fc.record(
  {
    containers: fc.array(container, { maxLength: 4 }),
    initContainers: fc.array(container, { maxLength: 2 }),
    volumes: fc.array(volume, { maxLength: 5 }),
    hostAliases: fc.constantFrom([], [{ ip: "10.0.0.1", hostnames: ["db"] }]),
    hostNetwork: fc.boolean(),
    terminationGracePeriodSeconds: fc.constantFrom(0, 1, 30, 60),
    automountServiceAccountToken: fc.boolean(),
  },
  { requiredKeys: ["containers"] },
);

/** A pod, its template or its spec, with much of what the rules look at, and some of it not as Kubernetes has it. */
export const anyPod: fc.Arbitrary<object> = fc
  .oneof(spec, fc.record({ metadata: fc.constantFrom({}, { name: "web" }), spec }))
  .map((pod) => JSON.parse(JSON.stringify(pod)) as object);
