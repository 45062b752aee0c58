import { checked, type Check } from "../check";
import { type ProbeArgs, type ProbeSpec, probeSpec } from "../pods/probe";
import { type AciSize, aciSize } from "./size";

/** What a user may say about what one container runs. Its environment has a spec of its own. */
export interface ContainerArgs {
  readonly image: string;
  readonly command?: readonly string[] | undefined;
  readonly port?: number | undefined;
  readonly resources: { readonly cpu: string; readonly memory: string };
  readonly probe?: ProbeArgs | undefined;
  readonly liveness?: ProbeArgs | undefined;
}

/** What one container runs, complete and checked. */
export interface ContainerSpec {
  readonly image: string;
  /** The command and its arguments. @default - the image's own */
  readonly command?: readonly string[];
  readonly size: AciSize;
  /** Whose answer says that the container can take requests. */
  readonly probe?: ProbeSpec;
  /** Whose silence restarts the container. */
  readonly liveness?: ProbeSpec;
}

const IMAGE = { pattern: /^[^\s]+$/, description: "the name of a container image" };
const WORD = { pattern: /^/, description: "text" };
const WHOLE_COMMAND = "must be a list of a program and its arguments, one item each: no shell takes a line apart";

/** @throws ArgumentError where an argument is wrong */
export function containerSpec(args: ContainerArgs): ContainerSpec {
  return checked((check) => ({
    ...programSpec(args, check),
    size: containerSize(args.resources, check),
    ...optionalProbe("probe", args, check),
    ...optionalProbe("liveness", args, check),
  }));
}

/** The image of a container, and the command that it runs in place of the image's own. */
export function programSpec(
  { image, command }: { readonly image: string; readonly command?: readonly string[] | undefined },
  check: Check,
): Pick<ContainerSpec, "image" | "command"> {
  const program = { image: check.text("image", image, IMAGE) };
  if (command === undefined) return program;
  if (!Array.isArray(command) || command.length === 0) {
    check.problem("command", WHOLE_COMMAND);
    return program;
  }
  return { ...program, command: check.texts("command", command, WORD) };
}

/** The size of a container, its quantities checked. */
export function containerSize(args: ContainerArgs["resources"] | undefined, check: Check): AciSize {
  const resources = check.within("resources");
  return aciSize({
    cpu: resources.quantity("cpu", args?.cpu, "500m"),
    memory: resources.quantity("memory", args?.memory, "512Mi"),
  });
}

function optionalProbe(name: "probe" | "liveness", args: ContainerArgs, check: Check) {
  const probe = args[name];
  return probe === undefined ? {} : { [name]: probeSpec(probe, args.port, check.within(name)) };
}
