import { Server, Socket } from "node:net";
import { onLoopback } from "./loopback-only";
import { type Connect, throughTunnels } from "./pod-connections";
import { openTunnel, podNetworkVariable } from "./pod-network";

/**
 * Loaded into each container's process before its own program. In a pod a server listens on all addresses of the pod's own
 * network; here there is no such network, and nobody else is to reach it. What the pod connects to is in the cluster's.
 */
type Listen = (this: Server, ...args: unknown[]) => Server;

const listen = Reflect.get(Server.prototype, "listen") as Listen;
Server.prototype.listen = function (this: Server, ...args: unknown[]): Server {
  return listen.apply(this, onLoopback(args));
} as typeof Server.prototype.listen;

const network = process.env[podNetworkVariable];
// The program sees what its pod says.
Reflect.deleteProperty(process.env, podNetworkVariable);
if (network !== undefined) {
  const connect = Reflect.get(Socket.prototype, "connect") as Connect;
  Socket.prototype.connect = throughTunnels(connect, (target, signal) => openTunnel(network, target, signal));
}
