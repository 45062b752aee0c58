import path from "node:path";
import { isFields, type KubeconfigFields as Fields, readKubeconfig } from "../../sdk/kubernetes/kubeconfig-text";

/** One file of those that make a kubeconfig. */
export interface KubeconfigFile {
  readonly path: string;
  readonly text: string;
}

const LISTS = ["clusters", "contexts", "users"] as const;

/** What in an entry is the path of a file. */
const PATHS = ["certificate-authority", "client-certificate", "client-key", "tokenFile"];

/**
 * Several kubeconfigs as one, by the rule of kubectl: the first that says something about a name, or which context is
 * current, counts. A path is that of a file beside the kubeconfig that has it.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/#merging-kubeconfig-files
 * @throws KubeconfigError where one of them is no YAML mapping
 */
export function mergedKubeconfig(files: readonly KubeconfigFile[]): string {
  const configs = files.map((file) => fieldsOf(file));
  const lists = LISTS.map((list) => [list, firstOfEachName(configs.flatMap((config) => entriesIn(config[list])))]);
  const current = configs.map((config) => config["current-context"]).find((name) => name !== undefined && name !== "");
  const merged = { apiVersion: "v1", kind: "Config", ...(Object.fromEntries(lists) as Fields) };
  return JSON.stringify({ ...merged, ...(current === undefined ? {} : { "current-context": current }) });
}

function fieldsOf({ path: file, text }: KubeconfigFile): Fields {
  return Object.fromEntries(
    Object.entries(readKubeconfig(text, file)).map(([field, value]) => [
      field,
      Array.isArray(value) ? value.map((entry: unknown) => rooted(entry, path.dirname(file))) : value,
    ]),
  );
}

/** An entry with the paths in it made absolute. */
function rooted(entry: unknown, directory: string): unknown {
  if (!isFields(entry)) return entry;
  return Object.fromEntries(
    Object.entries(entry).map(([kind, value]) => [kind, isFields(value) ? rootedFields(value, directory) : value]),
  );
}

function rootedFields(fields: Fields, directory: string): Fields {
  const absolute = PATHS.flatMap((field) => {
    const file = fields[field];
    return typeof file === "string" && file !== "" ? [[field, path.resolve(directory, file)] as const] : [];
  });
  const { exec } = fields;
  return {
    ...fields,
    ...Object.fromEntries(absolute),
    ...(isFields(exec) ? { exec: rootedProgram(exec, directory) } : {}),
  };
}

/** A program without a slash is looked for on PATH. */
function rootedProgram(exec: Fields, directory: string): Fields {
  const { command } = exec;
  return typeof command === "string" && command.includes("/")
    ? { ...exec, command: path.resolve(directory, command) }
    : exec;
}

function entriesIn(list: unknown): readonly Fields[] {
  return Array.isArray(list) ? list.filter(isFields) : [];
}

function firstOfEachName(entries: readonly Fields[]): readonly Fields[] {
  return entries.filter((entry, index) => entries.findIndex((other) => other["name"] === entry["name"]) === index);
}
