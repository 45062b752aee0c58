import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { outcome } from "./command";

/** Nothing listens on port 1. */
const UNREACHABLE = JSON.stringify({
  clusters: [{ name: "c", cluster: { server: "https://127.0.0.1:1" } }],
  users: [{ name: "u", user: { token: "t" } }],
  contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
  "current-context": "x",
});

describe("aks-elastic failover and rehearse", () => {
  let directory: string;
  let kubeconfig: string;
  before(() => {
    directory = mkdtempSync(path.join(tmpdir(), "aks-elastic-failover-"));
    kubeconfig = path.join(directory, "config");
    writeFileSync(kubeconfig, UNREACHABLE);
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  const run = (line: string) => outcome(line.split(" ").filter(Boolean), { KUBECONFIG: kubeconfig, HOME: directory });

  for (const [line, word] of [
    ["failover --help", "Usage: aks-elastic failover COMMAND"],
    ["failover plan --help", "Usage: aks-elastic failover plan"],
    ["failover watch -h", "Usage: aks-elastic failover watch"],
    ["failover status web --help", "Usage: aks-elastic failover status"],
    ["failover strays --help", "Usage: aks-elastic failover strays"],
    ["rehearse --help", "Usage: aks-elastic rehearse FAULT SERVICE"],
    ["rehearse flap web --help", "Usage: aks-elastic rehearse FAULT SERVICE"],
  ] as const) {
    test(`"${line}" helps`, async () => {
      const { code, out } = await run(line);
      assert.equal(code, 0);
      assert.ok(out.startsWith(word), out);
    });
  }

  for (const [line, message] of [
    ["failover move", /no command "move"; there are plan, watch, status, strays\nTry: aks-elastic failover --help/],
    ["failover plan web api", /unexpected argument "api"/],
    ["failover plan --once", /Unknown option '--once'/],
    ["failover plan --all-namespaces -n shop", /--all-namespaces: leave it out, or --namespace/],
    ["failover status --interval 0", /--interval: must be a number from 1 to 3600; got "0"/],
    ["failover status --interval 5 --json", /--interval: leave it out, or --json/],
    ["failover strays web", /unexpected argument "web"/],
    ["failover strays -n shop", /Unknown option '-n'/],
    ["failover strays --subscription s", /--subscription: belongs to --node-resource-group/],
    [
      "failover strays --node-resource-group a/b",
      /--node-resource-group: must be the name or the id of a resource group/,
    ],
    ["rehearse", /name a fault: vm-loss, aci-refusal, connector-loss, flap\nTry: aks-elastic rehearse --help/],
    ["rehearse fire web", /no fault "fire"; there are vm-loss/],
    ["rehearse vm-loss", /rehearse vm-loss: name a service/],
    ["rehearse vm-loss web api", /unexpected argument "api"/],
    ["rehearse aci-refusal web --pool user", /--pool: belongs to rehearse vm-loss and flap/],
    ["rehearse vm-loss web --times 3", /--times: belongs to rehearse flap/],
    ["rehearse flap web --times 1", /--times: must be a whole number from 2 to 100; got "1"/],
    ["rehearse flap web --period none", /--period: must be a number from 1 to 86400; got "none"/],
    ["rehearse vm-loss web --slack 0", /--slack: must be a number from 1 to 86400; got "0"/],
  ] as const) {
    test(`"${line}" is a mistake in the call, and says which`, async () => {
      const { code, err } = await run(line);
      assert.equal(code, 2, err);
      assert.match(err, message);
    });
  }

  for (const command of ["plan", "status", "watch", "watch --once"]) {
    test(`${command} says that the API server cannot be reached, and fails`, async () => {
      const { code, err } = await run(`failover ${command} web`);
      assert.equal(code, 1);
      assert.match(err, /the Kubernetes API server at https:\/\/127\.0\.0\.1:1 can't be reached/);
    });
  }

  test("a kubeconfig that is not there is named, wherever it was to be", async () => {
    const named = await run("failover plan --kubeconfig /none/config");
    assert.equal(named.code, 1);
    assert.match(named.err, /kubeconfig: cannot read \/none\/config/);
    const listed = await outcome(["failover", "plan"], { KUBECONFIG: "/none/one:/none/two" });
    assert.equal(listed.code, 1);
    assert.match(listed.err, /there is none at \/none\/one or \/none\/two; give --kubeconfig FILE, or set KUBECONFIG/);
    const home = await outcome(["failover", "plan"], { KUBECONFIG: "", HOME: directory });
    assert.match(home.err, /there is none at .*\/\.kube\/config/);
  });

  test("a context that is not there is refused with those that are", async () => {
    const { code, err } = await run("failover plan --context prod");
    assert.equal(code, 1);
    assert.match(err, /has no context "prod" in contexts; it has x/);
  });

  test("a rehearsal needs a sandbox that runs", async () => {
    const { code, err } = await run("rehearse vm-loss web --name nosuch");
    assert.equal(code, 1);
    assert.match(err, /sandbox "nosuch" is not running/);
  });
});
