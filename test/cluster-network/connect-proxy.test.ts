import assert from "node:assert/strict";
import { createServer as createHttpServer, request as httpRequest } from "node:http";
import https from "node:https";
import { createServer, type AddressInfo, type Socket } from "node:net";
import tls from "node:tls";
import { after, before, describe, test } from "node:test";
import { type CertifiedKey, createAuthority, issueCertificate } from "../../sandbox/certificates";
import type { ClusterNetwork } from "../../sandbox/cluster-network/cluster-network";
import { type ConnectProxy, startConnectProxy } from "../../sandbox/cluster-network/connect-proxy";
import { freePort } from "../../sandbox/ports";

const SILENCE_MS = 200;
const about = { pod: "web-1", container: "web" };

/**
 * A network with a pod at 10.0.0.1 that listens on port 80, one at 10.0.0.2 that says nothing, one that breaks, and a VM at
 * 10.0.0.4 with a kubelet and a pod that is a process of this machine.
 */
const network: ClusterNetwork = {
  reach: (host, port) => {
    if (host === "10.0.0.3") return Promise.reject(new Error("the API server\r\nis away"));
    if (host === "10.0.0.2") return Promise.resolve({ isSilent: true });
    if (host === "10.0.0.4") return Promise.resolve(port === 10250 ? { isKubelet: true } : { localPort: port });
    if (host !== "10.0.0.1") return Promise.resolve(undefined);
    return Promise.resolve(port === 80 ? { answerer: { status: 404, about } } : { isRefused: true });
  },
};

describe("the API server's way into its cluster", () => {
  let authority: CertifiedKey;
  let client: CertifiedKey;
  let proxy: ConnectProxy;

  before(async () => {
    authority = await createAuthority("egress");
    client = await issueCertificate(authority, { commonName: "kube-apiserver" });
    const certificate = await issueCertificate(authority, { commonName: "proxy", hosts: ["127.0.0.1"] });
    const kubelet = https.createServer(certificate, (request, response) => response.end(`kubelet ${request.url}`));
    const trust = { certificate, clientAuthorities: [authority.cert] };
    proxy = await startConnectProxy({ ...trust, network, kubelet, silenceMs: SILENCE_MS });
  });
  after(() => proxy.close());

  /** Asks for a tunnel: the status line's code and words, and the tunnel. */
  const connect = (target: string, who: Partial<CertifiedKey> = client) =>
    new Promise<{ status: number | undefined; words: string | undefined; socket: Socket }>((resolve, reject) => {
      const { hostname, port } = new URL(proxy.url);
      https
        .request({ method: "CONNECT", hostname, port, path: target, ca: authority.cert, ...who, agent: false })
        .on("connect", ({ statusCode: status, statusMessage: words }, socket) => {
          resolve({ status, words, socket: socket });
        })
        .on("error", reject)
        .end();
    });
  const get = (socket: Socket, path: string, method = "GET") =>
    new Promise<{ status: number | undefined; body: string; connection: string | undefined }>((resolve, reject) => {
      const options = { method, path, host: "10.0.0.1", createConnection: () => socket };
      httpRequest(options, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const { statusCode: status, headers } = response;
          resolve({ status, body: Buffer.concat(chunks).toString(), connection: headers.connection });
        });
      })
        .on("error", reject)
        .end(method === "POST" ? "x".repeat(100_000) : undefined);
    });

  test("answers for a pod, once a connection, with its status and with what it is", async () => {
    const { status, socket } = await connect("10.0.0.1:80");
    assert.equal(status, 200);
    const answer = await get(socket, "/healthz?deep=1");
    assert.equal(answer.status, 404);
    assert.deepEqual(JSON.parse(answer.body), { ...about, path: "/healthz?deep=1" });
    assert.equal(answer.connection, "close");
  });

  test("takes a body, and gives none where none is asked for", async () => {
    const posted = await get((await connect("10.0.0.1:80")).socket, "/", "POST");
    assert.equal(posted.status, 404);
    const { body } = await get((await connect("10.0.0.1:80")).socket, "/", "HEAD");
    assert.equal(body, "");
  });

  test("leads to the process that a pod is, and hands a VM's kubelet what is said to it", async () => {
    const process = createHttpServer((request, response) => response.end(`process ${request.url}`));
    await new Promise<void>((resolve) => process.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = process.address() as AddressInfo;
      assert.equal((await get((await connect(`10.0.0.4:${port}`)).socket, "/metrics")).body, "process /metrics");
    } finally {
      process.close();
    }
    const { socket } = await connect("10.0.0.4:10250");
    const secured = tls.connect({ socket, ca: authority.cert, host: "127.0.0.1" });
    assert.equal((await get(secured, "/containerLogs")).body, "kubelet /containerLogs");
  });

  test("refuses where nothing listens", async () => {
    const { status, words } = await connect("10.0.0.1:81");
    assert.deepEqual([status, words], [502, "dial tcp 10.0.0.1:81: connect: connection refused"]);
  });

  test("gives up on silence after a while", async () => {
    const started = Date.now();
    const { status, words } = await connect("10.0.0.2:80");
    assert.deepEqual([status, words], [504, "dial tcp 10.0.0.2:80: i/o timeout"]);
    assert.ok(Date.now() - started >= SILENCE_MS);
  });

  test("says in one line why it does not know", async () => {
    const { status, words } = await connect("10.0.0.3:80");
    assert.deepEqual([status, words], [502, "dial tcp 10.0.0.3:80: the API server is away"]);
  });

  test("passes through what is not the cluster's, by address and by name, in both directions, and warns of nothing", async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): number => warnings.push(warning);
    process.on("warning", note);
    const echo = createServer((socket) => socket.pipe(socket));
    await new Promise<void>((resolve) => echo.listen(0, "127.0.0.1", resolve));
    const { port } = echo.address() as AddressInfo;
    try {
      for (const host of ["127.0.0.1", "localhost"]) {
        const { status, socket } = await connect(`${host}:${port}`);
        assert.equal(status, 200);
        const echoed = new Promise((resolve) =>
          socket.once("data", (chunk: Buffer) => {
            resolve(chunk.toString());
          }),
        );
        socket.write("hello");
        assert.equal(await echoed, "hello");
        const closed = new Promise((resolve) => socket.once("close", resolve));
        socket.destroy();
        await closed;
      }
      assert.deepEqual(warnings, []);
    } finally {
      process.off("warning", note);
      await new Promise((resolve) => echo.close(resolve));
    }
  });

  test("says why it can't pass through, as the API server would itself", async () => {
    const port = await freePort();
    const refused = await connect(`127.0.0.1:${port}`);
    assert.deepEqual([refused.status, refused.words], [502, `dial tcp 127.0.0.1:${port}: connect: connection refused`]);
    const unknown = await connect("no-such-host.invalid:10250");
    assert.equal(unknown.status, 502);
    assert.match(unknown.words ?? "", /no-such-host\.invalid/);
  });

  test("is open to nobody without a certificate of its authority", async () => {
    await assert.rejects(connect("10.0.0.1:80", {}));
    const stranger = await issueCertificate(await createAuthority("other"), { commonName: "kube-apiserver" });
    await assert.rejects(connect("10.0.0.1:80", stranger));
  });
});
