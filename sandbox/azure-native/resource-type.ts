import type { Shape } from "./shape";

/** How a name is made that the program leaves to the provider (pulumi-azure-native `resources.go`, `AutoNamer`). */
export type AutoName =
  /** The Pulumi name and eight random hexadecimal digits. */
  | "random"
  /** The Pulumi name as it is, for resources inside another one. */
  | "copy"
  | "uuid";

/** One of azure-native's resource types, as far as its provider has to know it. */
export interface ResourceType {
  readonly token: string;
  /** What `@pulumi/azure-native` 3.28 sends ("Uses Azure REST API version …" in the type's documentation). */
  readonly apiVersion: string;
  /** The path in ARM; what stands in braces are inputs, but for `subscriptionId`. The last one is the name. */
  readonly path: string;
  readonly autoName: AutoName;
  /** The inputs beside those in the path, and what Azure makes of them. */
  readonly shape: Shape;
  readonly hasLocation: boolean;
  /** Paths of inputs whose change needs another resource (pulumi-azure-native `gen/replacement.go`). */
  readonly replacing: readonly string[];
  /** Lists that other resources may fill: an update that does not mention them leaves them as they are. */
  readonly maintained?: readonly string[];
}

/** The names of the inputs in a resource type's path. */
export function pathParameters({ path }: Pick<ResourceType, "path">): readonly string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "").filter((name) => name !== "subscriptionId");
}

/** The input that names a resource of this type. */
export function nameParameter(type: Pick<ResourceType, "path">): string {
  return pathParameters(type).at(-1) ?? "";
}
