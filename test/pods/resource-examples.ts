import { example, exampleContainer, Refuser, type PodExample } from "./example";

const RESOURCES = "spec.containers[0].resources";
const asking = (requests: object, limits?: object) => ({
  resources: limits === undefined ? { requests } : { requests, limits },
});
const two = (first: object, second: object) => ({
  spec: { containers: [exampleContainer(first), exampleContainer({ ...second, name: "helper" })] },
});

export const RESOURCE_EXAMPLES: readonly PodExample[] = [
  example("missing-requests", RESOURCES, { broken: { resources: {} } }),
  example("missing-requests", RESOURCES, {
    broken: asking({ cpu: "1" }),
    fixed: { resources: { limits: { cpu: "1", memory: "1G" } } },
  }),
  example("resource-steps", `${RESOURCES}.requests.memory`, {
    broken: asking({ cpu: "1", memory: "1Gi" }),
    fixed: asking({ cpu: "1", memory: "1100M" }),
  }),
  example("resource-steps", `${RESOURCES}.requests.cpu`, {
    broken: asking({ cpu: "1001m", memory: "1G" }),
    fixed: asking({ cpu: "1010m", memory: "1G" }),
  }),
  example("resource-steps", `${RESOURCES}.limits.memory`, {
    broken: { resources: { limits: { cpu: "1", memory: "1Gi" } } },
    fixed: { resources: { limits: { cpu: "1", memory: "1.1G" } } },
  }),
  example("limit-below-request", `${RESOURCES}.limits.memory`, {
    broken: asking({ cpu: "1", memory: "64Mi" }, { cpu: "1", memory: "64Mi" }),
    fixed: asking({ cpu: "1", memory: "100M" }, { cpu: "1", memory: "100M" }),
  }),
  example("limit-below-request", `${RESOURCES}.limits.cpu`, {
    broken: asking({ cpu: "5m", memory: "1G" }, { cpu: "5m" }),
    fixed: asking({ cpu: "10m", memory: "1G" }, { cpu: "10m" }),
  }),
  example("limit-above-group", `${RESOURCES}.limits.cpu`, {
    broken: asking({ cpu: "1", memory: "1G" }, { cpu: "2" }),
    fixed: two(asking({ cpu: "1", memory: "1G" }, { cpu: "2" }), asking({ cpu: "1", memory: "1G" })),
  }),
  example("limit-above-group", `${RESOURCES}.limits.cpu`, {
    broken: asking({ cpu: "1005m", memory: "1G" }, { cpu: "1005m" }),
    fixed: asking({ cpu: "1010m", memory: "1G" }, { cpu: "1010m" }),
  }),
  example("limit-above-group", `${RESOURCES}.limits.memory`, {
    broken: asking({ cpu: "1", memory: "1G" }, { memory: "1100M" }),
    fixed: asking({ cpu: "1", memory: "1G" }, { memory: "1.05G" }),
  }),
  example("group-size", "spec.containers", {
    broken: asking({ cpu: "32", memory: "64G" }),
    fixed: asking({ cpu: "31", memory: "64G" }),
  }),
  example("group-size", "spec.containers", {
    broken: two(asking({ cpu: "1", memory: "120G" }), asking({ cpu: "1", memory: "121G" })),
    fixed: two(asking({ cpu: "1", memory: "120G" }), asking({ cpu: "1", memory: "120G" })),
  }),
  example("large-group", "spec.containers", {
    broken: asking({ cpu: "5", memory: "16G" }),
    fixed: asking({ cpu: "4", memory: "16G" }),
  }),
  example("group-minimum", "spec.containers", {
    broken: asking({ cpu: "500m", memory: "1G" }),
    fixed: two(asking({ cpu: "500m", memory: "500M" }), asking({ cpu: "500m", memory: "500M" })),
  }),
  example("ephemeral-storage", `${RESOURCES}.requests["ephemeral-storage"]`, {
    broken: asking({ cpu: "1", memory: "1G", "ephemeral-storage": "1Gi" }),
    refusedBy: Refuser.scheduler,
  }),
  example("disk-size", `${RESOURCES}.requests["ephemeral-storage"]`, {
    broken: asking({ cpu: "1", memory: "1G", "ephemeral-storage": "100Gi" }),
    refusedBy: Refuser.scheduler,
  }),
  example("extended-resources", `${RESOURCES}.limits["nvidia.com/gpu"]`, {
    broken: asking({ cpu: "1", memory: "1G" }, { "nvidia.com/gpu": 1 }),
    refusedBy: Refuser.scheduler,
  }),
];
