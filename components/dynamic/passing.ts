import { KubernetesStatusError, KubernetesUnreachable } from "../../sdk/kubernetes/kubernetes-io";
import type { Patience } from "./patience";

/** Whether an error says no more than that the API server is away at this moment, or has too much to do. */
export function isPassing(error: unknown): error is Error {
  if (error instanceof KubernetesStatusError) return error.status === 429 || error.status >= 500;
  return error instanceof KubernetesUnreachable;
}

/** Asks again as long as errors are passing and it is not too late. */
export async function persistently<Answer>(wait: Patience, ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    const isLast = wait.isOver();
    const outcome = await ask().then(
      (answer) => ({ answer }),
      (error: unknown) => ({ error }),
    );
    if ("answer" in outcome) return outcome.answer;
    if (isLast || !isPassing(outcome.error)) throw outcome.error;
    await wait.next();
  }
}
