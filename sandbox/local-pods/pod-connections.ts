import { createServer, isIPv4, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { join } from "../cluster-network/joined";
import type { Target } from "./pod-network";

/** As `net.Socket.connect`. */
export type Connect = (this: Socket, ...args: unknown[]) => Socket;

/** A call of `net.Socket.connect` that leads into the cluster's network. */
export interface PodConnection {
  readonly target: Target;
  readonly options: object;
  readonly listener?: () => void;
}

const loopback = "127.0.0.1";

/**
 * What `net.Socket.connect` is told, where that is another IPv4 address than one of loopback. Names are left to this
 * machine, as are socket files.
 *
 * @see https://nodejs.org/docs/latest-v20.x/api/net.html#socketconnect
 */
export function podConnection(args: readonly unknown[]): PodConnection | undefined {
  // `net.connect` hands on what it was told as one list.
  const [first, ...rest] = Array.isArray(args[0]) ? (args[0] as readonly unknown[]) : args;
  const told: unknown = typeof first === "object" ? first : { port: first, host: rest[0] };
  if (!isAddressed(told)) return undefined;
  const target = { host: told.host, port: Number(told.port) };
  if (!isIPv4(target.host) || target.host.startsWith("127.") || !Number.isInteger(target.port)) return undefined;
  const listener = rest.find((each): each is () => void => typeof each === "function");
  return { target, options: told, ...(listener === undefined ? {} : { listener }) };
}

function isAddressed(told: unknown): told is { readonly host: string; readonly port: unknown } {
  if (typeof told !== "object" || told === null || !("host" in told) || typeof told.host !== "string") return false;
  return "port" in told && !("path" in told && typeof told.path === "string");
}

/**
 * A `net.Socket.connect` that takes what leads into the cluster's network through a tunnel. The socket itself may be one
 * of TLS already, which only TCP can carry: so it connects to a port of loopback that takes it alone, once the tunnel is open.
 *
 * @param open opens a tunnel, until `signal` is aborted
 */
export function throughTunnels(
  connect: Connect,
  open: (target: Target, signal: AbortSignal) => Promise<Duplex>,
): Connect {
  return function (this: Socket, ...args: unknown[]): Socket {
    const connection = podConnection(args);
    if (connection === undefined) return connect.apply(this, args);
    const { target, options, listener } = connection;
    if (listener !== undefined) this.once("connect", listener);
    const closed = new AbortController();
    this.once("close", () => {
      closed.abort();
    });
    // What is written meanwhile waits for `connect`.
    Object.assign(this, { connecting: true });
    open(target, closed.signal)
      .then((tunnel) => entrance(this, tunnel))
      .then((port) => this.destroyed || connect.call(this, { ...options, host: loopback, port }))
      .catch((error: unknown) => this.destroy(error instanceof Error ? error : new Error(String(error))));
    return this;
  };
}

/** A port of loopback that leads a socket, and nobody else, into a tunnel. */
function entrance(socket: Socket, tunnel: Duplex): Promise<number> {
  let isIn = false;
  const server = createServer({ allowHalfOpen: true }, (entered) => {
    if (entered.remotePort !== socket.localPort) {
      entered.destroy();
      return;
    }
    server.close();
    isIn = true;
    join(entered, tunnel);
  });
  const end = (): void => {
    server.close();
    if (!isIn) tunnel.destroy();
  };
  tunnel.on("error", end);
  if (socket.destroyed) end();
  else socket.once("close", end);
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, loopback, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}
