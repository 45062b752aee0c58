import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * Where free ports are looked for: below those that systems give to outgoing connections, one of which would take a port
 * between the look and its use (Linux begins at 32768, macOS and Windows at 49152).
 */
const range = { first: 10_000, last: 32_767 };

/** A port of 127.0.0.1 that is free now, other than those in `taken`. */
export async function freePort(taken: readonly number[] = []): Promise<number> {
  for (;;) {
    const port = randomInt(range.first, range.last + 1);
    if (!taken.includes(port) && (await isPortFree(port))) return port;
  }
}

/** Whether a server could listen on this port of 127.0.0.1 now. */
export async function isPortFree(port: number): Promise<boolean> {
  try {
    await listen(port);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "EADDRINUSE" || error.code === "EACCES")) {
      return false;
    }
    throw error;
  }
}

/** The port that was used last time, or another where somebody else has taken it since. */
export async function sameOrFreePort(last: number | undefined, taken: readonly number[] = []): Promise<number> {
  return last !== undefined && (await isPortFree(last)) ? last : freePort(taken);
}

function listen(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => {
      server.close(() => {
        resolve();
      });
    });
  });
}
