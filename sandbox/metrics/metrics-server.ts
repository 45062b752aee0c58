import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { TLSSocket } from "node:tls";
import type { CertifiedKey } from "../certificates";
import { type MetricsAnswer, type MetricsRequest, refusal } from "./metrics-api";

/** The client that a metrics server answers. */
export interface FrontProxy {
  /** PEM of the authority that signs the certificate of the API server as a proxy. */
  readonly authority: string;
  /** The common name in it. */
  readonly name: string;
}

export interface MetricsServerOptions {
  readonly certificate: CertifiedKey;
  readonly frontProxy: FrontProxy;
  readonly answer: (request: MetricsRequest) => Promise<MetricsAnswer>;
  readonly log: (line: string) => void;
}

/** A server that listens on 127.0.0.1. */
export interface MetricsServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Longer than the pause between two reads, so that the API server does not use a connection that is just being closed. */
const keepAliveMs = 120_000;

/** Listens for the API server, which proves by its front-proxy certificate who it is. Nobody else gets a connection. */
export async function listenForMetrics(options: MetricsServerOptions): Promise<MetricsServer> {
  const { certificate, frontProxy } = options;
  const server = createServer(
    {
      cert: certificate.cert,
      key: certificate.key,
      ca: frontProxy.authority,
      requestCert: true,
      rejectUnauthorized: true,
      keepAliveTimeout: keepAliveMs,
    },
    (incoming, outgoing) => {
      void respond(incoming, outgoing, options);
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => stopped(server) };
}

async function respond(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  options: MetricsServerOptions,
): Promise<void> {
  const { status, body } = await answered(incoming, options);
  outgoing.writeHead(status, { "Content-Type": "application/json" });
  outgoing.end(JSON.stringify(body));
}

async function answered(
  incoming: IncomingMessage,
  { frontProxy, answer, log }: MetricsServerOptions,
): Promise<MetricsAnswer> {
  const { socket } = incoming;
  const caller = socket instanceof TLSSocket ? socket.getPeerCertificate().subject.CN : undefined;
  if (caller !== frontProxy.name) return refusal(403, "Forbidden", `only ${frontProxy.name} may ask this server`);
  const { pathname, searchParams } = new URL(incoming.url ?? "/", "https://localhost");
  try {
    return await answer({ method: incoming.method ?? "GET", path: pathname, query: searchParams });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log(`metrics: ${incoming.method ?? ""} ${pathname}: ${reason}`);
    return refusal(500, "InternalError", reason);
  }
}

function stopped(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
