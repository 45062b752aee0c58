import path from "node:path";
import type { LocalContainerSpec } from "./local-pod";

/** A volume as a container sees it, and where its files are. */
export interface Mount {
  readonly mountPath: string;
  readonly directory: string;
}

/** A kubelet can't make the container as the pod has it. */
export class ContainerConfigError extends Error {
  override readonly name = "ContainerConfigError";
  constructor(
    /** As the container's status shows it. */
    readonly reason: "CreateContainerConfigError" | "RunContainerError",
    message: string,
  ) {
    super(message);
  }
}

/** Where the volumes of a container are on this machine; the innermost first. */
export function mountsOf({ volumeMounts = [] }: LocalContainerSpec, volumes: string): readonly Mount[] {
  return volumeMounts
    .map(({ name, mountPath, subPath = "" }) => ({
      mountPath: mountPath.replace(/\/+$/, ""),
      directory: path.join(volumes, name, subPath),
    }))
    .toSorted((one, other) => other.mountPath.length - one.mountPath.length);
}

/** A path in a container as it is on this machine; a text that begins with no volume's path stays. */
export function localPath(text: string, mounts: readonly Mount[]): string {
  const mount = mounts.find(({ mountPath }) => text === mountPath || text.startsWith(`${mountPath}/`));
  return mount === undefined ? text : `${mount.directory}${text.slice(mount.mountPath.length)}`;
}

/**
 * `$(NAME)` replaced by the variable's value; `$$(NAME)` means `$(NAME)`, and an unknown name stays.
 *
 * @see https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
export function expanded(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\$(\$|\(([^()]+)\))/g, (whole, start: string, name: string | undefined) =>
    start === "$" ? "$" : (variables.get(name ?? "") ?? whole),
  );
}

/**
 * What stands behind `node` when a container is run.
 *
 * @throws ContainerConfigError where it is to run another program: there is no image, and so no program of one.
 */
export function nodeArguments(
  { command = [], args = [] }: LocalContainerSpec,
  variables: ReadonlyMap<string, string>,
  mounts: readonly Mount[],
): readonly string[] {
  const [program, ...rest] = [...command, ...args].map((word) => localPath(expanded(word, variables), mounts));
  if (program === "node") return rest;
  throw new ContainerConfigError(
    "RunContainerError",
    program === undefined
      ? "the image's own command is not known: the sandbox pulls none; give `command`"
      : `exec: "${program}": executable file not found: the sandbox runs no program but node`,
  );
}
