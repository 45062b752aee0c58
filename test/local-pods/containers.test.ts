import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import { ask } from "../../sandbox/local-pods/ask";
import { expanded, localPath, mountsOf, nodeArguments } from "../../sandbox/local-pods/command-line";
import { containerEnvironment } from "../../sandbox/local-pods/container-environment";
import { startOfLastLines } from "../../sandbox/local-pods/container-log";
import { Health } from "../../sandbox/local-pods/health";
import { type LocalContainerSpec, portOf } from "../../sandbox/local-pods/local-pod";
import { awaited } from "../waiting";

const mounts = mountsOf(
  {
    name: "agent",
    volumeMounts: [
      { name: "script", mountPath: "/agent/" },
      { name: "settings", mountPath: "/agent/settings", subPath: "own" },
      { name: "account", mountPath: "/var/run/secrets/kubernetes.io/serviceaccount" },
    ],
  },
  "/here",
);

describe("what a container runs", () => {
  const cases: readonly (readonly [what: string, path: string, local: string])[] = [
    ["a file of a volume", "/agent/agent.js", "/here/script/agent.js"],
    ["a volume in a volume", "/agent/settings/a.json", "/here/settings/own/a.json"],
    ["a volume itself", "/agent", "/here/script"],
    ["a path that only begins like one", "/agents/agent.js", "/agents/agent.js"],
    ["a flag", "--file=/agent/agent.js", "--file=/agent/agent.js"],
  ];
  for (const [what, text, local] of cases) {
    test(`${what} is ${text === local ? "left as it is" : "where the sandbox has it"}`, () => {
      assert.equal(localPath(text, mounts), local);
    });
  }

  test("variables stand in for $(NAME), as Kubernetes has it", () => {
    const variables = new Map([["A", "1"]]);
    assert.equal(expanded("$(A)-$(B)-$$(A)-$A", variables), "1-$(B)-$(A)-$A");
  });

  test("node is the one program that there is", () => {
    const words = { name: "a", command: ["node", "--enable-source-maps"], args: ["/agent/agent.js", "$(A)"] };
    const expectedWords = ["--enable-source-maps", "/here/script/agent.js", "1"];
    assert.deepEqual(nodeArguments(words, new Map([["A", "1"]]), mounts), expectedWords);
    assert.throws(() => nodeArguments({ name: "a", command: ["sh", "-c", "node"] }, new Map(), []), {
      reason: "RunContainerError",
      message: /exec: "sh": executable file not found/,
    });
    assert.throws(() => nodeArguments({ name: "a" }, new Map(), []), /give `command`/);
  });

  test("its environment is the pod's, with the port and the account's directory of this machine", async () => {
    const pod = { metadata: { name: "agent-1", namespace: "shop", labels: { app: "a" } }, spec: { nodeName: "vm" } };
    const ref = (key: string) => ({ name: "conf", key, optional: true });
    const container: LocalContainerSpec = {
      name: "agent",
      env: [
        { name: "PORT", value: "8080" },
        { name: "NODE", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
        { name: "APP", valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
        { name: "KEY", valueFrom: { configMapKeyRef: { name: "conf", key: "k" } } },
        { name: "ABSENT", valueFrom: { secretKeyRef: ref("nothing") } },
        { name: "FILE", value: "/agent/$(KEY).json" },
      ],
    };
    const objects = {
      read: (kind: string) => Promise.resolve(kind === "configmap" ? new Map([["k", Buffer.from("v")]]) : undefined),
    };
    const sources = { pod, mounts, objects, apiServer: "https://127.0.0.1:6443", port: 40_001 };
    const { PATH, ...seen } = Object.fromEntries(await containerEnvironment(container, sources));
    assert.match(PATH ?? "", /\/usr\/bin/);
    assert.deepEqual(seen, {
      ...{ HOSTNAME: "agent-1", NODE: "vm", APP: "a", KEY: "v", FILE: "/here/script/v.json", PORT: "40001" },
      KUBERNETES_SERVICE_HOST: "127.0.0.1",
      KUBERNETES_SERVICE_PORT: "6443",
      KUBERNETES_SERVICE_PORT_HTTPS: "6443",
      SERVICE_ACCOUNT_DIRECTORY: "/here/account",
    });
    const missing = { name: "X", valueFrom: { configMapKeyRef: { name: "conf", key: "x" } } };
    await assert.rejects(containerEnvironment({ name: "a", env: [missing] }, sources), {
      reason: "CreateContainerConfigError",
      message: "couldn't find key x in configmap shop/conf",
    });
  });

  test("it listens on its first TCP port, or on what PORT says", () => {
    const udp = { containerPort: 53, protocol: "UDP" };
    assert.equal(portOf({ name: "a", ports: [udp, { containerPort: 80 }], env: [{ name: "PORT", value: "1" }] }), 80);
    assert.equal(portOf({ name: "a", env: [{ name: "PORT", value: "8080" }] }), 8080);
    assert.equal(portOf({ name: "a" }), undefined);
  });
});

describe("probes of a container", () => {
  const servers: Server[] = [];
  after(() => {
    for (const server of servers) server.close();
  });
  const listening = async (status: number): Promise<number> => {
    const server = createServer((_request, response) => response.writeHead(status).end());
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
  };
  const container: LocalContainerSpec = { name: "a", ports: [{ name: "health", containerPort: 8080 }] };

  test("pass or fail by HTTP status and by connection, at the port of this machine", async () => {
    const at = { container, port: await listening(204) };
    const sick = { container, port: await listening(500) };
    assert.equal(await ask({ httpGet: { port: "health" } }, at), undefined);
    assert.equal(await ask({ httpGet: { port: 8080 } }, sick), "HTTP probe failed with statuscode: 500");
    assert.equal(await ask({ tcpSocket: { port: 8080 } }, sick), undefined);
    assert.equal(await ask({ httpGet: { port: 9090 } }, at), "connect: connection refused");
  });

  /** Health of a container whose probes answer as `answers` says, by path. */
  function healthOf(spec: Partial<LocalContainerSpec>, answers: Record<string, boolean>): Health {
    const asked = (path = ""): string | undefined => (answers[path] === true ? undefined : `${path} failed`);
    const health = new Health({
      container: { name: "a", ...spec },
      ask: ({ httpGet }) => Promise.resolve(asked(httpGet?.path)),
      failed: () => undefined,
    });
    health.begin();
    return health;
  }
  const probe = (path: string, failureThreshold = 1) => ({
    httpGet: { path, port: 80 },
    periodSeconds: 0.02,
    failureThreshold,
  });
  const seen = (what: string, is: () => boolean) =>
    awaited(what, 5_000, () => Promise.resolve(is() ? true : undefined));

  test("without probes it is started and ready", async () => {
    const health = healthOf({}, {});
    await seen("it to be ready", () => health.isReady);
    health.end();
    assert.ok(!health.isReady);
  });

  test("it is ready once its startup probe has passed and its readiness probe passes", async () => {
    const answers = { start: false, ready: false };
    const health = healthOf({ startupProbe: probe("start", 1_000), readinessProbe: probe("ready") }, answers);
    assert.ok(!health.isStarted && !health.isReady);
    answers.start = true;
    await seen("it to be started", () => health.isStarted);
    assert.ok(!health.isReady);
    answers.ready = true;
    await seen("it to be ready", () => health.isReady);
    answers.ready = false;
    await seen("it not to be ready", () => !health.isReady);
    assert.equal(health.deadly, undefined);
    health.end();
  });

  test("it is to be killed once its liveness probe fails, but not while it stands still", async () => {
    const answers = { live: true };
    const health = healthOf({ livenessProbe: probe("live", 2) }, answers);
    await seen("it to be ready", () => health.isReady);
    health.pause(true);
    answers.live = false;
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(health.deadly, undefined);
    health.pause(false);
    await seen("it to be given up", () => health.deadly !== undefined);
    assert.deepEqual(health.deadly, { probe: "Liveness", message: "live failed" });
    health.end();
  });
});

describe("the last lines of a log", () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), "aks-elastic-log-"));
  after(() => {
    rmSync(directory, { recursive: true });
  });
  const file = path.join(directory, "log");
  const last = async (text: string, lines: number): Promise<string> => {
    writeFileSync(file, text);
    const handle = await open(file);
    try {
      return readFileSync(file)
        .subarray(await startOfLastLines({ file, handle }, lines))
        .toString();
    } finally {
      await handle.close();
    }
  };

  test("are found whether or not it ends with a whole line, and in a log of any length", async () => {
    assert.equal(await last("a\nb\nc\n", 2), "b\nc\n");
    assert.equal(await last("a\nb\nc", 2), "b\nc");
    assert.equal(await last("a\n", 5), "a\n");
    assert.equal(await last("a\n", 0), "");
    assert.equal(await last("", 1), "");
    const long = Array.from({ length: 30_000 }, (_, line) => `line ${line}\n`);
    assert.equal(await last(long.join(""), 20_000), long.slice(-20_000).join(""));
  });
});
