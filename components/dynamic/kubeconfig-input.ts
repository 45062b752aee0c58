import type { Check } from "../../sdk/check";
import { parseKubeconfig } from "../../sdk/kubernetes/kubeconfig";
import { KubeconfigError } from "../../sdk/kubernetes/kubeconfig-text";

/** Refuses what is no kubeconfig, in words that give away nothing of it. */
export function checkKubeconfig(check: Check, value: unknown, path: string): void {
  const problem = kubeconfigProblem(check.text(path, value, { pattern: /./s, description: "text that is not empty" }));
  if (problem !== undefined) check.problem(path, problem);
}

/** Two kubeconfigs are of one cluster when they name one address or one authority: either may change, but not both. */
export function isAnotherCluster(one: string, other: string): boolean {
  const [a, b] = [parseKubeconfig(one), parseKubeconfig(other)];
  const authorities = [a.certificateAuthority, b.certificateAuthority].map((authority) => JSON.stringify(authority));
  return a.server !== b.server && (authorities[0] === undefined || authorities[0] !== authorities[1]);
}

function kubeconfigProblem(kubeconfig: string): string | undefined {
  try {
    if (kubeconfig !== "") parseKubeconfig(kubeconfig);
    return undefined;
  } catch (error) {
    if (error instanceof KubeconfigError) return error.message.replace(/^kubeconfig: /gm, "");
    throw error;
  }
}
