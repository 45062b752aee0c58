import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import type { Report } from "../progress";
import type { Draft } from "./cache";
import { type GoCommand, runGo } from "./go-command";

/** Where a Go module has CustomResourceDefinitions. */
export interface DefinitionsSource {
  /** The Go module of ours that pins it. */
  readonly directory: string;
  readonly module: string;
  /** Its folder with one definition a file, YAML. */
  readonly folder: string;
}

/** Downloads a Go module and makes one file of its CustomResourceDefinitions: a JSON list. */
export async function moduleDefinitions(source: DefinitionsSource, draft: Draft, report: Report): Promise<void> {
  report(`downloading module ${source.module}`);
  await go(["mod", "download", source.module], source, draft);
  const [directory = ""] = await go(["list", "-m", "-f", "{{.Dir}}", source.module], source, draft);
  const folder = path.join(directory, source.folder);
  const files = readdirSync(folder).filter((file) => file.endsWith(".yaml"));
  const definitions = files.sort().map((file): unknown => parse(readFileSync(path.join(folder, file), "utf8")));
  if (definitions.length === 0) throw new Error(`read the definitions of ${source.module}: ${folder} has none`);
  writeFileSync(draft.output, JSON.stringify(definitions));
}

/** Runs Go in the module that pins the other, which has Go check its sum. @returns the lines of its standard output */
async function go(
  args: readonly string[],
  { directory }: DefinitionsSource,
  { scratch, signal }: Draft,
): Promise<readonly string[]> {
  const lines: string[] = [];
  const onLine: GoCommand["onLine"] = (line, stream) => {
    if (stream === "stdout") lines.push(line);
  };
  await runGo({ args, directory, scratch, signal, onLine });
  return lines;
}
