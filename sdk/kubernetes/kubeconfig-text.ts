// Every Pulumi program has js-yaml in memory already, because @pulumi/pulumi reads its own files with it.
import { CORE_SCHEMA, dump, load, YAMLException } from "js-yaml";

/** A kubeconfig that can't be used: which part, and what to do about it. */
export class KubeconfigError extends Error {
  override readonly name = "KubeconfigError";
}

export type KubeconfigFields = Readonly<Record<string, unknown>>;

/**
 * What a kubeconfig's text has: nothing where it is empty. No error says a word of it, because it holds secrets.
 *
 * @param text - YAML or JSON.
 * @param file - which file it is from, for errors.
 * @throws KubeconfigError where it is no YAML mapping
 */
export function readKubeconfig(text: string, file?: string): KubeconfigFields {
  const name = file === undefined ? "kubeconfig:" : `kubeconfig: ${file}`;
  const config = loaded(text, name) ?? {};
  if (!isFields(config)) throw new KubeconfigError(`${name} must be a YAML mapping with clusters, users and contexts`);
  return config;
}

/** A kubeconfig's text, in which every reader of YAML sees the same. */
export function writeKubeconfig(config: KubeconfigFields): string {
  // Folded lines would tear certificates apart.
  return dump(config, { lineWidth: -1, noRefs: true });
}

export function isFields(value: unknown): value is KubeconfigFields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function loaded(text: string, name: string): unknown {
  try {
    // Without timestamps, which would make another text of a date.
    return load(text, { schema: CORE_SCHEMA });
  } catch (cause) {
    if (!(cause instanceof YAMLException)) throw cause;
    // Its message and its mark quote the line, and some reasons a word; so it is no cause that is shown with the error.
    const { reason, mark } = cause as { readonly reason: string; readonly mark?: YAMLException["mark"] };
    const where = mark === undefined ? "" : ` at line ${mark.line + 1}, column ${mark.column + 1}`;
    throw new KubeconfigError(`${name} is not YAML: ${reason.replace(/\s*["!<].*$/s, "")}${where}`);
  }
}
