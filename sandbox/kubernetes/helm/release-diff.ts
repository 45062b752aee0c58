import type { DiffRequest, DiffResult } from "../../rpc/provider";
import { fieldChanges } from "../diff";
import { formatPath, isAtOrBelow, parsePath } from "../property-path";
import { projected } from "../projection";

const replacing = ["name", "namespace"];

/** What an upgrade would change: the new inputs against the release as last seen, cut down to the old inputs. */
export function releaseDiff({ oldInputs, oldState, news, ignoreChanges }: DiffRequest): DiffResult {
  const ignored = ignoreChanges.map(parsePath);
  const changes = fieldChanges([], projected(oldState, oldInputs), news)
    .filter(({ path }) => !ignored.some((prefix) => isAtOrBelow(path, prefix)))
    .map(({ path, kind }) => ({ path: formatPath(path), kind, replaces: replacing.includes(String(path[0])) }));
  return { changes, deleteBeforeReplace: false };
}
