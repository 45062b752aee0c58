import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import path from "node:path";
import { describe, test } from "node:test";
import { execute } from "../../sandbox/commands/exec";
import { exportLines } from "../../sandbox/commands/env";
import type { Faults } from "../../sandbox/arm/faults";
import { changedFaults, describeFaults, faultChange } from "../../sandbox/commands/fault-words";
import { clusterIdIn, describeLoads, loadCall } from "../../sandbox/commands/load-words";
import { UsageError } from "../../sandbox/commands/usage";
import { packageRoot } from "../../sandbox/package-root";

const program = path.join(packageRoot(), "bin", "aks-elastic.js");

function aksElastic(...args: readonly string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: "utf8" });
  return { code: status, out: stdout, err: stderr };
}

describe("the environment as export lines", () => {
  const values = {
    PLAIN: "a",
    SPACES: "a b  c",
    QUOTE: `it's "so"`,
    DOLLAR: "$HOME `id` \\ !",
    LINES: "a\nb",
    EMPTY: "",
  };
  test("comes back from sh exactly as it was", () => {
    const show = `process.stdout.write(JSON.stringify(process.env))`;
    const script = `${exportLines(values)}\nexec "$0" -e '${show}'`;
    const seen = JSON.parse(execFileSync("/bin/sh", ["-c", script, process.execPath], { encoding: "utf8" })) as object;
    for (const [name, value] of Object.entries(values)) assert.equal(seen[name as keyof typeof seen], value);
  });
});

describe("fault", () => {
  const good = [
    ["refuse 1/2", { refuse: { count: 1, of: 2 } }],
    ["quota --cores 10 --groups 3", { quota: { cores: 10, groups: 3 } }],
    ["quota --groups 0", { quota: { groups: 0 } }],
    ["throttle 5", { throttle: { createsPer5Minutes: 5 } }],
    ["slow-start 2.5", { slowStart: { seconds: 2.5 } }],
    ["connector-dead", { connectorDead: true }],
    ["link-lingers", { linkLingers: true }],
    ["role-delay 30", { roleDelay: { seconds: 30 } }],
    [
      "fail-operation Microsoft.ContainerService/managedClusters/aks --times 2 --code CreateVMSSAgentPoolFailed",
      {
        failOperation: {
          type: "Microsoft.ContainerService/managedClusters",
          name: "aks",
          times: 2,
          code: "CreateVMSSAgentPoolFailed",
        },
      },
    ],
    [
      "refuse-create Microsoft.Network/virtualNetworks/subnets",
      { refuseCreate: { type: "Microsoft.Network/virtualNetworks/subnets", times: 1 } },
    ],
    ["arm-throttle 3", { armThrottle: { every: 3 } }],
    ["upgrade-outage 0.5", { upgradeOutage: { seconds: 0.5 } }],
    ["zone-outage 2", { zoneOutage: { zone: "2" } }],
    ["vm-loss", { vmLoss: {} }],
    ["vm-deletion --zone 2", { vmDeletion: { zone: "2" } }],
    ["cordon --pool user", { cordon: { pool: "user" } }],
    ["pod-freeze", { frozenPods: {} }],
    ["pod-freeze --pod agent-1 --node vm-1", { frozenPods: { pod: "agent-1", node: "vm-1" } }],
    ["api-server-restart 2", { apiServerRestart: { seconds: 2 } }],
    ["flap 10", { flap: { seconds: 10 } }],
    ["vm-loss --pool user --zone 1", { vmLoss: { pool: "user", zone: "1" } }],
    ["bad-image web:2 --answers 503", { badImages: { "web:2": { answers: 503 } } }],
    [
      "bad-image registry.example/shop/web@sha256:0a --crashes",
      { badImages: { "registry.example/shop/web@sha256:0a": { crashes: true } } },
    ],
    ["bad-image web --never-ready", { badImages: { web: { neverReady: true } } }],
    ["bad-image web --not-found", { badImages: { web: { notFound: true } } }],
  ] as const;
  for (const [words, faults] of good) {
    test(`"${words}" is read, and shown again as it was written`, () => {
      assert.deepEqual(faultChange(words.split(" ")), { on: faults });
      assert.deepEqual(describeFaults(faults), [words]);
    });
  }

  const bad = [
    ["refuse", /refuse: must be a share such as 1\/2 .*; got nothing/],
    ["refuse 3/2", /got "3\/2"/],
    ["refuse 0/2", /got "0\/2"/],
    ["quota", /quota: give --cores N, --groups N or both/],
    ["quota --cores many", /--cores: must be a whole number from 0 to 1000000; got "many"/],
    ["throttle -1", /-1/],
    ["slow-start", /slow-start: must be a number from 0 to 3600; got nothing/],
    ["role-delay", /role-delay: must be a number from 0 to 3600; got nothing/],
    ["fail-operation", /fail-operation: must be TYPE or TYPE\/NAME with one of the types .*; got nothing/],
    ["refuse-create Contoso.Things/widgets", /one of the types .*Microsoft\.Network\/natGateways.*widgets"/],
    ["refuse-create Microsoft.Network/natGateways --times 0", /--times: must be a whole number from 1/],
    ["throttle 5 --times 2", /--times belongs to another fault/],
    ["arm-throttle 0", /arm-throttle: must be a whole number from 1/],
    ["connector-dead now", /unexpected argument "now"/],
    ["vm-loss --cores 1", /--cores belongs to another fault/],
    ["cordon --pod web", /--pod belongs to another fault/],
    ["flap 0.5", /flap: must be a number from 1 to 3600; got "0.5"/],
    ["bad-image", /bad-image: name an image, such as .*; got nothing/],
    ["bad-image web --crashes --not-found", /bad-image: give one of --crashes, --not-found/],
    ["bad-image web --answers 99", /--answers: must be a whole number from 200 to 599; got "99"/],
    ["vm-loss --crashes", /--crashes belongs to another fault/],
    ["clear bad-image web more", /unexpected argument "web more"/],
    ["clear vm-loss web", /unexpected argument "web"/],
    ["flood", /no fault "flood"; there are refuse, quota, .*, vm-loss/],
    ["clear flood", /no fault "flood"/],
    ["", /name one of refuse/],
  ] as const;
  for (const [words, message] of bad) {
    test(`"${words}" is a mistake, and the message says which`, () => {
      assert.throws(
        () => faultChange(words === "" ? [] : words.split(" ")),
        (error: unknown) => error instanceof UsageError && message.test(error.message),
      );
    });
  }

  test("an API server is restarted at once where nothing else is said", () => {
    assert.deepEqual(faultChange(["api-server-restart"]), { on: { apiServerRestart: { seconds: 0 } } });
  });

  test("one fault leaves the others as they are; clear takes one, or all", () => {
    const both = changedFaults({ connectorDead: true }, faultChange(["throttle", "5"]));
    assert.deepEqual(both, { connectorDead: true, throttle: { createsPer5Minutes: 5 } });
    assert.deepEqual(changedFaults(both, faultChange(["clear", "connector-dead"])), {
      throttle: { createsPer5Minutes: 5 },
    });
    assert.deepEqual(changedFaults(both, faultChange(["clear"])), {});
  });

  test("an image of which no more is said answers 500", () => {
    assert.deepEqual(faultChange(["bad-image", "web:2"]), { on: { badImages: { "web:2": { answers: 500 } } } });
  });

  test("bad images add up; each is replaced by what is said of it anew, and cleared by itself, with or without :latest", () => {
    const words = ["bad-image web --crashes", "bad-image job:7 --not-found", "bad-image web:latest --never-ready"];
    const faults = words.reduce<Faults>((before, line) => changedFaults(before, faultChange(line.split(" "))), {});
    assert.deepEqual(describeFaults(faults), words.slice(1));
    const mended = changedFaults(faults, faultChange(["clear", "bad-image", "web"]));
    assert.deepEqual(mended, { badImages: { "job:7": { notFound: true } } });
    assert.deepEqual(changedFaults(mended, faultChange(["clear", "bad-image", "job:7"])), {});
    assert.deepEqual(changedFaults(faults, faultChange(["clear", "bad-image"])), {});
  });
});

describe("load", () => {
  const cluster = "/subscriptions/s/resourcegroups/rg/providers/microsoft.containerservice/managedclusters/aks";

  test("a load is read, and shown again as what would set it", () => {
    const words = "web --cpu 2.5 --memory 3Gi --namespace shop --cluster aks";
    const load = { service: "web", namespace: "shop", cpu: "2.5", memory: "3Gi" };
    assert.deepEqual(loadCall([...words.split(" "), "--name", "other"]), {
      name: "other",
      cluster: "aks",
      order: { verb: "set", load },
    });
    assert.deepEqual(describeLoads([{ ...load, cluster }]), [words]);
  });

  test("the namespace is default where none is named; list and clear mean every one", () => {
    assert.deepEqual(loadCall(["web", "--cpu", "500m"]).order, {
      verb: "set",
      load: { service: "web", namespace: "default", cpu: "500m" },
    });
    assert.deepEqual(loadCall(["list"]).order, { verb: "list", filter: {} });
    assert.deepEqual(loadCall(["clear", "web", "--namespace", "shop"]).order, {
      verb: "clear",
      filter: { service: "web", namespace: "shop" },
    });
  });

  const bad = [
    ["", /load: name a service; or list, or clear/],
    ["web", /load: cpu: is required and must be a Kubernetes quantity, 0 or more, such as 12 or 500m/],
    ["web --cpu many", /cpu: must be a Kubernetes quantity.*; got "many"/],
    ["web --cpu=-1", /got "-1"/],
    ["web --cpu 1 --memory 1Go", /memory: must be a Kubernetes quantity.*; got "1Go"/],
    ["we/b --cpu 1", /service: must be a label value/],
    ["web --cpu 1 --namespace Shop", /namespace: must be the name of a namespace/],
    ["web api --cpu 1", /load web: unexpected argument "api"/],
    ["list --cpu 1", /load list: --cpu and --memory belong to load SERVICE/],
    ["clear web api", /load clear: unexpected argument "api"/],
  ] as const;
  for (const [words, message] of bad) {
    test(`"${words}" is a mistake, and the message says which`, () => {
      assert.throws(
        () => loadCall(words === "" ? [] : words.split(" ")),
        (error: unknown) => error instanceof UsageError && message.test(error.message),
      );
    });
  }

  test("a cluster is known by its name or its id; without either it is the one of KUBECONFIG", () => {
    const other = cluster.replace("/rg/", "/other/");
    const second = { id: `${cluster}-2`, kubeconfig: "/slots/1" };
    const sandbox = { kubeconfig: "/slots/0", clusters: [second, { id: cluster, kubeconfig: "/slots/0" }] };
    assert.equal(clusterIdIn(sandbox, undefined), cluster);
    assert.equal(clusterIdIn(sandbox, "AKS-2"), second.id);
    assert.equal(clusterIdIn(sandbox, cluster.toUpperCase()), cluster);
    assert.throws(
      () => clusterIdIn(sandbox, "none"),
      /--cluster: must be one of .*aks-2, .*aks, or its name; got "none"/,
    );
    assert.throws(() => clusterIdIn({ ...sandbox, clusters: [] }, undefined), /no managed cluster yet/);
    const twins = { ...sandbox, clusters: [...sandbox.clusters, { id: other, kubeconfig: "/slots/2" }] };
    assert.throws(() => clusterIdIn(twins, "aks"), /more than one is called "aks"; give one of the ids .*rg.*other/);
  });
});

describe("the command line", () => {
  test("shows its help and that of each command", () => {
    assert.match(aksElastic("--help").out, /Usage: aks-elastic COMMAND/);
    for (const command of ["up", "down", "status", "env", "exec", "fault", "load"]) {
      const { code, out } = aksElastic("sandbox", command, "--help");
      assert.equal(code, 0);
      assert.match(out, new RegExp(`^Usage: .*aks-elastic sandbox ${command}`));
    }
  });

  const mistakes = [
    [["frobnicate"], /no command "frobnicate"/],
    [["sandbox", "frobnicate"], /no command "frobnicate"; there are up, down, status, env, exec, fault, load/],
    [["sandbox", "up", "--frobnicate"], /--frobnicate/],
    [["sandbox", "up", "now"], /unexpected argument "now"/],
    [["sandbox", "up", "--port", "0"], /--port: must be a whole number from 1 to 65535; got "0"/],
    [["sandbox", "up", "--cold-start", "soon"], /--cold-start: must be a number from 0 to 3600; got "soon"/],
    [["sandbox", "up", "--hpa-sync", "0"], /--hpa-sync: must be a whole number from 1 to 3600; got "0"/],
    [["sandbox", "status", "--name", "Not_A_Name"], /--name: must be 1 to 32 lower-case letters.*"Not_A_Name"/],
    [["sandbox", "exec", "pulumi"], /put the command behind --/],
    [["sandbox", "fault", "flood"], /no fault "flood"/],
    [["sandbox", "load", "web"], /load: cpu: is required/],
  ] as const;
  for (const [args, message] of mistakes) {
    test(`"${args.join(" ")}" is a mistake: exit code 2 and the reason`, () => {
      const { code, err } = aksElastic(...args);
      assert.equal(code, 2);
      assert.match(err, message);
    });
  }

  test("a sandbox that is not up is named with the command that starts it", () => {
    const { code, err } = aksElastic("sandbox", "env", "--name", "nobody-made-this");
    assert.equal(code, 1);
    assert.match(err, /sandbox "nobody-made-this" is not running \(absent\); start it: .* up --name nobody-made-this/);
  });
});

describe("exec", () => {
  test("ends as the command ends: its exit code, or 128 and the signal's number", async () => {
    assert.equal(await execute(["sh", "-c", "exit 7"], process.env), 7);
    assert.equal(await execute(["sh", "-c", "kill -TERM $$"], process.env), 143);
  });

  test("names a command that is not there", async () => {
    await assert.rejects(execute(["no-such-command-here"], process.env), /there is no command "no-such-command-here"/);
  });
});
