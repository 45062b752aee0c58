import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { coreApi, podsByTier, ROOT } from "../sandbox";
import { awaited } from "../waiting";
import { createStack, type Stack } from "./stack";
import { startUntil } from "./start-until";

const execute = promisify(execFile);

/** The command lines of the processes that run for a stack: the language host names none, its program does. */
async function programsOf(stack: Stack): Promise<readonly string[]> {
  const { stdout } = await execute("ps", ["-ww", "-eo", "pid=,command="]);
  return stdout.split("\n").filter((line) => line.includes("cmd/run") && line.includes(`--stack ${stack.name} `));
}

/** The child processes of a process. */
async function childrenOf(pid: number): Promise<readonly number[]> {
  const { stdout } = await execute("ps", ["-eo", "pid=,ppid="]);
  const rows = stdout.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  return rows.filter(([, parent]) => parent === pid).map(([child = 0]) => child);
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("`pulumi up` that is broken off in the middle", () => {
  let stack: Stack;
  before(async () => {
    stack = await createStack(ROOT, `interrupted-${process.pid}`);
  });
  after(() => stack.remove());

  /** Starts `pulumi up` and returns as soon as it has printed `mark`. */
  const upUntil = (mark: RegExp) =>
    startUntil(stack, ["up", "--yes", "--skip-preview"], {
      what: `it prints ${mark.source}`,
      hasCome: (printed) => mark.test(printed),
    });

  test("killed, it leaves no language host and no program behind", async () => {
    const { cli, closed } = await upUntil(/VirtualNetwork network-virtual-network creating/);
    const children = await childrenOf(cli.pid ?? 0);
    assert.ok(children.length > 0, "the CLI has no language host to leave behind");
    assert.notDeepEqual(await programsOf(stack), []);
    cli.kill("SIGKILL");
    await closed;
    await awaited("the language host and the program to end", 120_000, async () => {
      const left = children.filter(runs).length + (await programsOf(stack)).length;
      return left === 0 || undefined;
    });
    // The CLI can't give its lock back when it is killed; this is what it tells the user to do.
    await stack.run("cancel", "--yes");
  });

  test("interrupted by Ctrl-C, it ends in good order and gives its lock back", async () => {
    const { cli, closed } = await upUntil(/Deployment web-virtual-node creating/);
    cli.kill("SIGINT");
    await closed;
    assert.notEqual(cli.exitCode, 0);
  });

  test("run again, it goes on and ends where it would have ended", async () => {
    await stack.run("up", "--yes", "--skip-preview");
    await stack.run("preview", "--expect-no-changes");
    const core = await coreApi((await stack.output("kubeconfig")) as string);
    await awaited("8 pods on VMs and 4 on the virtual node", 300_000, async () => {
      const pods = await podsByTier(core, "default", "app.kubernetes.io/name=web");
      return (pods.vm === 8 && pods.virtualNode === 4 && pods.all === 12) || undefined;
    });
  });
});
