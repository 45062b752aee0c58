import { Document, visit } from "yaml";
import type { PodChange } from "../sdk/pods/adapt-pod";
import { pathSteps, withValueAt } from "../sdk/pods/path";
import { pathInDocument, type Manifest, type ManifestDocument } from "./manifests";

/** What changes in one object of a document. */
export interface ManifestChanges {
  readonly manifest: Manifest;
  readonly changes: readonly PodChange[];
}

/** A document as text, with its objects changed. */
export interface AdaptedDocument {
  readonly text: string;
  readonly object: unknown;
  /** Whether its comments are gone: where a part is used in several places, it cannot be changed in one. */
  readonly hasLostComments: boolean;
}

/** Changes the objects of a document and leaves everything else as it is written, comments too. */
export function adaptedDocument(document: ManifestDocument, changed: readonly ManifestChanges[]): AdaptedDocument {
  const own = changed.filter(({ manifest, changes }) => manifest.document === document && changes.length > 0);
  const edits = own.flatMap(({ manifest, changes }) =>
    changes.map(({ path, after }) => ({ path: pathInDocument(manifest, path), after })),
  );
  const object = edits.reduce<unknown>((so, { path, after }) => withValueAt(so, path, after), document.yaml.toJS());
  const hasLostComments = edits.length > 0 && hasAliases(document.yaml);
  const yaml = hasLostComments ? new Document(object, { version: "1.1" }) : edited(document.yaml, edits);
  return { text: yaml.toString({ ...layoutOf(document), lineWidth: 0 }), object, hasLostComments };
}

interface DocumentEdit {
  readonly path: string;
  readonly after: unknown;
}

function edited(yaml: Document, edits: readonly DocumentEdit[]): Document {
  const copy = yaml.clone();
  for (const { path, after } of edits) {
    if (after === undefined) copy.deleteIn(pathSteps(path));
    else copy.setIn(pathSteps(path), after);
  }
  return copy;
}

function hasAliases(yaml: Document): boolean {
  let found = false;
  visit(yaml, {
    Alias: () => {
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}

/** How the file is laid out: whether lists are indented below their name, and whether brackets have space inside. */
function layoutOf({ file: { text } }: ManifestDocument): {
  readonly indentSeq: boolean;
  readonly flowCollectionPadding: boolean;
} {
  return {
    indentSeq: !/^( *)(?:- +)*[\w"']+:[ \t]*\n\1- /m.test(text),
    flowCollectionPadding: /[[{] +\S/.test(text),
  };
}

/** The documents as one file. */
export function joined(documents: readonly AdaptedDocument[]): string {
  return documents.map(({ text }, index) => (index === 0 || text.startsWith("---") ? text : `---\n${text}`)).join("");
}
