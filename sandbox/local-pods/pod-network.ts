import { readFileSync } from "node:fs";
import { request } from "node:https";
import type { Duplex } from "node:stream";

/** How a container that is a process of this machine gets at its cluster's network: through a proxy that takes HTTP CONNECT. */
export interface PodNetwork {
  readonly url: string;
  /** PEM files: who signed the proxy's certificate, and with what the process signs in. */
  readonly authorityFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** An address and port in the cluster's network. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** The variable by which such a process is told the file that holds its {@link PodNetwork}, as JSON. */
export const podNetworkVariable = "AKS_ELASTIC_POD_NETWORK";

/** Opens a connection in the network of the cluster. @throws Error as Node's own, with its `code` */
export function openTunnel(file: string, target: Target, signal: AbortSignal): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const { url, authorityFile, certFile, keyFile } = JSON.parse(readFileSync(file, "utf8")) as PodNetwork;
    const { hostname, port } = new URL(url);
    const [ca, cert, key] = [authorityFile, certFile, keyFile].map((each) => readFileSync(each, "utf8"));
    const path = `${target.host}:${target.port}`;
    request({ ...{ method: "CONNECT", hostname, port, path, signal, agent: false }, ca, cert, key })
      .once("connect", ({ statusCode, statusMessage = "" }, tunnel: Duplex, head) => {
        if (head.length > 0) tunnel.unshift(head);
        if (statusCode === 200) {
          resolve(tunnel);
          return;
        }
        tunnel.destroy();
        reject(connectError(statusCode, statusMessage, target));
      })
      .once("error", reject)
      .end();
  });
}

function connectError(status: number | undefined, words: string, { host, port }: Target): Error {
  const isRefused = words.endsWith("connection refused");
  const code = status === 504 ? "ETIMEDOUT" : isRefused ? "ECONNREFUSED" : "EHOSTUNREACH";
  return Object.assign(new Error(`connect ${code} ${host}:${port}`), { code, syscall: "connect", address: host, port });
}
