import type { Cluster } from "./cluster";
import type { Configuration } from "./configuration";

/** What every operation of one configured provider needs. */
export interface Session {
  readonly configuration: Configuration;
  readonly access: ClusterAccess;
  /** Aborted when the user interrupts the deployment. */
  readonly signal: AbortSignal;
}

/** A cluster that answers, or the reason why there is none. */
export type ClusterAccess = { readonly cluster: Cluster } | { readonly unreachable: string };

/**
 * What to do about a cluster that is gone. The official provider reads the variable itself; this one, which runs beside
 * the sandbox, is told by the program's `kubernetes.Provider`.
 */
export const forgetUnreachable =
  "If the cluster was deleted, you can remove this resource from Pulumi state by rerunning the operation with the " +
  'PULUMI_K8S_DELETE_UNREACHABLE environment variable set to "true" (in the sandbox an operation that runs the program: ' +
  "`pulumi up`, or `pulumi destroy --run-program`)";

/** @throws where the cluster can't be reached */
export function reachableCluster({ access }: Session): Cluster {
  if ("cluster" in access) return access.cluster;
  throw new Error(`configured Kubernetes cluster is unreachable: ${access.unreachable}`);
}

/** Passes `milliseconds`, or less where `signal` is aborted. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
  });
}
