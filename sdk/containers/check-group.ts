import type { Source } from "../virtual-node/capabilities/capability";
import type { ContainerGroupSpec } from "./group-spec";
import { GROUP_RULES } from "./rules/all";
import type { GroupSeverity } from "./rules/rule";

/** Something of a container group that ACI does not take, or not as one would think. */
export interface GroupFinding {
  /** The id of the rule: `reserved-port`. */
  readonly rule: string;
  /** Where the user wrote it: `additionalPorts[0].port`. */
  readonly path: string;
  readonly severity: GroupSeverity;
  /** What stands there, in a few words. */
  readonly problem: string;
  /** What happens if it is left as it is, in one clause. */
  readonly effect: string;
  /** What to do instead, in one clause. */
  readonly fix: string;
  /** Where that is said in public. */
  readonly source: Source;
}

/** Says what of a container group ACI would refuse or do in another way, in the order of the rules. */
export function checkGroup(group: ContainerGroupSpec): readonly GroupFinding[] {
  return GROUP_RULES.flatMap(({ id, severity, effect, instead, source, find }) =>
    find(group).map(({ path, problem }) => ({ rule: id, path, severity, problem, effect, fix: instead, source })),
  );
}
