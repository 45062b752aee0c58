import os from "node:os";
import path from "node:path";

/** The directory for what this package can make again: removing it only costs time. */
export function cacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  const home = environment["XDG_CACHE_HOME"];
  // The XDG specification: a relative path is invalid and must be ignored.
  if (home !== undefined && path.isAbsolute(home)) return path.join(home, "aks-elastic");
  const platform = process.platform === "darwin" ? path.join("Library", "Caches") : ".cache";
  return path.join(os.homedir(), platform, "aks-elastic");
}
