import { existsSync } from "node:fs";
import path from "node:path";
import type { ClusterConnection } from "./kubeconfig";

/** Where the kubelet puts the token and the certificate authority of a pod's service account. */
const SERVICE_ACCOUNT_DIRECTORY = "/var/run/secrets/kubernetes.io/serviceaccount";

/** A process cannot reach the cluster that it is said to run in. */
export class InClusterError extends Error {
  override readonly name = "InClusterError";
}

/**
 * How a pod reaches its own cluster. Its token is read for every request, since the kubelet renews it.
 *
 * @param environment - of the pod: `KUBERNETES_SERVICE_HOST` and `KUBERNETES_SERVICE_PORT`, which every pod has, and
 *   `SERVICE_ACCOUNT_DIRECTORY` where the credentials are somewhere else than the kubelet puts them
 * @throws InClusterError where this is no pod, or one without a service account
 * @see https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/#directly-accessing-the-rest-api
 */
export function inClusterConnection(environment: Readonly<Record<string, string | undefined>>): ClusterConnection {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = "443" } = environment;
  if (!host) throw new InClusterError("KUBERNETES_SERVICE_HOST is not set: this is no pod of a cluster");
  const directory = environment["SERVICE_ACCOUNT_DIRECTORY"] ?? SERVICE_ACCOUNT_DIRECTORY;
  const file = (name: string): { readonly file: string } => {
    const found = path.join(directory, name);
    if (existsSync(found)) return { file: found };
    throw new InClusterError(
      `${found} does not exist: the pod needs a service account whose token is mounted (automountServiceAccountToken)`,
    );
  };
  return {
    context: "in-cluster",
    server: `https://${host.includes(":") ? `[${host}]` : host}:${port}`,
    token: file("token"),
    certificateAuthority: file("ca.crt"),
    insecureSkipTlsVerify: false,
  };
}
