import { armError } from "./arm-error";
import type { HttpAnswer } from "./arm-http";

/** Answers after which the same request may succeed (azure-sdk-for-go `policy_retry.go`). */
const PASSING: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);
const RETRIES = 6;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 10_000;

/**
 * How long to wait before a request is sent again, in milliseconds; `undefined` where its answer is final.
 *
 * @param retry - how often it was sent again already
 */
export function retryDelay(answer: HttpAnswer, retry: number): number | undefined {
  if (retry === RETRIES || !isPassing(answer)) return undefined;
  return retryAfter(answer) ?? Math.min(FIRST_DELAY_MS * 2 ** retry, LONGEST_DELAY_MS);
}

/** How long a server asks to wait, in milliseconds, by the headers that azure-sdk-for-go's `shared.RetryAfter` knows. */
export function retryAfter({ headers }: Pick<HttpAnswer, "headers">): number | undefined {
  const milliseconds = Number(headers["retry-after-ms"] ?? headers["x-ms-retry-after-ms"]);
  if (Number.isFinite(milliseconds)) return milliseconds;
  const seconds = Number(headers["retry-after"]);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

/** azure-native retries a conflict only while another operation is under way (pulumi-azure-native `client_azcore.go`). */
function isPassing(answer: HttpAnswer): boolean {
  if (PASSING.has(answer.status)) return true;
  return answer.status === 409 && armError(answer).code === "AnotherOperationInProgress";
}
