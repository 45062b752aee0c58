import { itemPath, memberPath } from "../path";

type Members = Readonly<Record<string, unknown>>;

/** An object of a pod, and where it stands. */
export interface Part {
  readonly path: string;
  readonly members: Members;
}

/** A pod as the rules look at it: whatever is missing or of another type than Kubernetes has it, is not there. */
export interface PodView {
  readonly metadata: Part;
  readonly spec: Part;
  readonly containers: readonly Part[];
  readonly initContainers: readonly Part[];
  /** Without the one that the API server adds for the service account's token. */
  readonly volumes: readonly Part[];
}

/** The volume that Kubernetes mounts into every container at `/var/run/secrets/kubernetes.io/serviceaccount`. */
const TOKEN_VOLUME = /^kube-api-access-/;

/** Reads a Pod, a PodTemplateSpec, or a PodSpec alone. Paths begin with `metadata` or `spec` in any case. */
export function podView(pod: object): PodView {
  const root: Part = { path: "", members: isPodSpec(pod) ? { spec: pod } : { ...pod } };
  const spec = childOf(root, "spec") ?? { path: "spec", members: {} };
  return {
    metadata: childOf(root, "metadata") ?? { path: "metadata", members: {} },
    spec,
    containers: itemsOf(spec, "containers"),
    initContainers: itemsOf(spec, "initContainers"),
    volumes: itemsOf(spec, "volumes").filter((volume) => !TOKEN_VOLUME.test(textOf(volume, "name") ?? "")),
  };
}

/** Whether it is a PodSpec alone, without the pod around it. */
export function isPodSpec(pod: object): boolean {
  return "containers" in pod && !("spec" in pod);
}

/** All containers that the connector of v1 translates. */
export function allContainers({ initContainers, containers }: PodView): readonly Part[] {
  return [...initContainers, ...containers];
}

/** A member that is an object. */
export function childOf(part: Part, name: string): Part | undefined {
  const value = part.members[name];
  return isMembers(value) ? { path: memberPath(part.path, name), members: value } : undefined;
}

/** The objects of a member that is a list. */
export function itemsOf(part: Part, name: string): readonly Part[] {
  const list = part.members[name];
  if (!Array.isArray(list)) return [];
  const path = memberPath(part.path, name);
  return list.flatMap((value: unknown, index) =>
    isMembers(value) ? [{ path: itemPath(path, index), members: value }] : [],
  );
}

/** A member that is text. */
export function textOf(part: Part, name: string): string | undefined {
  const value = part.members[name];
  return typeof value === "string" ? value : undefined;
}

/** A member that is a number. */
export function numberOf(part: Part, name: string): number | undefined {
  const value = part.members[name];
  return typeof value === "number" ? value : undefined;
}

/** The texts of a member that is a list. */
export function textsOf(part: Part, name: string): readonly string[] {
  const list = part.members[name];
  return Array.isArray(list) ? list.filter((item: unknown) => typeof item === "string") : [];
}

/** Whether a member says anything: an empty object, list or text, `false` and `null` do not. */
export function says({ members }: Part, name: string): boolean {
  const value = members[name];
  if (typeof value === "object" && value !== null) return Object.keys(value).length > 0;
  return value !== undefined && value !== null && value !== false && value !== "";
}

/** Those of the members that say something. */
export function saidOf(part: Part, names: readonly string[]): readonly string[] {
  return names.filter((name) => says(part, name));
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
