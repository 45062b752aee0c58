import { spawn } from "node:child_process";
import { constants } from "node:os";
import { runningSandbox } from "./sandbox-status";
import { type Command, parsed, UsageError } from "./usage";

const help = `Usage: aks-elastic sandbox exec [--name NAME] -- COMMAND [ARGUMENT…]

Runs a command in the environment of a sandbox (see env), with this terminal, and exits as it does: with its exit code,
or with 128 and the signal's number.

  --name NAME  which sandbox (default: default)`;

const passedOn = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

export const execCommand: Command = {
  help,
  async run(args) {
    const dashes = args.indexOf("--");
    const [command, ...rest] = dashes === -1 ? [] : args.slice(dashes + 1);
    const { values, positionals } = parsed(dashes === -1 ? args : args.slice(0, dashes), {});
    if (command === undefined || positionals.length > 0) {
      throw new UsageError("exec: put the command behind --, as in: exec -- pulumi up");
    }
    const { env } = await runningSandbox(values.name);
    return execute([command, ...rest], { ...process.env, ...env });
  },
};

/** Runs a command with this process's terminal. @returns the exit code that a shell would give it. */
export function execute(words: readonly [string, ...string[]], environment: NodeJS.ProcessEnv): Promise<number> {
  const [command, ...args] = words;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit", env: environment });
    const handlers = passedOn.map((signal) => {
      const handler = (): void => void child.kill(signal);
      process.on(signal, handler);
      return () => process.off(signal, handler);
    });
    const settled = (): void => {
      for (const off of handlers) off();
    };
    child.once("error", (cause: NodeJS.ErrnoException) => {
      settled();
      if (cause.code !== "ENOENT") reject(new Error(`exec: start ${command}: ${cause.message}`, { cause }));
      else reject(new Error(`exec: there is no command "${command}" on PATH`, { cause }));
    });
    child.once("close", (code, signal) => {
      settled();
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
