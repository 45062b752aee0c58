import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer as createHttpServer } from "node:http";
import https from "node:https";
import { type AddressInfo, createServer, type Server } from "node:net";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { createAuthority, issueCertificate } from "../../sandbox/certificates";
import type { ClusterNetwork } from "../../sandbox/cluster-network/cluster-network";
import { type ConnectProxy, startConnectProxy } from "../../sandbox/cluster-network/connect-proxy";
import { podConnection } from "../../sandbox/local-pods/pod-connections";
import { type PodNetwork, podNetworkVariable } from "../../sandbox/local-pods/pod-network";
import { ROOT } from "../sandbox";

const execute = promisify(execFile);
const done = (): void => undefined;
const target = { host: "10.0.0.1", port: 80 };

describe("what a process that is a container connects to", () => {
  const options = { host: "10.0.0.1", port: 80 };
  const cases: readonly (readonly [what: string, args: readonly unknown[], connection: unknown])[] = [
    [
      "a port and an address",
      [80, "10.0.0.1", done],
      { target, options: { port: 80, host: "10.0.0.1" }, listener: done },
    ],
    ["options", [options], { target, options }],
    ["what net.connect made of them", [[options, done]], { target, options, listener: done }],
    ["what http makes of them", [[{ ...options, path: null }, null]], { target, options: { ...options, path: null } }],
    ["a port as text", [{ ...options, port: "80" }], { target, options: { ...options, port: "80" } }],
    ["loopback", [80, "127.0.0.1"], undefined],
    ["a port alone", [80, done], undefined],
    ["a name", [{ host: "registry.example.com", port: 443 }], undefined],
    ["a socket file", ["/run/agent.sock"], undefined],
    ["a socket file in options", [{ ...options, path: "/run/agent.sock" }], undefined],
    ["nothing at all", [], undefined],
  ];
  for (const [what, args, connection] of cases) {
    test(`${what} is ${connection === undefined ? "left to this machine" : "in the cluster's network"}`, () => {
      assert.deepEqual(podConnection(args), connection);
    });
  }
});

describe("a process that is a container, in the network of its cluster", () => {
  const scratch = mkdtempSync(path.join(os.tmpdir(), "aks-elastic-pod-network-"));
  const file = (name: string, text: string): string => {
    writeFileSync(path.join(scratch, name), text, { mode: 0o600 });
    return path.join(scratch, name);
  };
  const servers: Server[] = [];
  const listening = async (server: Server): Promise<number> => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
  };
  let proxy: ConnectProxy;
  let network: string;

  before(async () => {
    const authority = await createAuthority("egress");
    const pods = await createAuthority("pods");
    const certificate = await issueCertificate(authority, { commonName: "proxy", hosts: ["127.0.0.1"] });
    const secure = await listening(https.createServer(certificate, (_, response) => response.writeHead(204).end()));
    const echo = await listening(createServer((socket) => socket.pipe(socket)));
    const clusterNetwork: ClusterNetwork = {
      reach: (host, port) => {
        if (host === "10.0.0.2") return Promise.resolve({ isSilent: true });
        if (port === 443) return Promise.resolve({ localPort: secure });
        if (port === 7) return Promise.resolve({ localPort: echo });
        return Promise.resolve(port === 80 ? { answerer: { status: 503, about: {} } } : { isRefused: true });
      },
    };
    proxy = await startConnectProxy({
      ...{ certificate, clientAuthorities: [authority.cert, pods.cert], network: clusterNetwork, silenceMs: 1_500 },
      kubelet: createHttpServer() as unknown as https.Server,
    });
    const client = await issueCertificate(pods, { commonName: "pod" });
    const access: PodNetwork = {
      url: proxy.url,
      authorityFile: file("ca.pem", authority.cert),
      certFile: file("pod.pem", client.cert),
      keyFile: file("pod-key.pem", client.key),
    };
    network = file("network.json", JSON.stringify(access));
  });
  after(async () => {
    await proxy.close();
    for (const server of servers) server.close();
    rmSync(scratch, { recursive: true });
  });

  /** What a program prints, as JSON, that runs as a container does. */
  const printed = async (program: string): Promise<unknown> => {
    const preload = path.join(ROOT, "dist", "sandbox", "local-pods", "preload.js");
    const env = { PATH: process.env["PATH"], [podNetworkVariable]: network };
    const { stdout } = await execute(process.execPath, [`--require=${preload}`, "-e", program], {
      env,
      timeout: 30_000,
    });
    return JSON.parse(stdout);
  };
  /** What the agent's own prober is told by pods. */
  const probed = (ip: string, probe: object): Promise<unknown> => {
    const module = path.join(ROOT, "dist", "sdk", "failover", "probe-io.js");
    const asked = JSON.stringify({ expectedStatus: undefined, timeoutSeconds: 5, path: "/", ...probe });
    return printed(`require(${JSON.stringify(module)}).directProber({ name: "web", ip: "${ip}" }, ${asked})
      .then((answer) => console.log(JSON.stringify(answer)))`);
  };

  test("asks a pod by HTTP, HTTPS and TCP as it would in a cluster", async () => {
    const answers = await Promise.all([
      probed("10.0.0.1", { scheme: "HTTP", port: 80 }),
      probed("10.0.0.1", { scheme: "HTTPS", port: 443 }),
      probed("10.0.0.1", { scheme: "TCP", port: 80 }),
    ]);
    assert.deepEqual(answers, [
      { isRight: false, words: "HTTP 503" },
      { isRight: true, words: "HTTP 204" },
      { isRight: true, words: "connected" },
    ]);
  });

  test("is refused, meets silence, and gives up, as in a cluster", async () => {
    const answers = await Promise.all([
      probed("10.0.0.1", { scheme: "TCP", port: 81 }),
      probed("10.0.0.2", { scheme: "TCP", port: 80 }),
      probed("10.0.0.2", { scheme: "HTTP", port: 80, timeoutSeconds: 1 }),
      probed("10.0.0.2", { scheme: "TCP", port: 80, timeoutSeconds: 1 }),
    ]);
    assert.deepEqual(answers, [
      { isRight: false, words: "connect ECONNREFUSED 10.0.0.1:81" },
      { isRight: false, words: "connect ETIMEDOUT 10.0.0.2:80" },
      { isRight: false, words: "no answer within 1 s" },
      { isRight: false, words: "no answer within 1 s" },
    ]);
  });

  test("says what it wrote before it was connected, and hears all of the answer", async () => {
    const heard = await printed(`
      const socket = require("node:net").connect(7, "10.0.0.1");
      socket.write("early ");
      socket.on("connect", () => socket.end("x".repeat(300000)));
      let bytes = 0;
      socket.on("data", (chunk) => (bytes += chunk.length));
      socket.on("close", () => console.log(JSON.stringify({ bytes, told: process.env.${podNetworkVariable} ?? null })));
    `);
    assert.deepEqual(heard, { bytes: 300_006, told: null });
  });
});
