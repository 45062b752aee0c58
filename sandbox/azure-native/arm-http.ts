import https from "node:https";
import type { IncomingHttpHeaders } from "node:http";

/** One HTTP exchange with the ARM server. */
export interface HttpRequest {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends requests over kept-alive connections, trusting one certificate authority. */
export interface HttpConnection {
  send(request: HttpRequest): Promise<HttpAnswer>;
  close(): void;
}

/**
 * Connections to servers whose certificates come from `ca`.
 *
 * @param ca - PEM
 */
export function httpConnection(ca: string): HttpConnection {
  const agent = new https.Agent({ ca, keepAlive: true });
  return {
    send: ({ method, url, headers, body, signal }) =>
      new Promise((resolve, reject) => {
        // A signal of the request's own: on a connection that is kept alive Node does not take its listener off again.
        const ended = AbortSignal.any([signal]);
        const request = https.request(url, { agent, method, headers, signal: ended }, (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () => {
            const text = Buffer.concat(chunks).toString("utf8");
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
          });
        });
        request.on("error", reject);
        request.end(body);
      }),
    close() {
      agent.destroy();
    },
  };
}
