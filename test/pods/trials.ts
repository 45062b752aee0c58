import { POD_RULES } from "../../sdk/pods/rules/all";
import { POD_EXAMPLES } from "./all-examples";
import { Refuser, type ExamplePod, type PodExample } from "./example";

/** What became of a pod. */
export type Fate = "running" | "waiting" | Exclude<Refuser, "reality">;

/** A pod to put on a virtual node of v1, and what becomes of it. */
export interface Trial {
  /** Its rule, a number, and whether it is put right. */
  readonly pod: string;
  readonly manifest: ExamplePod;
  readonly expected: Fate;
}

/** The broken pod of each example, and for errors the one put right. */
export const TRIALS: readonly Trial[] = POD_EXAMPLES.flatMap((example, index) => {
  const isError = POD_RULES.find(({ id }) => id === example.rule)?.severity.v1 === "error";
  const broken = {
    pod: `${example.rule}.${index}.broken`,
    manifest: example.broken,
    expected: fateOf(example, isError),
  };
  const applies = POD_RULES.some(({ id, severity }) => id === example.rule && severity.v1 !== undefined);
  if (!applies) return [];
  if (!isError) return [broken];
  return [broken, { pod: `${example.rule}.${index}.fixed`, manifest: example.fixed, expected: "running" }];
});

function fateOf({ refusedBy }: PodExample, isError: boolean): Fate {
  return !isError || refusedBy === Refuser.reality ? "running" : refusedBy;
}
