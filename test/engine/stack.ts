import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** What one run of the Pulumi CLI printed. */
export interface PulumiRun {
  readonly code: number | null;
  /** Standard output and standard error, as a user sees them together. */
  readonly text: string;
}

/** One stack of one project, driven through the Pulumi CLI in the environment of the test run's sandbox. */
export interface Stack {
  readonly name: string;
  /** Where its configuration is. */
  readonly configFile: string;
  /** Runs the CLI and returns what it printed, whatever its exit code. */
  try(command: string, ...args: readonly string[]): Promise<PulumiRun>;
  /** Runs the CLI. @throws Error with everything it printed when it fails */
  run(command: string, ...args: readonly string[]): Promise<string>;
  config(key: string, value: string): Promise<void>;
  secret(key: string, value: string): Promise<void>;
  /** The stack's resources, as `pulumi stack export` has them. */
  resources(): Promise<readonly StackResource[]>;
  /** An output in clear text. */
  output(name: string): Promise<unknown>;
  /** Starts the CLI and returns at once. */
  start(command: string, ...args: readonly string[]): ReturnType<typeof spawn>;
  /** Destroys what is left and removes the stack. */
  remove(): Promise<void>;
  /** Removes what the stack has on this machine, for one whose sandbox goes with all that it made. */
  forget(): void;
}

export interface StackResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly parent?: string;
  readonly custom: boolean;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** Makes a stack for the project in `directory`; its configuration lives outside the project. */
export async function createStack(directory: string, name: string): Promise<Stack> {
  const scratch = mkdtempSync(path.join(os.tmpdir(), "aks-elastic-stack-"));
  const configFile = path.join(scratch, `Pulumi.${name}.yaml`);
  const commandLine = (args: readonly string[]) => ["--non-interactive", "--cwd", directory, ...args, "--stack", name];
  const configured = (command: string, args: readonly string[]) =>
    commandLine([command, ...args, ...(["stack", "cancel"].includes(command) ? [] : ["--config-file", configFile])]);
  const attempt = (command: string, ...args: readonly string[]) => pulumi(configured(command, args));
  const stack: Stack = {
    name,
    configFile,
    try: attempt,
    run: async (command, ...args) => succeed(command, await attempt(command, ...args)),
    config: async (key, value) => {
      succeed("config set-all", await attempt("config", "set-all", "--plaintext", `${key}=${value}`));
    },
    secret: async (key, value) => {
      succeed("config set-all", await attempt("config", "set-all", "--secret", `${key}=${value}`));
    },
    resources: async () => {
      const exported = succeed("export", await attempt("stack", "export"));
      return (JSON.parse(exported) as { deployment: { resources?: StackResource[] } }).deployment.resources ?? [];
    },
    output: async (output) =>
      JSON.parse(succeed("output", await attempt("stack", "output", output, "--json", "--show-secrets"))) as unknown,
    start: (command, ...args) => spawn("pulumi", configured(command, args), { stdio: ["ignore", "pipe", "pipe"] }),
    remove: async () => {
      succeed("destroy", await attempt("destroy", "--yes", "--skip-preview"));
      succeed("rm", await attempt("stack", "rm", "--yes"));
      stack.forget();
    },
    forget: () => {
      rmSync(scratch, { recursive: true });
    },
  };
  succeed("init", await pulumi(["--non-interactive", "--cwd", directory, "stack", "init", name, "--no-select"]));
  await stack.config("azure-native:location", "westeurope");
  return stack;
}

function pulumi(args: readonly string[]): Promise<PulumiRun> {
  return new Promise((resolve, reject) => {
    const child = spawn("pulumi", [...args], { stdio: ["ignore", "pipe", "pipe"] });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.once("error", reject);
    child.once("close", (code) => {
      resolve({ code, text: Buffer.concat(chunks).toString("utf8") });
    });
  });
}

function succeed(operation: string, result: PulumiRun): string {
  if (result.code !== 0) throw new Error(`pulumi ${operation}: exit code ${result.code ?? "none"}\n${result.text}`);
  return result.text;
}
