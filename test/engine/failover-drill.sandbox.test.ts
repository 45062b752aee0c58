import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import type { KubeConfig } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { sandboxDown, sandboxUp } from "../../sandbox/commands";
import { consoleProgress } from "../../sandbox/progress";
import { ownSandboxName } from "../own-sandbox";
import { kubeConfig, podsByTier, ROOT } from "../sandbox";
import { createStack, type Stack } from "./stack";

const execute = promisify(execFile);

const EXAMPLE = path.join(ROOT, "examples", "failover-drill");
const NAMESPACE = { namespace: "default" };

describe("the example failover-drill, in a sandbox of its own", () => {
  const sandbox = ownSandboxName("drill");
  let stack: Stack;
  let config: KubeConfig;
  let directory: string;

  before(async () => {
    directory = mkdtempSync(path.join(tmpdir(), "aks-elastic-drill-"));
    const { env } = await sandboxUp({ name: sandbox, progress: consoleProgress(), coldStartSeconds: 1 });
    Object.assign(process.env, env);
    stack = await createStack(EXAMPLE, `drill-${process.pid}`);
    await stack.config("azure-native:location", "westeurope");
  });
  after(async () => {
    rmSync(directory, { recursive: true });
    stack.forget();
    await sandboxDown({ name: sandbox, purge: true });
  });

  test("its script loses a tier and comes home, twice, by the agent alone", async () => {
    const script = path.join(EXAMPLE, "walk-through.sh");
    const env = { ...process.env, SLACK: "60" };
    const { stdout } = await execute("sh", [script, stack.name, stack.configFile], { cwd: directory, env });
    assert.match(stdout, /agent: shop-failover-agent-/);
    assert.equal(stdout.match(/^passed$/gm)?.length, 2);
    for (const fault of ["vm-loss", "aci-refusal"]) {
      const svg = readFileSync(path.join(directory, `${fault}.svg`), "utf8");
      assert.ok(svg.includes(`<title>${fault}: ready pods of shop in default</title>`));
    }
    config = await kubeConfig((await stack.output("kubeconfig")) as string);
    const { CoreV1Api } = await import("@kubernetes/client-node");
    const core = config.makeApiClient(CoreV1Api);
    const { vm, virtualNode } = await podsByTier(core, "default", "app.kubernetes.io/name=shop");
    assert.deepEqual([vm, virtualNode], [4, 2]);
    const { items } = await core.listNamespacedEvent({ ...NAMESPACE, fieldSelector: "reason=FailoverMoved" });
    assert.ok(items.length >= 4, `${items.length} Events of moves`);
  });

  test("leaves nothing for the next pulumi up to do", async () => {
    await stack.run("preview", "--expect-no-changes");
  });
});
