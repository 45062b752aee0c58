import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { errorCode } from "./error-code";

/** One run of the `go` command. */
export interface GoCommand {
  readonly args: readonly string[];
  /** The Go module in which it runs. */
  readonly directory: string;
  /** For Go's temporary files. */
  readonly scratch: string;
  readonly signal: AbortSignal;
  /** Is told each line of output. */
  readonly onLine: (line: string, stream: "stdout" | "stderr") => void;
}

/** The `go` command failed, or there is none. */
export class GoFailure extends Error {
  override readonly name = "GoFailure";
}

/** How many lines of output a failure shows. */
const tailLines = 15;
/** How long Go may take to end after SIGINT before it is killed, in milliseconds. */
const interruptTimeoutMs = 5_000;

/** Runs `go` and waits until it has ended, also when it is interrupted: then all it has started is ended first. */
export async function runGo(command: GoCommand): Promise<void> {
  const { args, directory, signal } = command;
  signal.throwIfAborted();
  const child = spawn("go", [...args], {
    cwd: directory,
    env: goEnvironment(command),
    stdio: ["ignore", "pipe", "pipe"],
    // A process group of its own, so that the compilers are ended with it. Were this process killed, Go would end by
    // itself at its next line of output, as nobody reads it any more.
    detached: true,
  });
  const tail = readLines(child, command);
  const onAbort = (): void => {
    endGroup(child);
  };
  signal.addEventListener("abort", onAbort, { once: true });
  const outcome = await ended(child);
  signal.removeEventListener("abort", onAbort);
  signal.throwIfAborted();
  if (outcome !== undefined)
    throw new GoFailure([`\`go ${args.join(" ")}\` in ${directory}: ${outcome}`, ...tail].join("\n  "));
}

/** What a user's environment must not change, since it is not part of the cache's key. */
function goEnvironment({ scratch }: GoCommand): NodeJS.ProcessEnv {
  return { ...process.env, CGO_ENABLED: "0", GOOS: "", GOARCH: "", GOWORK: "off", GOTMPDIR: scratch };
}

function readLines(child: ChildProcess, { onLine }: GoCommand): readonly string[] {
  const tail: string[] = [];
  for (const stream of ["stdout", "stderr"] as const) {
    const input = child[stream];
    if (input === null) continue;
    createInterface({ input }).on("line", (line) => {
      onLine(line, stream);
      // A line without a space is a package's name: progress, not a reason.
      if (stream === "stderr" && line.includes(" ")) tail.push(line);
      if (tail.length > tailLines) tail.shift();
    });
  }
  return tail;
}

/** Waits for the end; says how it went wrong, if it did. */
function ended(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve) => {
    child.once("error", (error) => {
      resolve(
        errorCode(error) === "ENOENT"
          ? "there is no Go on PATH; install Go 1.25 or later (https://go.dev/dl)"
          : `it could not be started: ${error.message}`,
      );
    });
    child.once("close", (code, signal) => {
      resolve(code === 0 ? undefined : signal === null ? `exit code ${code ?? "unknown"}` : `ended by ${signal}`);
    });
  });
}

function endGroup(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  signalGroup(pid, "SIGINT");
  const kill = setTimeout(() => {
    signalGroup(pid, "SIGKILL");
  }, interruptTimeoutMs);
  child.once("close", () => {
    clearTimeout(kill);
  });
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (errorCode(error) !== "ESRCH") throw error;
  }
}
