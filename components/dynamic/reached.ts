import { KubernetesUnreachable, type KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import { say } from "./log";
import { patience } from "./patience";

const PACE = { firstMs: 500, longestMs: 5_000 };
/** A control plane that is upgraded comes back within this time, in milliseconds; one that does not is taken for gone. */
const SILENCE_MS = 60_000;

/**
 * An answer of the API server; nothing where the cluster is taken for gone.
 *
 * @param taken - what is said then, behind the API server's address
 */
export async function unlessGone<Answer>(
  { server }: KubernetesClient,
  ask: () => Promise<Answer>,
  taken: string,
): Promise<Answer | undefined> {
  const wait = patience(SILENCE_MS, PACE);
  for (;;) {
    const answer = await ask().catch((error: unknown) => {
      if (error instanceof KubernetesUnreachable) return error;
      throw error;
    });
    if (!(answer instanceof KubernetesUnreachable)) return answer;
    if (hasNoName(answer) || wait.isOver()) {
      say(`${server} gives no answer, ${taken}`);
      return undefined;
    }
    await wait.next();
  }
}

/** The API server's name goes with its cluster. */
function hasNoName({ cause }: KubernetesUnreachable): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "ENOTFOUND";
}
