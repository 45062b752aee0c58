import net from "node:net";

/** How often the engine is looked for, in milliseconds. */
const INTERVAL_MS = 1000;

/**
 * Calls `onGone` once when nobody listens on the engine's address any more, so that a host never outlives a CLI that was
 * killed. The official host polls the engine's health likewise (`rpcutil.Healthcheck`).
 */
export function watchEngine(address: string, onGone: () => void): void {
  const { hostname, port } = new URL(`tcp://${address}`);
  const timer = setInterval(() => {
    const socket = net.connect({ host: hostname, port: Number(port) });
    socket.once("connect", () => socket.destroy());
    socket.once("error", () => {
      clearInterval(timer);
      onGone();
    });
  }, INTERVAL_MS);
}
