import type { Progress } from "../progress";
import { sandboxesDirectory } from "../state";
import { cacheDirectory } from "./cache-directory";
import { type Draft, ensureCached, findCached, type MakeOptions } from "./cache";
import { goBuild } from "./go-build";
import { installedTools, type InstalledTool } from "./installed";
import { interruptible } from "./interruption";
import { moduleDefinitions } from "./module-definitions";
import { pinnedTool, type PinnedTool } from "./pinned-tool";
import { toolBuildError } from "./tool-build-error";
import { tools, type ToolName } from "./tool-table";

/** The absolute path of each tool's file. */
export type Tools = Readonly<Record<ToolName, string>>;

/**
 * Finds every tool: on PATH where a good enough one is installed, else in the cache, where it is built first if need
 * be.
 *
 * @param environment - says where to look.
 * @throws ToolBuildError where one could not be built, or where this process was asked to end meanwhile.
 */
export async function ensureTools(progress: Progress, environment: NodeJS.ProcessEnv = process.env): Promise<Tools> {
  const located = await locateTools(environment);
  const missing = located.filter(({ file }) => file === undefined);
  const built = await interruptible((signal) => buildTools(missing, progress, signal));
  return { ...toolPaths(located), ...toolPaths(built) } as Tools;
}

/** Finds the tools that are there, without building any. */
export async function findTools(environment: NodeJS.ProcessEnv = process.env): Promise<Partial<Tools>> {
  return toolPaths(await locateTools(environment));
}

interface LocatedTool {
  readonly pinned: PinnedTool;
  readonly file: string | undefined;
  /** What was found on PATH and is not good enough. */
  readonly unfit: readonly InstalledTool[];
}

function locateTools(environment: NodeJS.ProcessEnv): Promise<readonly LocatedTool[]> {
  const cache = cacheDirectory(environment);
  const search = { path: environment["PATH"] ?? "", except: [cache, sandboxesDirectory(environment)] };
  return Promise.all(
    tools.map(async (tool) => {
      const pinned = pinnedTool(tool, cache);
      const installed = await installedTools(tool, search);
      const fit = installed.find(({ isGoodEnough }) => isGoodEnough);
      return { pinned, file: fit?.file ?? findCached(pinned.entry), unfit: fit === undefined ? installed : [] };
    }),
  );
}

/** One after the other: each build uses every core. */
async function buildTools(
  missing: readonly LocatedTool[],
  progress: Progress,
  signal: AbortSignal,
): Promise<readonly LocatedTool[]> {
  const built: LocatedTool[] = [];
  for (const [index, located] of missing.entries()) {
    for (const installed of located.unfit) progress.note(whyNot(located.pinned, installed));
    const title = `[${index + 1}/${missing.length}] ${located.pinned.title}`;
    const file = await progress.step(title, (report) => buildTool(located.pinned, { report, signal }));
    built.push({ ...located, file });
  }
  return built;
}

async function buildTool({ title, entry, source }: PinnedTool, options: MakeOptions): Promise<string> {
  const make = (draft: Draft): Promise<void> =>
    "folder" in source ? moduleDefinitions(source, draft, options.report) : goBuild(source, draft, options.report);
  try {
    return await ensureCached(entry, make, options);
  } catch (error) {
    throw toolBuildError(title, error);
  }
}

function toolPaths(located: readonly LocatedTool[]): Partial<Tools> {
  const paths = located.map(({ pinned, file }) => [pinned.tool.name, file] as const);
  return Object.fromEntries(paths.filter(([, file]) => file !== undefined));
}

function whyNot({ tool, title }: PinnedTool, { file, version }: InstalledTool): string {
  const range = "installed" in tool ? tool.installed.range : undefined;
  const wanted = range === undefined ? "" : `; ${range.from} or later, before ${range.below}, could be used`;
  return `${file} is ${version === undefined ? "of an unknown version" : `version ${version}`}${wanted}: building ${title}`;
}
