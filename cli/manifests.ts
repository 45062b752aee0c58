import { isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type Document, type Node } from "yaml";
import { itemPath, memberPath, pathSteps, type PathStep } from "../sdk/pods/path";

/** A file that could be read, with what is in it. */
export interface ManifestFile {
  readonly name: string;
  readonly text: string;
}

/** One document of a file. */
export interface ManifestDocument {
  readonly file: ManifestFile;
  readonly yaml: Document;
  readonly lines: LineCounter;
}

/** One object of a document, which may be a list of them. */
export interface Manifest {
  readonly document: ManifestDocument;
  /** Where the object is in its document: empty, or `items[0]`. */
  readonly path: string;
  readonly object: object;
}

/** What Kubernetes' own parser knows: merge keys, and octal numbers with a leading 0. */
const KUBERNETES_YAML = { version: "1.1", merge: true } as const;

/** The documents of a file, without empty ones. @throws Error that names the first thing that is not YAML */
export function documentsOf(file: ManifestFile): readonly ManifestDocument[] {
  const lines = new LineCounter();
  const documents: readonly Document[] = parseAllDocuments(file.text, { ...KUBERNETES_YAML, lineCounter: lines });
  for (const { errors } of documents) {
    const [error] = errors;
    if (error !== undefined) throw new Error(`not YAML: ${error.message.replace(/:?\n[^]*$/, "")}`, { cause: error });
  }
  return documents.filter(({ contents }) => contents !== null).map((yaml) => ({ file, yaml, lines }));
}

/** The objects of a document, those of lists one by one. */
export function manifestsOf(document: ManifestDocument): readonly Manifest[] {
  return manifestsIn({ document, path: "", object: document.yaml.toJS() as unknown });
}

function manifestsIn({ document, path, object }: Omit<Manifest, "object"> & { object: unknown }): readonly Manifest[] {
  if (typeof object !== "object" || object === null) return [];
  const { kind, items } = object as { readonly kind?: unknown; readonly items?: unknown };
  if (typeof kind !== "string" || !kind.endsWith("List") || !Array.isArray(items)) return [{ document, path, object }];
  const itemKind = kind.slice(0, -"List".length);
  return items.flatMap((item: unknown, index) =>
    manifestsIn({
      document,
      path: itemPath(memberPath(path, "items"), index),
      // The API server leaves kind out of the items of a PodList.
      object: itemKind === "" || typeof item !== "object" ? item : { kind: itemKind, ...item },
    }),
  );
}

/** The path of something in an object, as seen from its document. */
export function pathInDocument({ path }: Pick<Manifest, "path">, inObject: string): string {
  return [path, inObject].filter((part) => part !== "").join(".");
}

/** The line of what a path leads to, or of the nearest around it that is there. */
export function lineOf(manifest: Pick<Manifest, "document" | "path">, inObject: string): number {
  const { yaml, lines } = manifest.document;
  const steps = pathSteps(pathInDocument(manifest, inObject));
  const around = steps.map((_, index) => steps.slice(0, steps.length - index));
  const offset = around.map((path) => offsetOf(yaml, path)).find((found) => found !== undefined);
  return lines.linePos(offset ?? yaml.contents?.range?.[0] ?? 0).line;
}

function offsetOf(yaml: Document, steps: readonly PathStep[]): number | undefined {
  const parent = yaml.getIn(steps.slice(0, -1), true);
  const last = steps.at(-1);
  if (isSeq<Node>(parent)) return parent.items[Number(last)]?.range?.[0];
  if (!isMap<Node>(parent)) return undefined;
  return parent.items.find(({ key }) => isScalar(key) && key.value === last)?.key.range?.[0];
}
