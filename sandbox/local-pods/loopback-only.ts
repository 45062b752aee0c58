const loopback = "127.0.0.1";

/**
 * The arguments of `net.Server.listen` with which it listens on loopback wherever it was to listen; those of a socket file
 * or of a handle stay.
 *
 * @see https://nodejs.org/docs/latest-v20.x/api/net.html#serverlisten
 */
export function onLoopback(args: readonly unknown[]): unknown[] {
  const [first, ...rest] = args;
  if (typeof first === "object" && first !== null) return [optionsOnLoopback(first), ...rest];
  if (typeof first === "function") return [0, loopback, first, ...rest];
  if (!isPort(first)) return [...args];
  const [host, ...others] = rest;
  return typeof host === "string" ? [first, loopback, ...others] : [first ?? 0, loopback, ...rest];
}

function optionsOnLoopback(options: object): object {
  const isOnPort = "port" in options && options.port !== undefined && options.port !== null;
  return isOnPort ? { ...options, host: loopback } : options;
}

function isPort(value: unknown): boolean {
  if (value === undefined || value === null || typeof value === "number") return true;
  return typeof value === "string" && /^\d+$/.test(value);
}
