import { existsSync } from "node:fs";
import { open } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { followLog, sendLog, startOfLastLines } from "./container-log";
import type { LocalPods } from "./local-pods";

/** Where kubelets listen. */
export const kubeletPort = 10_250;

export interface KubeletServerOptions {
  /** PEM. */
  readonly certificate: { readonly cert: string; readonly key: string };
  /** PEM of the authority that signed the certificates of those who may ask. */
  readonly clientAuthority: string;
  readonly pods: Pick<LocalPods, "logFile">;
}

/**
 * Answers what the API server asks a kubelet for `kubectl logs`. It listens nowhere: connections are handed to it.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.35.4/pkg/kubelet/server/server.go
 */
export function kubeletServer({ certificate, clientAuthority, pods }: KubeletServerOptions): Server {
  const trust = { ...certificate, ca: clientAuthority, requestCert: true, rejectUnauthorized: true };
  return createServer(trust, (request, response) => {
    answerLogs(request, response, pods).catch((error: unknown) => {
      refuse(response, 500, error instanceof Error ? error.message : String(error));
    });
  });
}

async function answerLogs(
  request: IncomingMessage,
  response: ServerResponse,
  pods: KubeletServerOptions["pods"],
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "https://kubelet");
  const [, route, namespace, name, container] = pathname.split("/").map(decodeURIComponent);
  if (route !== "containerLogs" || namespace === undefined || name === undefined || container === undefined) {
    refuse(response, 404, "the sandbox's kubelets serve nothing but logs");
    return;
  }
  const file = pods.logFile({ namespace, name }, container, searchParams.get("previous") === "true");
  if (file === undefined || !existsSync(file)) {
    const why = file === undefined ? "no container runs in the sandbox but those of failover agents" : "it has no log";
    refuse(response, 400, `container "${container}" in pod "${name}": ${why}`);
    return;
  }
  const handle = await open(file);
  try {
    const lines = searchParams.get("tailLines");
    const log = { file, handle };
    const from = lines === null ? 0 : await startOfLastLines(log, Number(lines));
    response.writeHead(200, { "Content-Type": "text/plain" });
    response.flushHeaders();
    const until = await sendLog(log, from, response);
    if (searchParams.get("follow") === "true") await followLog(log, until, response);
    response.end();
  } finally {
    await handle.close();
  }
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  if (!response.headersSent) response.writeHead(status, { "Content-Type": "text/plain" });
  response.end(reason);
}
