import type { Progress } from "../progress";
import { sandboxesDirectory } from "../state";
import { cacheDirectory } from "./cache-directory";
import { ensureCached, findCached } from "./cache";
import { goBuild } from "./go-build";
import { installedTools, type InstalledTool } from "./installed";
import { interruptible } from "./interruption";
import { pinnedTool, type PinnedTool } from "./pinned-tool";
import { toolBuildError } from "./tool-build-error";
import { tools, type ToolName } from "./tool-table";

/** The absolute path of each tool's binary. */
export type Tools = Readonly<Record<ToolName, string>>;

/** What takes the place of this process's environment and of Go in tests. */
export interface ToolchainOptions {
  /** @default process.env */
  readonly environment?: NodeJS.ProcessEnv;
  /** @default - `go build` */
  readonly build?: typeof goBuild;
}

/**
 * Finds every tool: on PATH where a good enough one is installed, else in the cache, where it is built first if need
 * be.
 *
 * @throws ToolBuildError where one could not be built, or where this process was asked to end meanwhile.
 */
export async function ensureTools(progress: Progress, options: ToolchainOptions = {}): Promise<Tools> {
  const { environment = process.env, build = goBuild } = options;
  const located = await locateTools(environment);
  const missing = located.filter(({ file }) => file === undefined);
  const built = new Map<ToolName, string>();
  await interruptible(async (signal) => {
    // One after the other: each build uses every core.
    for (const [index, { pinned, unfit }] of missing.entries()) {
      for (const installed of unfit) progress.note(whyNot(pinned, installed));
      const file = await progress.step(`[${index + 1}/${missing.length}] ${pinned.title}`, (report) =>
        ensureCached(pinned.entry, (draft) => build(pinned.build, draft, report), { report, signal }).catch(
          (error: unknown) => {
            throw toolBuildError(pinned.title, error);
          },
        ),
      );
      built.set(pinned.tool.name, file);
    }
  });
  return toolPaths(located.map(({ pinned, file }) => [pinned.tool.name, file ?? built.get(pinned.tool.name)])) as Tools;
}

/** Finds the tools that are there, without building any. */
export async function findTools(environment: NodeJS.ProcessEnv = process.env): Promise<Partial<Tools>> {
  const located = await locateTools(environment);
  return toolPaths(located.map(({ pinned, file }) => [pinned.tool.name, file]));
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

function toolPaths(paths: readonly (readonly [ToolName, string | undefined])[]): Partial<Tools> {
  return Object.fromEntries(paths.filter(([, file]) => file !== undefined));
}

function whyNot({ tool, title }: PinnedTool, { file, version }: InstalledTool): string {
  const range = tool.installed?.range;
  const wanted = range === undefined ? "" : `; ${range.from} or later, before ${range.below}, could be used`;
  return `${file} is ${version === undefined ? "of an unknown version" : `version ${version}`}${wanted}: building ${title}`;
}
