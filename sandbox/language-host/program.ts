import { spawn, type ChildProcess } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import * as language from "@pulumi/pulumi/proto/language_pb";
import { runtimeOptions } from "./options";

/** The exit code with which a program says that the error has been reported already (`runProcessExitedAfterLoggingUserActionableMessage`). */
const BAIL = 32;

/** A program that runs: its process, and the answer that the engine waits for. */
export interface ProgramRun {
  readonly process: ChildProcess;
  readonly response: Promise<language.RunResponse>;
}

/** Runs the program of a stack with the SDK's own `cmd/run`, as the official host does. */
export function runProgram(request: language.RunRequest, engineAddress: string): ProgramRun {
  const options = runtimeOptions(request.getInfo());
  const child = spawn(process.execPath, [...options.nodeargs, ...programArguments(request, engineAddress)], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      PULUMI_CONFIG: JSON.stringify(programConfig(request)),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
      ...(options.typescript ? { PULUMI_NODEJS_TYPESCRIPT: "true" } : {}),
      ...(options.tsconfig ? { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig } : {}),
    },
  });
  // The engine turns every further line of the host's own output into a diagnostic of the stack.
  child.stdout.pipe(process.stdout, { end: false });
  child.stderr.pipe(process.stderr, { end: false });
  return { process: child, response: programResponse(child) };
}

/** Finds a script of the `@pulumi/pulumi` that a program or plugin itself uses. */
export function sdkScript(directory: string, script: string): string {
  try {
    return createRequire(path.join(directory, "index.js")).resolve(`@pulumi/pulumi/cmd/${script}`);
  } catch (cause) {
    throw new Error(
      `Find @pulumi/pulumi from ${directory}: it isn't installed there. Run \`npm install\` in that project.`,
      { cause },
    );
  }
}

/** The command line of the SDK's `cmd/run`; the order is the official host's (pulumi-language-nodejs `constructArguments`). */
export function programArguments(request: language.RunRequest, engineAddress: string): readonly string[] {
  const program = request.getInfo();
  const directory = program?.getProgramDirectory() ?? request.getPwd();
  const named = (name: string, value: string | undefined) => (value ? [`--${name}`, value] : []);
  return [
    sdkScript(directory, "run"),
    ...named("monitor", request.getMonitorAddress()),
    ...named("engine", engineAddress),
    ...named("organization", request.getOrganization()),
    ...named("project", request.getProject()),
    ...named("root-directory", program?.getRootDirectory()),
    ...named("stack", request.getStack()),
    ...named("pwd", directory),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    ...named("parallel", String(request.getParallel())),
    program?.getEntryPoint() ?? ".",
    ...request.getArgsList(),
  ];
}

/** The stack's configuration with keys in the form that every SDK since 1.0 reads: `namespace:config:name`. */
export function programConfig(request: language.RunRequest): Readonly<Record<string, string>> {
  const config: Record<string, string> = {};
  request.getConfigMap().forEach((value, key) => {
    const colon = key.indexOf(":");
    const name = key.slice(colon + 1).replace(/^config:/, "");
    config[`${key.slice(0, colon)}:config:${name}`] = value;
  });
  return config;
}

function programResponse(child: ChildProcess): Promise<language.RunResponse> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      const response = new language.RunResponse();
      if (code === BAIL) response.setBail(true);
      else if (code === null) response.setError(`Program was ended by ${signal ?? "a signal"}`);
      else if (code !== 0) response.setError(`Program exited with non-zero exit code: ${code}`);
      resolve(response);
    });
  });
}
