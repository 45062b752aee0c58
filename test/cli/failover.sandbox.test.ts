import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { AppsV1Api } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import type { ServiceReport } from "../../cli/failover/report";
import type { FailoverTargetArgs } from "../../sdk/failover/target";
import { TwoTiers } from "../cluster/two-tiers";
import { awaited } from "../waiting";
import { outcome, started } from "./command";
import { createDeclared } from "./declared-service";

const NAMESPACE = "shop";
const ARGS: FailoverTargetArgs = {
  service: "web",
  namespace: NAMESPACE,
  placement: { replicas: 6, vmReplicas: 4 },
  failover: { windowSeconds: 5, holdDownSeconds: 5 },
};
const SETTLED = "web in shop: 6 of 6 replicas ready; 4 on VMs, 2 on the virtual node";
const TIMEOUT_MS = 300_000;

describe("failover from the command line, on a real control plane", () => {
  let cluster: TwoTiers;
  let apps: AppsV1Api;

  before(async () => {
    cluster = await TwoTiers.up("cli");
    await createDeclared(cluster.config, ARGS);
    const { AppsV1Api } = await import("@kubernetes/client-node");
    apps = cluster.config.makeApiClient(AppsV1Api);
    await awaited("a settled service", TIMEOUT_MS, async () => ((await plan()).code === 0 ? true : undefined));
  });
  after(() => cluster.down());

  const plan = (...args: readonly string[]) => outcome(["failover", "plan", "web", "-n", NAMESPACE, ...args]);
  const scale = (name: string, replicas: number) =>
    apps.patchNamespacedDeployment({
      name,
      namespace: NAMESPACE,
      body: [{ op: "replace", path: "/spec/replicas", value: replicas }],
    });
  const replicas = async (name: string) =>
    (await apps.readNamespacedDeployment({ name, namespace: NAMESPACE })).spec?.replicas;
  const annotate = (value: string | undefined) =>
    apps.patchNamespacedDeployment({
      name: "web-vm",
      namespace: NAMESPACE,
      body: [
        value === undefined
          ? { op: "remove", path: "/metadata/annotations/aks-elastic~1failover-hold" }
          : { op: "add", path: "/metadata/annotations/aks-elastic~1failover-hold", value },
      ],
    });

  test("a settled service has nothing to be done about, and exit code 0", async () => {
    const { code, out, err } = await plan();
    assert.deepEqual([code, out, err], [0, `${SETTLED}\n  Would do nothing now.\n`, ""]);
  });

  test("programs are told all of it, by every way to name the service", async () => {
    const everywhere = await outcome(["failover", "status", "--all-namespaces", "--json"]);
    const inNamespace = await outcome(["failover", "plan", "--namespace", NAMESPACE, "--json"]);
    for (const { code, out } of [everywhere, inNamespace]) {
      const { services, problems } = JSON.parse(out) as { services: ServiceReport[]; problems: string[] };
      assert.deepEqual([code, problems, services.length], [0, [], 1]);
      assert.deepEqual(
        services[0]?.tiers.map(({ name, home, goal, pods, ready }) => [name, home, goal, pods, ready]),
        [
          ["vm", 4, 4, 4, 4],
          ["virtual-node", 2, 2, 2, 2],
        ],
      );
    }
  });

  test("the table is shown once where nobody sits at a terminal", async () => {
    const { code, out } = await outcome(["failover", "status", "-n", NAMESPACE]);
    assert.equal(code, 0);
    assert.ok(out.startsWith(`${SETTLED}\n┌`), out);
    assert.match(out, /│ VMs +│ 4 +│ 4 +│ 4 +│ 4 +│ 4 +│ well/);
    assert.match(out, /no agent looks after it/);
  });

  test("where nothing fails over, that is said, and the exit code is 1", async () => {
    const elsewhere = await outcome(["failover", "plan"]);
    assert.equal(elsewhere.code, 1);
    assert.match(elsewhere.err, /no service in the namespace default fails over: .*failover-target/);
    const unknown = await outcome(["failover", "status", "api", "-n", NAMESPACE]);
    assert.equal(unknown.code, 1);
    assert.match(unknown.err, /no service api in the namespace shop fails over/);
  });

  test("a service that was scaled by hand would be scaled back, and is by one look that acts", async () => {
    await scale("web-vm", 3);
    const planned = await plan();
    assert.equal(planned.code, 3);
    assert.match(planned.out, /Would scale VMs from 3 to 4 replicas\./);
    assert.equal(await replicas("web-vm"), 3);

    const acted = await outcome(["failover", "watch", "web", "-n", NAMESPACE, "--once"]);
    assert.equal(acted.code, 3);
    assert.match(acted.out, /^\S+Z web in shop: .*; did: .*web-vm/);
    assert.equal(await replicas("web-vm"), 4);
    await awaited("a settled service", TIMEOUT_MS, async () => ((await plan()).code === 0 ? true : undefined));
  });

  test("who watches does what is due, says so in a line, and ends by Ctrl-C", async () => {
    const watching = started(["failover", "watch", "-n", NAMESPACE]);
    await awaited("the first line", TIMEOUT_MS, () => Promise.resolve(watching.printed() === "" ? undefined : true));
    assert.match(watching.printed(), new RegExp(`^\\S+Z ${SETTLED}\\n$`));
    await scale("web-virtual-node", 4);
    await awaited("web-virtual-node as planned", TIMEOUT_MS, async () =>
      (await replicas("web-virtual-node")) === 2 ? true : undefined,
    );
    await awaited("a line about it", TIMEOUT_MS, () => Promise.resolve(/did: /.exec(watching.printed()) ?? undefined));
    watching.process.kill("SIGINT");
    const { code, err } = await watching.ended;
    assert.equal(code, 0);
    assert.match(err, /^Ended: the services stay as they are/m);
  });

  test("a service that is held is left alone, with exit code 4", async () => {
    await annotate("until noon");
    await scale("web-vm", 5);
    const planned = await plan();
    assert.equal(planned.code, 4);
    assert.match(planned.out, /Held by hand: until noon\./);
    const acted = await outcome(["failover", "watch", "web", "-n", NAMESPACE, "--once", "--json"]);
    assert.equal(acted.code, 4);
    const { holds, did } = JSON.parse(acted.out) as ServiceReport & { did: string[] };
    assert.deepEqual([holds, did], [["by hand: until noon"], []]);
    assert.equal(await replicas("web-vm"), 5);
    await annotate(undefined);
  });
});
