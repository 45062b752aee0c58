import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { documentsOf, type ManifestDocument, type ManifestFile } from "./manifests";

/** What cannot be read, one line each. Exit code 2. */
export class UnreadableError extends Error {
  override readonly name = "UnreadableError";
}

/** Reads the documents of files; `-` is the standard input. @throws UnreadableError that names every file at fault */
export async function readManifests(names: readonly string[]): Promise<readonly ManifestDocument[]> {
  const problems: string[] = [];
  const documents: ManifestDocument[] = [];
  for (const name of names) {
    try {
      documents.push(...documentsOf(await manifestFile(name)));
    } catch (error) {
      problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (problems.length > 0) throw new UnreadableError(`cannot read ${problems.join("\n")}`);
  return documents;
}

async function manifestFile(name: string): Promise<ManifestFile> {
  if (name === "-") return { name: "standard input", text: await text(process.stdin) };
  return { name, text: await readFile(name, "utf8") };
}
