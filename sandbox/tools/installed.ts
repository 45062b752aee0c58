import { execFile } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import type { Tool } from "./tool-table";
import { isInRange, versionIn, type VersionRange } from "./versions";

/** A program that was found on PATH. */
export interface InstalledTool {
  readonly file: string;
  /** `undefined` where it would not say. */
  readonly version: string | undefined;
  readonly isGoodEnough: boolean;
}

/** Where to look for installed programs. */
export interface SearchPath {
  readonly path: string;
  /** Directories whose contents are the sandbox's own: what it put there is no installation. */
  readonly except: readonly string[];
}

/** How long a program may take to say its version, in milliseconds. */
const versionTimeoutMs = 10_000;

/** The programs of a tool's name on PATH, in PATH's order, up to the first that is good enough. */
export async function installedTools(tool: Tool, search: SearchPath): Promise<readonly InstalledTool[]> {
  const installed = "installed" in tool ? tool.installed : undefined;
  if (installed === undefined) return [];
  const found: InstalledTool[] = [];
  for (const file of programs(tool.name, search)) {
    const candidate = await inspect(file, installed.versionArgs, installed.range);
    found.push(candidate);
    if (candidate.isGoodEnough) break;
  }
  return found;
}

async function inspect(file: string, args: readonly string[], range: VersionRange): Promise<InstalledTool> {
  const version = await versionOf(file, args);
  return { file, version, isGoodEnough: version !== undefined && isInRange(version, range) };
}

async function versionOf(file: string, args: readonly string[]): Promise<string | undefined> {
  // The Pulumi CLI would ask pulumi.com whether there is a newer one.
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  try {
    const { stdout } = await promisify(execFile)(file, [...args], { env, timeout: versionTimeoutMs });
    return versionIn(stdout);
  } catch {
    // Whatever it is, a program that can't say its version is none that we can use.
    return undefined;
  }
}

function programs(name: string, { path: searchPath, except }: SearchPath): readonly string[] {
  return searchPath
    .split(path.delimiter)
    .filter((directory) => path.isAbsolute(directory) && !except.some((own) => isWithin(directory, own)))
    .map((directory) => path.join(directory, name))
    .filter(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function isWithin(directory: string, parent: string): boolean {
  const relative = path.relative(parent, directory);
  return relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
