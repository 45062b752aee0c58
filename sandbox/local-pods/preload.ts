import { Server } from "node:net";
import { onLoopback } from "./loopback-only";

/**
 * Loaded into each container's process before its own program. In a pod a server listens on all addresses of the pod's own
 * network; here there is no such network, and nobody else is to reach it.
 */
type Listen = (this: Server, ...args: unknown[]) => Server;

const listen = Reflect.get(Server.prototype, "listen") as Listen;
Server.prototype.listen = function (this: Server, ...args: unknown[]): Server {
  return listen.apply(this, onLoopback(args));
} as typeof Server.prototype.listen;
