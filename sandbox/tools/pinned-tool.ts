import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { packageRoot } from "../package-root";
import type { CacheEntry } from "./cache";
import type { GoBuild } from "./go-build";
import type { DefinitionsSource } from "./module-definitions";
import type { GoProgram, Tool } from "./tool-table";
import { requiredVersion } from "./versions";

/** A tool as this package's files pin it. */
export interface PinnedTool {
  readonly tool: Tool;
  /** Its name, and its version where it has one. */
  readonly title: string;
  readonly entry: CacheEntry;
  readonly source: GoBuild | DefinitionsSource;
}

/** Reads how a tool is pinned and where it belongs in the cache. */
export function pinnedTool(tool: Tool, cache: string): PinnedTool {
  const directory = path.join(packageRoot(), tool.directory);
  const version = versionOf(tool, directory);
  const source = sourceOf(tool, directory, version);
  const key = [version, process.platform, process.arch, digest(tool, source)].filter((part) => part !== undefined);
  return {
    tool,
    title: version === undefined ? tool.name : `${tool.name} ${version}`,
    entry: { directory: path.join(cache, "tools", tool.name), key: key.join("-"), name: tool.name },
    source,
  };
}

function sourceOf(tool: Tool, directory: string, version: string | undefined): PinnedTool["source"] {
  if ("definitions" in tool) return { directory, module: tool.module, folder: tool.definitions };
  return { directory, package: tool.package, linkerFlags: linkerFlags(tool, version) };
}

function versionOf({ name, module }: Tool, directory: string): string | undefined {
  if (module === undefined) return undefined;
  const goMod = path.join(directory, "go.mod");
  const version = requiredVersion(readFileSync(goMod, "utf8"), module);
  if (version === undefined) throw new Error(`read the version of ${name}: ${goMod} does not require ${module}`);
  return version;
}

function linkerFlags({ versionVariables }: GoProgram, version = ""): string {
  const variables = Object.entries(versionVariables?.(version) ?? {});
  return ["-s", "-w", ...variables.map(([variable, value]) => `-X ${variable}=${value}`)].join(" ");
}

/** Changes with everything that decides what the tool is. */
function digest(tool: Tool, source: PinnedTool["source"]): string {
  const { directory } = source;
  const made = "folder" in source ? [source.folder] : [source.package, source.linkerFlags];
  const hash = createHash("sha256").update(JSON.stringify(made));
  for (const file of tool.module === undefined ? sources(directory) : ["go.mod", "go.sum"]) {
    hash.update(`\0${file}\0`).update(readFileSync(path.join(directory, file)));
  }
  return hash.digest("hex").slice(0, 12);
}

/** Every file of a Go module of ours that goes into its binary. */
function sources(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((file) => !file.endsWith("_test.go") && statSync(path.join(directory, file)).isFile())
    .sort();
}
