import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import type { AppsV1Api, DiscoveryV1Api, V1Deployment, V1EndpointSlice, V1Pod } from "@kubernetes/client-node" with {
  "resolution-mode": "import",
};
import { TwoTiers, withToken } from "../cluster/two-tiers";
import { follow, seenDuring } from "../following";
import { ROOT } from "../sandbox";
import { awaited } from "../waiting";
import { createStack, type PulumiRun, type Stack } from "./stack";
import { startUntil } from "./start-until";

const execute = promisify(execFile);

const PASSWORD = "hunter2hunter2";
const NAMESPACE = { namespace: "default" };
const UP = ["up", "--yes", "--skip-preview"] as const;

/** A process and all that descend from it. */
async function familyOf(pid: number): Promise<readonly number[]> {
  const { stdout } = await execute("ps", ["-eo", "pid=,ppid="]);
  const rows = stdout.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    rows.flatMap(([child = 0, its]) => (its === parent ? [child, ...below(child)] : []));
  return [pid, ...below(pid)];
}

/** What docs/upgrades.md says that a canary needs. */
const RIGHTS = [
  { apiGroups: ["apps"], resources: ["deployments"], verbs: ["get", "list", "create", "delete"] },
  { apiGroups: [""], resources: ["pods"], verbs: ["list", "patch"] },
  { apiGroups: [""], resources: ["pods/proxy"], verbs: ["get"] },
  { apiGroups: [""], resources: ["events"], verbs: ["list"] },
];

/** The kubeconfig of somebody who has these rights in the service's namespace, and no others. */
async function upgraderOf({ config, core }: TwoTiers): Promise<string> {
  const { RbacAuthorizationV1Api } = await import("@kubernetes/client-node");
  const rbac = config.makeApiClient(RbacAuthorizationV1Api);
  const [name, apiGroup] = ["upgrader", "rbac.authorization.k8s.io"];
  const metadata = { name };
  await core.createNamespacedServiceAccount({ ...NAMESPACE, body: { metadata } });
  await rbac.createNamespacedRole({ ...NAMESPACE, body: { metadata, rules: RIGHTS } });
  const subjects = [{ kind: "ServiceAccount", name, ...NAMESPACE }];
  await rbac.createNamespacedRoleBinding({
    ...NAMESPACE,
    body: { metadata, roleRef: { apiGroup, kind: "Role", name }, subjects },
  });
  const spec = { audiences: [], expirationSeconds: 7200 };
  const { status } = await core.createNamespacedServiceAccountToken({ name, ...NAMESPACE, body: { spec } });
  return (await withToken(config, status?.token ?? "")).exportConfig();
}

const REPLICAS = 5;
const PODS_TIMEOUT_MS = 300_000;

describe("a new version of a service, tried by a canary on the real engine", () => {
  let cluster: TwoTiers;
  let apps: AppsV1Api;
  let discovery: DiscoveryV1Api;
  let stack: Stack;

  before(async () => {
    cluster = await TwoTiers.up("canary");
    const { AppsV1Api, DiscoveryV1Api } = await import("@kubernetes/client-node");
    apps = cluster.config.makeApiClient(AppsV1Api);
    discovery = cluster.config.makeApiClient(DiscoveryV1Api);
    stack = await createStack(path.join(ROOT, "test", "programs", "canary"), `canary-${process.pid}`);
    await stack.secret("kubeconfig", cluster.config.exportConfig());
    await stack.secret("upgrader", await upgraderOf(cluster));
    await stack.secret("password", PASSWORD);
    for (const [key, value] of Object.entries({ image: "web:1", replicas: String(REPLICAS), verifySeconds: "5" })) {
      await stack.config(key, value);
    }
  });
  after(async () => {
    await stack.remove();
    await cluster.down();
  });

  /** What Deployments run, as `vm web:1`. */
  const images = (deployments: readonly V1Deployment[]): readonly string[] =>
    deployments
      .map(
        ({ metadata, spec }) =>
          `${metadata?.name?.slice("web-".length) ?? ""} ${spec?.template.spec?.containers[0]?.image ?? ""}`,
      )
      .sort();
  const running = async (): Promise<readonly string[]> =>
    images((await apps.listNamespacedDeployment(NAMESPACE)).items);
  const tiersRun = (image: string) => [`virtual-node ${image}`, `vm ${image}`];
  const pods = async (): Promise<readonly V1Pod[]> => (await cluster.core.listNamespacedPod(NAMESPACE)).items;
  const podNames = async () => (await pods()).map(({ metadata }) => metadata?.name).sort();

  /** The pods once those of the last version have gone, which an update does not wait for. */
  const settledPodNames = () =>
    awaited("as many pods as replicas", PODS_TIMEOUT_MS, async () => {
      const names = await podNames();
      return names.length === REPLICAS ? names : undefined;
    });

  /** Whether the Service sends requests to a canary. */
  const servesCanary = (slices: readonly V1EndpointSlice[]): boolean =>
    slices.some(({ endpoints }) => endpoints.some(({ targetRef }) => targetRef?.name?.startsWith("web-canary-")));

  /** What the Deployments ran, one after the other, while Pulumi was at work, and whether a canary served meanwhile. */
  const history = async (...command: readonly [string, ...string[]]) => {
    const { config } = cluster;
    const path = (group: string, kind: string) => `/apis/${group}/v1/namespaces/${NAMESPACE.namespace}/${kind}`;
    let hasServed = false;
    const slices = await follow<V1EndpointSlice>(
      config,
      {
        path: path("discovery.k8s.io", "endpointslices"),
        list: () => discovery.listNamespacedEndpointSlice(NAMESPACE),
      },
      (items) => {
        hasServed ||= servesCanary(items);
      },
    );
    try {
      const deployments = { path: path("apps", "deployments"), list: () => apps.listNamespacedDeployment(NAMESPACE) };
      const { seen, result } = await seenDuring<V1Deployment, PulumiRun>(() => stack.try(...command), {
        ...{ config, ...deployments },
        words: images,
      });
      return { seen, hasServed, ...result };
    } finally {
      await slices.stop();
    }
  };

  /** Kills `pulumi up` and everything that it has started, while the canary is on trial, which is long. */
  const killedInTheMiddle = async () => {
    await stack.config("verifySeconds", "120");
    const { cli, closed } = await startUntil(stack, UP, {
      what: "the canary",
      hasCome: async () => (await running()).some((each) => each.startsWith("canary")),
    });
    for (const pid of await familyOf(cli.pid ?? 0)) process.kill(pid, "SIGKILL");
    await closed;
    await stack.run("cancel", "--yes");
  };

  test("has none before it: the first one is not tried", async () => {
    await stack.run(...UP);
    assert.deepEqual(await running(), tiersRun("web:1"));
    assert.equal(await stack.output("findings"), "not tried: the first version of the service");
    await stack.run(...UP, "--expect-no-changes");
    await stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes");
  });

  test("shows its steps in a preview, which tries nothing", async () => {
    await stack.config("image", "web:2");
    const { seen, text } = await history("preview");
    assert.match(
      text,
      /upgrade of web:\n +1\. 1 canary of web:2 on the virtual node for 5 s: ready, no restarts, GET :8080\/healthz answers 200 to 399\n +2\. then the virtual node: 2 replicas, 1 new at a time\n +3\. and at once VMs: 3 replicas, 1 new at a time\n/,
    );
    assert.deepEqual(seen, [tiersRun("web:1")]);
  });

  test("is tried first, with requests of the service, then rolls on all tiers", async () => {
    const { seen, hasServed, text, code } = await history(...UP);
    assert.equal(code, 0, text);
    assert.equal(hasServed, true, "the canary got no requests of the service");
    const untilPassed = [tiersRun("web:1"), ["canary web:2", ...tiersRun("web:1")], tiersRun("web:1")];
    assert.deepEqual([...seen.slice(0, untilPassed.length), seen.at(-1)], [...untilPassed, tiersRun("web:2")]);
    assert.match(
      String(await stack.output("findings")),
      /^1 pod for 5 s: ready, no restarts, (\d+) of \1 answers right$/,
    );
    await stack.run(...UP, "--expect-no-changes");
  });

  const bad: readonly (readonly [conduct: string, words: readonly string[], seen: RegExp])[] = [
    [
      "crashes",
      ["--crashes"],
      /the container web of the pod web-canary-\S+ does not keep running: it was started again/,
    ],
    ["answers 500", ["--answers", "500"], /GET :8080\/healthz gets no right answer: the last is "500 /],
    [
      "does not exist",
      ["--not-found"],
      /virtual-node-aci-linux refuses the pod .*InaccessibleImage.*See whether the image exists/,
    ],
  ];
  for (const [conduct, words, expected] of bad) {
    test(`that ${conduct} fails, says what was seen, and touches no pod of a tier`, async () => {
      const before = await settledPodNames();
      const image = `bad:${conduct.replaceAll(" ", "-")}`;
      await cluster.fault("bad-image", image, ...words);
      await stack.config("image", image);
      await stack.config("timeoutMinutes", "1");
      const { seen, hasServed, text, code } = await history(...UP);
      assert.notEqual(code, 0, text);
      assert.equal(hasServed, false, "a canary that is not well got requests of the service");
      assert.match(text, expected);
      assert.match(text, /No tier was touched: .*\n +pod web-canary-\S+ on virtual-node-aci-linux: /);
      assert.match(text, /last events:\n( +\S+Z .+\n)* +\S+Z Scheduled: /);
      assert.ok(!text.includes(PASSWORD), text);
      assert.deepEqual(seen, [tiersRun("web:2"), [`canary ${image}`, ...tiersRun("web:2")], tiersRun("web:2")]);
      assert.deepEqual(await podNames(), before);
    });
  }

  test("that failed leaves nothing to do where the program has the last good one again", async () => {
    await stack.config("image", "web:2");
    await stack.config("timeoutMinutes", "10");
    await stack.run(...UP, "--expect-no-changes");
  });

  test("that is mended goes on", async () => {
    await cluster.fault("clear");
    await stack.config("image", "web:3");
    await stack.run(...UP);
    assert.deepEqual(await running(), tiersRun("web:3"));
  });

  test("is not what another number of replicas is: nothing is tried and no pod replaced", async () => {
    const before = await settledPodNames();
    await stack.config("replicas", "6");
    const { seen, code, text } = await history(...UP);
    assert.equal(code, 0, text);
    assert.deepEqual(seen, [tiersRun("web:3")]);
    const after = await podNames();
    assert.deepEqual([after.length, before.filter((name) => !after.includes(name))], [6, []]);
  });

  test("whose canary was left by a killed run is tried anew by the next", async () => {
    await stack.config("image", "web:4");
    await killedInTheMiddle();
    assert.deepEqual(await running(), ["canary web:4", ...tiersRun("web:3")]);
    await stack.config("verifySeconds", "5");
    await stack.run(...UP);
    assert.deepEqual(await running(), tiersRun("web:4"));
  });

  test("whose canary was left by a killed run leaves with it where the program goes back, after a refresh", async () => {
    await stack.config("image", "web:5");
    await killedInTheMiddle();
    await stack.config("image", "web:4");
    await stack.run("refresh", "--yes", "--skip-preview");
    const { seen, code, text } = await history(...UP);
    assert.equal(code, 0, text);
    assert.deepEqual(seen, [["canary web:5", ...tiersRun("web:4")], tiersRun("web:4")]);
    await stack.run(...UP, "--expect-no-changes");
  });

  test("is in the state without a secret in plain text", async () => {
    const exported = await stack.run("stack", "export");
    assert.ok(!exported.includes(PASSWORD));
    assert.ok(!exported.includes("certificate-authority-data"));
  });

  test("takes its canary along when it is destroyed", async () => {
    await stack.config("image", "web:6");
    await killedInTheMiddle();
    await stack.run("destroy", "--yes", "--skip-preview");
    assert.deepEqual(await running(), []);
    await awaited("the last pod to go", PODS_TIMEOUT_MS, async () => (await pods()).length === 0 || undefined);
  });
});
