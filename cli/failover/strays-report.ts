import Table from "cli-table3";
import type { StrayGroup } from "../../sdk/failover/stray-groups";
import { EXIT } from "./report";
import type { Removal } from "./strays-io";

/** The strays of a node resource group: what `--json` prints. */
export interface StraysReport {
  /** Its id. */
  readonly nodeResourceGroup: string;
  readonly strays: readonly StrayReport[];
}

export interface StrayReport extends StrayGroup {
  /** What became of it. @default - nothing was removed */
  readonly removal?: Removal;
}

/** What each outcome is in a table. */
const OUTCOMES: Readonly<Record<Removal["outcome"], string>> = {
  deleted: "deleted",
  deleting: "being deleted",
  gone: "gone already",
  changed: "left: its tags have changed",
  failed: "not deleted",
};

/** The strays for people, with what was done about them. */
export function straysText({ nodeResourceGroup, strays }: StraysReport): string {
  const [first] = strays;
  if (first === undefined) return `${nodeResourceGroup}: every container group of virtual nodes stands for a pod.`;
  const isRemoved = first.removal !== undefined;
  const table = new Table({
    head: ["container group", "kind", "why", ...(isRemoved ? ["removal"] : [])],
    style: { head: [], border: [], compact: true },
  });
  table.push(
    ...strays.map(({ name, kind, because, removal }) => [
      name,
      kind,
      because,
      ...(removal === undefined ? [] : [OUTCOMES[removal.outcome]]),
    ]),
  );
  return [
    `${nodeResourceGroup}: ${countWords(strays)}`,
    table.toString(),
    ...(isRemoved ? [] : ["Nothing was removed; --remove deletes them."]),
  ].join("\n");
}

/** Why removals failed, a line each. */
export function removalProblems({ strays }: StraysReport): readonly string[] {
  return strays.flatMap(({ removal }) => removal?.problem ?? []);
}

/** What a report comes to, for pipelines: 0 no strays are left, 3 some are, 1 where one could not be removed. */
export function straysExitCode({ strays }: StraysReport): number {
  const outcomes = strays.map(({ removal }) => removal?.outcome);
  if (outcomes.includes("failed")) return 1;
  return outcomes.some((outcome) => outcome === undefined || outcome === "changed") ? EXIT.pending : EXIT.settled;
}

function countWords(strays: readonly StrayReport[]): string {
  const count = (kind: StrayReport["kind"]): string => {
    const number = strays.filter((stray) => stray.kind === kind).length;
    return number === 0 ? "" : `${number} ${kind}${number === 1 ? "" : "s"}`;
  };
  return [count("orphan"), count("duplicate")].filter(Boolean).join(", ");
}
