import type { Properties } from "../../rpc/provider";

/** What readiness is judged by: an object and what belongs to it. */
export interface Observed {
  readonly live: Properties;
  /** The objects that the rule asked for, by its names for them. */
  readonly related: Readonly<Record<string, readonly Properties[]>>;
}

/** Whether an object is ready. */
export interface Verdict {
  readonly ready: boolean;
  /** What is still missing, or went wrong; shown when the wait ends without success. */
  readonly reasons: readonly string[];
  /** One line for the display while it is waited for. */
  readonly status?: string;
  /** It can't become ready any more. */
  readonly failed?: boolean;
  /** Changes with what must have come to rest before the object counts as ready. */
  readonly restless?: string;
}

/** Objects that a rule wants to see. */
export interface Query {
  /** Such as `/api/v1/namespaces/default/pods`. */
  readonly path: string;
  readonly labelSelector?: string;
}

/** How the readiness of one kind is told. */
export interface ReadinessRule {
  /** Objects that the verdict depends on. */
  readonly related?: (live: Properties) => Readonly<Record<string, Query>>;
  /** Pods that tell why it is not ready; looked at now and then, because there may be many. */
  readonly pods?: (live: Properties) => Query;
  readonly judge: (observed: Observed) => Verdict;
  /** @default 600, as in the official provider */
  readonly timeoutSeconds?: number;
}

export const ready: Verdict = { ready: true, reasons: [] };

export function notReady(reason: string, status: string = reason): Verdict {
  return { ready: false, reasons: [reason], status };
}
