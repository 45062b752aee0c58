import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { createAuthority, issueCertificate } from "../../sandbox/certificates";

/** A request as a double saw it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** What a double answers. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An HTTPS server on this machine, with an authority of its own. */
export interface HttpsDouble {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** The authority's certificate: as a file, and as text. */
  readonly authorityFile: string;
  readonly authority: string;
  /** What was asked, in order. */
  readonly asked: Asked[];
  /** Cuts every connection; nobody is answered before {@link HttpsDouble.comeBack}. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  close(): void;
}

/** The kubeconfig of a double that plays an API server. */
export function kubeconfigOf({ host, authority }: HttpsDouble): string {
  return JSON.stringify({
    clusters: [
      {
        name: "c",
        cluster: {
          server: `https://${host}`,
          "certificate-authority-data": Buffer.from(authority).toString("base64"),
        },
      },
    ],
    users: [{ name: "u", user: { token: "hunter2" } }],
    contexts: [{ name: "one", context: { cluster: "c", user: "u" } }],
    "current-context": "one",
  });
}

/** `undefined` leaves the request without an answer, as a watch on which nothing happens. */
export type Respond = (asked: Asked, double: HttpsDouble) => Answer | undefined;

/** Starts a double that answers as `respond` says. */
export async function httpsDouble(respond: Respond): Promise<HttpsDouble> {
  const authority = await createAuthority("double");
  const certificate = await issueCertificate(authority, { commonName: "127.0.0.1", hosts: ["127.0.0.1"] });
  const scratch = mkdtempSync(path.join(os.tmpdir(), "aks-elastic-double-"));
  const authorityFile = path.join(scratch, "ca.pem");
  writeFileSync(authorityFile, authority.cert);
  const server = https.createServer(certificate, (request, response) => {
    void answer(request, response, (asked) => {
      double.asked.push(asked);
      return respond(asked, double);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const double: HttpsDouble = {
    host: `127.0.0.1:${port}`,
    authorityFile,
    authority: authority.cert,
    asked: [],
    async goAway() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    async comeBack() {
      server.listen(port, "127.0.0.1");
      await once(server, "listening");
    },
    close() {
      server.closeAllConnections();
      server.close();
      rmSync(scratch, { recursive: true });
    },
  };
  return double;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  respond: (asked: Asked) => Answer | undefined,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { pathname, searchParams } = new URL(request.url ?? "", "https://double");
  const given = respond({
    method: request.method ?? "",
    path: decodeURIComponent(pathname),
    query: searchParams,
    authorization: request.headers.authorization,
    body: Buffer.concat(chunks).toString("utf8"),
  });
  if (given === undefined) {
    response.writeHead(200, { "content-type": "application/json" }).flushHeaders();
    return;
  }
  const { status, body, headers = {} } = given;
  const isText = typeof body === "string";
  response.writeHead(status, { "content-type": isText ? "text/plain" : "application/json", ...headers });
  response.end(body === undefined ? "" : isText ? body : JSON.stringify(body));
}
