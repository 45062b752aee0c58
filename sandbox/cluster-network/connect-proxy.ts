import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import type { ClusterNetwork } from "./cluster-network";
import { join } from "./joined";
import type { Answerer } from "./reach";

export interface ConnectProxyOptions {
  /** PEM, for 127.0.0.1. */
  readonly certificate: { readonly cert: string; readonly key: string };
  /** PEM of the authorities that signed the certificates of those who may connect. */
  readonly clientAuthorities: readonly string[];
  readonly network: ClusterNetwork;
  /** Answers for the VMs' kubelets. */
  readonly kubelet: Server;
  /** How long a connection is tried that meets silence, in milliseconds. @default 5000, as konnectivity-agent's */
  readonly silenceMs?: number;
}

/** A proxy that runs. */
export interface ConnectProxy {
  readonly url: string;
  close(): Promise<void>;
}

/** As long as the API server itself would try to connect, in milliseconds (Go's http.DefaultTransport). */
const connectTimeoutMs = 30_000;

/**
 * The way of an API server into its cluster, as konnectivity is in AKS, and of those pods that are processes of this machine:
 * it takes HTTP CONNECT, answers for pods, and passes everything else through.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/setup-konnectivity/
 */
export async function startConnectProxy(options: ConnectProxyOptions): Promise<ConnectProxy> {
  const { certificate, clientAuthorities } = options;
  const answerers = new WeakMap<object, Answerer>();
  const pods = createHttpServer((request, response) => {
    answer(request, response, answerers.get(request.socket));
  });
  const server = createServer(
    {
      ...{ ...certificate, ca: [...clientAuthorities], requestCert: true, rejectUnauthorized: true },
      // Who has said its last may still be answered.
      allowHalfOpen: true,
    },
    (_request, response) => response.writeHead(405).end(),
  );
  const open = new Set<Duplex>();
  server.on("connect", (request: IncomingMessage, client: Duplex, head: Buffer) => {
    open.add(client);
    client.on("close", () => open.delete(client));
    client.on("error", () => client.destroy());
    if (head.length > 0) client.unshift(head);
    const toPod = (answerer: Answerer): void => {
      answerers.set(client, answerer);
      pods.emit("connection", client);
    };
    void tunnel({ client, target: request.url ?? "", toPod }, options);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const client of open) client.destroy();
        server.closeAllConnections();
      }),
  };
}

interface Call {
  readonly client: Duplex;
  /** `HOST:PORT`. */
  readonly target: string;
  readonly toPod: (answerer: Answerer) => void;
}

async function tunnel({ client, target, toPod }: Call, options: ConnectProxyOptions): Promise<void> {
  const { network, kubelet, silenceMs = 5_000 } = options;
  const { hostname, port } = new URL(`tcp://${target}`);
  const host = hostname.replace(/^\[|\]$/g, "");
  try {
    const reach = await network.reach(host, Number(port));
    if (reach === undefined) passThrough(client, { host, port: Number(port) });
    else if ("answerer" in reach) {
      accept(client);
      toPod(reach.answerer);
    } else if ("localPort" in reach) passThrough(client, { host: "127.0.0.1", port: reach.localPort });
    else if ("isKubelet" in reach) {
      accept(client);
      kubelet.emit("connection", client);
    } else if ("isRefused" in reach) decline(client, 502, `dial tcp ${target}: connect: connection refused`);
    else {
      await delay(silenceMs, undefined, { ref: false });
      decline(client, 504, `dial tcp ${target}: i/o timeout`);
    }
  } catch (error) {
    decline(client, 502, `dial tcp ${target}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function passThrough(client: Duplex, to: { readonly host: string; readonly port: number }): void {
  const upstream: Socket = connect(to);
  upstream.setTimeout(connectTimeoutMs, () => upstream.destroy(new Error("i/o timeout")));
  const failed = (error: Error): void => {
    decline(client, 502, inGoWords(error, to));
  };
  upstream.once("error", failed);
  client.once("close", () => upstream.destroy());
  upstream.once("connect", () => {
    upstream.setTimeout(0);
    upstream.off("error", failed);
    accept(client);
    join(client, upstream);
  });
}

/** As the API server says it where it connects itself. */
function inGoWords(error: Error, { host, port }: { readonly host: string; readonly port: number }): string {
  const code = "code" in error ? error.code : undefined;
  if (code === "ENOTFOUND") return `dial tcp: lookup ${host}: no such host`;
  return `dial tcp ${host}:${port}: ${code === "ECONNREFUSED" ? "connect: connection refused" : error.message}`;
}

function accept(client: Duplex): void {
  client.write("HTTP/1.1 200 Connection established\r\n\r\n");
}

/** The API server shows whoever asked the status line, and no more. */
function decline(client: Duplex, status: number, reason: string): void {
  if (client.destroyed) return;
  client.end(`HTTP/1.1 ${status} ${reason.replaceAll(/[^\x20-\x7e]+/g, " ")}\r\nConnection: close\r\n\r\n`);
}

/** One request a connection: the next one may meet something else. */
function answer(request: IncomingMessage, response: ServerResponse, answerer: Answerer | undefined): void {
  const { status, about } = answerer ?? { status: 500, about: {} };
  request.resume();
  response.writeHead(status, { "Content-Type": "application/json", Connection: "close" });
  response.end(`${JSON.stringify({ ...about, path: request.url ?? "" })}\n`);
}
