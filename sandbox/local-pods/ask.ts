import http from "node:http";
import https from "node:https";
import { connect } from "node:net";
import type { LocalContainerSpec, ProbeSpec } from "./local-pod";
import { portOf } from "./local-pod";

/** Where a container listens on this machine. */
export interface Listening {
  readonly container: LocalContainerSpec;
  readonly port: number;
}

/**
 * Asks a container once, as a kubelet does; another port than the container's own refuses the connection. A probe by
 * command or by gRPC passes.
 *
 * @returns why it fails; `undefined` where it passes.
 */
export async function ask(probe: ProbeSpec, at: Listening): Promise<string | undefined> {
  const { httpGet, tcpSocket, timeoutSeconds = 1 } = probe;
  const wanted = httpGet?.port ?? tcpSocket?.port;
  if (wanted === undefined) return undefined;
  if (portNumber(wanted, at.container) !== portOf(at.container)) return "connect: connection refused";
  const target = { port: at.port, timeoutMs: timeoutSeconds * 1000 };
  try {
    return await (httpGet === undefined ? connected(target) : answered(httpGet, target));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function portNumber(port: number | string, { ports = [] }: LocalContainerSpec): number | undefined {
  return typeof port === "number" ? port : ports.find(({ name }) => name === port)?.containerPort;
}

interface Target {
  readonly port: number;
  readonly timeoutMs: number;
}

function answered(
  { path = "/", scheme = "HTTP", httpHeaders = [] }: NonNullable<ProbeSpec["httpGet"]>,
  { port, timeoutMs }: Target,
): Promise<string | undefined> {
  const headers = Object.fromEntries(httpHeaders.map(({ name, value }) => [name, value]));
  const options = {
    ...{ host: "127.0.0.1", port, path, agent: false, signal: AbortSignal.timeout(timeoutMs) },
    headers: { "User-Agent": "kube-probe/1.35", Connection: "close", ...headers },
  };
  return new Promise((resolve, reject) => {
    const asked = (response: http.IncomingMessage): void => {
      const { statusCode = 0 } = response;
      response.destroy();
      const passes = statusCode >= 200 && statusCode < 400;
      resolve(passes ? undefined : `HTTP probe failed with statuscode: ${statusCode}`);
    };
    // As a kubelet, it asks for no certificate that it could trust.
    const request =
      scheme === "HTTPS" ? https.get({ ...options, rejectUnauthorized: false }, asked) : http.get(options, asked);
    request.once("error", reject);
  });
}

function connected({ port, timeoutMs }: Target): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", port, timeout: timeoutMs });
    socket.once("error", reject);
    socket.once("timeout", () => socket.destroy(new Error("i/o timeout")));
    socket.once("connect", () => {
      socket.destroy();
      resolve(undefined);
    });
  });
}
