import { createServer, type Server } from "node:https";
import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ArmResponse } from "./request";

/** A request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
}

/** A server that listens on loopback only. */
export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

/** More than any body that ARM takes (4 MB). */
const MOST_BYTES = 4 * 1024 * 1024;

/** Listens for HTTPS requests and has each one answered. */
export async function listen(
  certificate: { readonly cert: string; readonly key: string },
  port: number,
  answer: (request: WireRequest) => Promise<ArmResponse>,
): Promise<Listener> {
  const server = createServer({ cert: certificate.cert, key: certificate.key }, (incoming, outgoing) => {
    void respond(incoming, outgoing, answer);
  });
  // Who sends a request over a connection that is just being closed gets no answer; so clients close them.
  server.keepAliveTimeout = 0;
  await started(server, port);
  return { port: (server.address() as AddressInfo).port, close: () => stopped(server) };
}

async function respond(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  answer: (request: WireRequest) => Promise<ArmResponse>,
): Promise<void> {
  try {
    send(incoming, outgoing, await answer(await wireRequest(incoming)));
  } catch {
    // The caller went away in the middle of its request: nobody is left to answer.
    outgoing.destroy();
  }
}

async function wireRequest(incoming: IncomingMessage): Promise<WireRequest> {
  const url = new URL(incoming.url ?? "/", "https://localhost");
  const headers = Object.entries(incoming.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(", ") : value,
  ]);
  return {
    method: incoming.method ?? "GET",
    path: plainPath(url.pathname),
    query: url.searchParams,
    headers: Object.fromEntries(headers) as Record<string, string | undefined>,
    text: await bodyText(incoming),
  };
}

/** Without escapes, doubled slashes or a slash at the end, which ARM all takes. */
function plainPath(pathname: string): string {
  const path = pathname.replaceAll(/\/{2,}/g, "/").replace(/(.)\/$/, "$1");
  try {
    return decodeURIComponent(path);
  } catch {
    // An escape that means nothing can only be the name of something that does not exist.
    return path;
  }
}

async function bodyText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Error(`a request body of more than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** @see https://github.com/microsoft/api-guidelines and ARM's RPC: every answer carries its request's ids. */
function send(incoming: IncomingMessage, outgoing: ServerResponse, response: ArmResponse): void {
  const requestId = randomUUID();
  const clientRequestId = incoming.headers["x-ms-client-request-id"];
  const body = response.body === undefined ? undefined : JSON.stringify(response.body);
  outgoing.writeHead(response.status, {
    "x-ms-request-id": requestId,
    "x-ms-correlation-request-id": requestId,
    ...(typeof clientRequestId === "string" ? { "x-ms-client-request-id": clientRequestId } : {}),
    "Cache-Control": "no-cache",
    ...response.headers,
    ...(body === undefined ? { "Content-Length": "0" } : { "Content-Type": "application/json; charset=utf-8" }),
  });
  outgoing.end(incoming.method === "HEAD" ? undefined : body);
}

function started(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
      reject(
        new Error(`the ARM server cannot listen on 127.0.0.1:${port}: ${cause.message}; choose another port`, {
          cause,
        }),
      );
    });
    server.listen(port, "127.0.0.1", resolve);
  });
}

function stopped(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
