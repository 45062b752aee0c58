import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { AppsV1Api } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import type { RehearsalEvent } from "../../cli/rehearse/events";
import type { FaultName } from "../../cli/rehearse/fault";
import type { Criterion } from "../../cli/rehearse/verdict";
import type { FailoverTargetArgs } from "../../sdk/failover/target";
import { TwoTiers } from "../cluster/two-tiers";
import { podsByTier } from "../sandbox";
import { awaited } from "../waiting";
import { outcome, started } from "./command";
import { createDeclared } from "./declared-service";

const NAMESPACE = "shop";
const ARGS: FailoverTargetArgs = {
  service: "web",
  namespace: NAMESPACE,
  placement: { replicas: 6, vmReplicas: 4 },
  failover: { windowSeconds: 5, holdDownSeconds: 5, breaker: 20 },
};
const TIMEOUT_MS = 60_000;

interface Rehearsed {
  readonly passed: boolean;
  readonly criteria: readonly Criterion[];
  readonly events: readonly RehearsalEvent[];
}

describe("a rehearsal in a sandbox", () => {
  let cluster: TwoTiers;
  let apps: AppsV1Api;
  let directory: string;

  before(async () => {
    directory = mkdtempSync(path.join(tmpdir(), "aks-elastic-rehearse-"));
    cluster = await TwoTiers.up("rehearse");
    await createDeclared(cluster.config, ARGS);
    const { AppsV1Api } = await import("@kubernetes/client-node");
    apps = cluster.config.makeApiClient(AppsV1Api);
  });
  after(async () => {
    rmSync(directory, { recursive: true });
    await cluster.down();
  });

  /** TwoTiers has set the environment of its sandbox. */
  const sandbox = () => ["--name", process.env["AKS_ELASTIC_SANDBOX"] ?? ""];
  const call = (fault: FaultName, ...args: readonly string[]) => [
    "rehearse",
    fault,
    "web",
    "-n",
    NAMESPACE,
    ...sandbox(),
    ...args,
  ];

  /** As the official client sees it. */
  async function isAtHome(): Promise<void> {
    const { items } = await apps.listNamespacedDeployment({ namespace: NAMESPACE });
    assert.deepEqual(items.map(({ metadata, spec }) => [metadata?.name, spec?.replicas]).sort(), [
      ["web-virtual-node", 2],
      ["web-vm", 4],
    ]);
    const { vm, virtualNode } = await podsByTier(cluster.core, NAMESPACE, "app.kubernetes.io/name=web");
    assert.deepEqual([vm, virtualNode], [4, 2]);
    assert.equal((await cluster.fault("list")).trim(), "No fault is switched on.");
  }

  async function rehearsed(fault: FaultName, ...args: readonly string[]): Promise<Rehearsed> {
    const svg = path.join(directory, `${fault}.svg`);
    const { code, out, err } = await outcome(call(fault, "--act", "--json", "--svg", svg, ...args));
    assert.equal(code, 0, `${out}\n${err}`);
    const result = JSON.parse(out) as Rehearsed;
    assert.equal(result.passed, true);
    assert.ok(readFileSync(svg, "utf8").includes(`<title>${fault}: ready pods of web in shop</title>`));
    await isAtHome();
    return result;
  }

  const kinds = ({ events }: Rehearsed) => [...new Set(events.map(({ kind }) => kind))];

  test("is refused where nobody would move the replicas, and breaks nothing", async () => {
    const { code, err } = await outcome(call("vm-loss"));
    assert.equal(code, 1);
    assert.match(err, /no agent looks after web in shop, so nobody would move its replicas; give --act/);
    assert.equal((await cluster.fault("list")).trim(), "No fault is switched on.");
  });

  test("shows that refusals of ACI are survived", async () => {
    const result = await rehearsed("aci-refusal");
    assert.deepEqual(kinds(result), ["fault", "short", "noticed", "moved", "readyAgain", "healed", "home"]);
  });

  test("shows that lost VMs are survived", async () => {
    const result = await rehearsed("vm-loss");
    assert.deepEqual(kinds(result), ["fault", "short", "noticed", "moved", "readyAgain", "healed", "home"]);
    assert.match(result.events[0]?.text ?? "", /the heartbeats of the VMs of the pool user stop/);
  });

  test("shows that a dead connector is survived", async () => {
    const result = await rehearsed("connector-loss");
    assert.ok(kinds(result).includes("readyAgain"));
  });

  test("shows that a tier that flaps is left and come back to no more often than the breaker allows", async () => {
    const { criteria, events } = await rehearsed("flap", "--times", "2", "--period", "35");
    assert.deepEqual(
      criteria.map(({ name }) => name),
      ["neverShort", "home", "moves"],
    );
    assert.equal(events.filter(({ kind }) => kind === "fault").length, 2);
  });

  test("mends the tier when it is interrupted, and says so", async () => {
    const running = started(call("connector-loss", "--act"));
    await awaited("the fault", TIMEOUT_MS, () => Promise.resolve(/4 of 6 ready/.exec(running.printed()) ?? undefined));
    assert.match(await cluster.fault("list"), /connector-dead/);
    running.process.kill("SIGINT");
    const { code, err } = await running.ended;
    assert.equal(code, 130);
    assert.match(err, /^connector-dead is mended again\.$/m);
    assert.equal((await cluster.fault("list")).trim(), "No fault is switched on.");
  });

  test("is refused in a sandbox that is broken already", async () => {
    await cluster.fault("slow-start", "1");
    const { code, err } = await outcome(call("vm-loss", "--act"));
    assert.equal(code, 1);
    assert.match(err, /the sandbox is broken already \(slow-start 1\); mend it: aks-elastic sandbox fault clear/);
    await cluster.fault("clear");
  });
});
