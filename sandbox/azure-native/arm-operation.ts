import { setTimeout as delay } from "node:timers/promises";
import { isObject } from "../rpc/property-value";
import { armError, parsedJson } from "./arm-error";
import type { HttpAnswer } from "./arm-http";
import { retryAfter } from "./arm-retry";

/** How long to wait between two looks at an operation where Azure doesn't say. */
const INTERVAL_MS = 250;
const SUCCEEDED = "Succeeded";
/** Azure Resource Manager's asynchronous operations end in one of these (resource-provider-contract `async-api-reference.md`). */
const FAILED: ReadonlySet<string> = new Set(["Failed", "Canceled", "Cancelled"]);

/**
 * Waits until the operation that an answer started has ended. The bound is the signal's.
 *
 * @param look - reads one of the operation's addresses
 * @throws ArmError when the operation failed
 */
export async function pollOperation(
  started: HttpAnswer,
  look: (url: string) => Promise<HttpAnswer>,
  signal: AbortSignal,
): Promise<void> {
  const operation = header(started, "azure-asyncoperation");
  const location = header(started, "location");
  const url = operation ?? (started.status === 202 ? location : undefined);
  if (url === undefined) return;
  const isDone = operation === undefined ? locationIsDone : statusIsDone;
  for (let answer = started; ;) {
    await delay(retryAfter(answer) ?? INTERVAL_MS, undefined, { signal });
    answer = await look(url);
    if (isDone(answer)) return;
  }
}

/** A `Location` answers 202 until the operation has ended. */
function locationIsDone(answer: HttpAnswer): boolean {
  if (answer.status === 202) return false;
  if (answer.status >= 400 && answer.status !== 404) throw armError(answer);
  return true;
}

function statusIsDone(answer: HttpAnswer): boolean {
  if (answer.status >= 400) throw armError(answer);
  const body = parsedJson(answer.text);
  const status = isObject(body) ? body["status"] : undefined;
  if (typeof status === "string" && FAILED.has(status)) throw armError(answer);
  return status === SUCCEEDED;
}

function header({ headers }: HttpAnswer, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
