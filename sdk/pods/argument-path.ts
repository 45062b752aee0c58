import { isProperties, listAt, objectAt, type Properties } from "./merge-template";

/** Which arg of a service becomes which field of its container. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  env: "env",
  image: "image",
  livenessProbe: "liveness",
  ports: "port",
  readinessProbe: "probe",
  resources: "resources",
};

const OWN_CONTAINER = /^spec\.containers(?:\[0\]\.(?<field>\w+).*)?$/;

/**
 * The arg behind a path in a pod, as the user wrote it: `spec.containers[0].ports[0]` is `port`, unless it is there by a
 * `podTemplate`.
 */
export function argumentPath(
  path: string,
  args: {
    readonly service: string;
    readonly podTemplate?: unknown;
    readonly tiers?: readonly { readonly podTemplate?: unknown }[] | undefined;
  },
): string {
  const match = OWN_CONTAINER.exec(path);
  if (match === null) return `podTemplate.${path}`;
  // What is about all containers together is about their resources.
  const field = match.groups?.["field"] ?? "resources";
  const argument = ARGUMENTS[field];
  const patches = [args.podTemplate, ...(args.tiers ?? []).map(({ podTemplate }) => podTemplate)];
  const isPatched = patches.some((patch) => isProperties(patch) && patchesField(patch, args.service, field));
  return argument === undefined || isPatched ? `podTemplate.${path}` : argument;
}

function patchesField(patch: Properties, service: string, field: string): boolean {
  const containers = listAt(objectAt(patch, "spec"), "containers").filter(isProperties);
  return containers.some((container) => container["name"] === service && field in container);
}
