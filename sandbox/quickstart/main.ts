import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { kubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import { sandboxDown, sandboxUp, type RunningSandbox } from "../commands";
import { packageRoot } from "../package-root";
import { consoleProgress } from "../progress";
import { interruptible } from "../tools/interruption";
import { deleteResourceGroups, type ExportedStack, hasPendingCreates } from "./broken-off";
import { podRows, podsTable } from "./pods-table";
import { isLockedByTheDead } from "./stale-lock";

const execute = promisify(execFile);

const USAGE = `Usage: npm run quickstart             brings up the sandbox and runs \`pulumi up\` on examples/quickstart
       npm run quickstart -- --down   destroys the stack and stops the sandbox`;

const SANDBOX = "default";
/** As the root `Pulumi.yaml` has it. */
const PROJECT = "aks-elastic";
const STACK = "sandbox";
const NAMESPACE = "default";
/** Where the sandbox's Azure is, as far as the program can tell. */
const LOCATION = "westeurope";

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { down: { type: "boolean", default: false }, help: { type: "boolean", default: false } },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const sandbox = await sandboxUp({ name: SANDBOX, progress: consoleProgress() });
  const pulumi = pulumiRunner(sandbox);
  await pulumi("stack", "select", "--create", STACK);
  const backend = fileURLToPath(sandbox.env["PULUMI_BACKEND_URL"] ?? "");
  if (isLockedByTheDead(backend, PROJECT, STACK)) await pulumi("cancel", "--yes", "--stack", STACK);
  await startOverWhereBrokenOff(pulumi, sandbox);
  return values.down ? takeDown(pulumi) : bringUp(pulumi, sandbox);
}

type Pulumi = (...args: readonly string[]) => Promise<void>;

/** Takes away what a run made that was broken off while it created something. The stack's configuration stays. */
async function startOverWhereBrokenOff(pulumi: Pulumi, sandbox: RunningSandbox): Promise<void> {
  const stack = await exportedStack(sandbox);
  if (!hasPendingCreates(stack)) return;
  console.log("The last run was broken off while it created something: what it made is taken away before a new start.");
  await deleteResourceGroups(stack, sandbox);
  await pulumi("stack", "rm", "--force", "--yes", "--preserve-config", STACK);
  await pulumi("stack", "select", "--create", STACK);
}

async function exportedStack(sandbox: RunningSandbox): Promise<ExportedStack> {
  const { stdout } = await execute("pulumi", ["stack", "export", "--stack", STACK], {
    cwd: packageRoot(),
    env: { ...process.env, ...sandbox.env },
    maxBuffer: 64 << 20,
  });
  return JSON.parse(stdout) as ExportedStack;
}

async function bringUp(pulumi: Pulumi, sandbox: RunningSandbox): Promise<number> {
  await pulumi("config", "set", "azure-native:location", LOCATION, "--stack", STACK);
  await pulumi("up", "--yes", "--stack", STACK);
  const client = kubernetesClient(readFileSync(sandbox.kubeconfig, "utf8"));
  console.log(`\nRead from the API server:\n${podsTable(await podRows(client, NAMESPACE))}\n`);
  console.log(NEXT_STEPS);
  return 0;
}

async function takeDown(pulumi: Pulumi): Promise<number> {
  await pulumi("destroy", "--yes", "--stack", STACK);
  await sandboxDown({ name: SANDBOX, purge: false });
  console.log("The stack is destroyed and the sandbox is stopped. `npm run quickstart` brings both up again.");
  return 0;
}

const NEXT_STEPS = `Try next:
  scale it:      npx aks-elastic sandbox exec -- sh -c 'pulumi config set replicas 20 && pulumi up --yes'
  break a tier:  npx aks-elastic sandbox fault vm-loss
                 All VMs fall silent: Kubernetes notices within a minute, as npx aks-elastic sandbox status shows.
                 Heal them: npx aks-elastic sandbox fault clear
  take it down:  npm run quickstart -- --down`;

/** Runs the Pulumi CLI on the root project, in the sandbox's environment; its output is the user's. */
function pulumiRunner(sandbox: RunningSandbox): Pulumi {
  return (...args) =>
    interruptible(async (interrupted) => {
      const child = spawn("pulumi", ["--non-interactive", ...args], {
        cwd: packageRoot(),
        stdio: "inherit",
        env: { ...process.env, ...sandbox.env },
      });
      interrupted.addEventListener("abort", () => {
        // A terminal has told the CLI of Ctrl-C itself; told twice, it gives up at once instead of ending in good order.
        if (!process.stdin.isTTY) child.kill("SIGINT");
      });
      const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
      if (code === 0) return;
      throw new Error(`pulumi ${args.join(" ")}: ${signal ?? `exit code ${code ?? 1}`}; see its output above`);
    });
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
