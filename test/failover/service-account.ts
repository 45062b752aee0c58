import type { KubeConfig } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import type { FailoverRights } from "../../sdk/failover/rights";

export interface Account {
  readonly name: string;
  readonly namespace: string;
}

const apiGroup = "rbac.authorization.k8s.io";

/** Makes a service account with these rights, and no others. */
export async function createAccount(account: Account, rights: FailoverRights, config: KubeConfig): Promise<void> {
  const { CoreV1Api, RbacAuthorizationV1Api } = await import("@kubernetes/client-node");
  const { name, namespace } = account;
  await config.makeApiClient(CoreV1Api).createNamespacedServiceAccount({ namespace, body: { metadata: { name } } });
  const rbac = config.makeApiClient(RbacAuthorizationV1Api);
  const subjects = [{ kind: "ServiceAccount", ...account }];
  // Outside of its namespace there may be others of its name.
  const metadata = { name: `${namespace}:${name}` };
  for (const [where, rules] of [
    [namespace, rights.service],
    ["kube-node-lease", rights.leases],
  ] as const) {
    await rbac.createNamespacedRole({ namespace: where, body: { metadata, rules } });
    const roleRef = { apiGroup, kind: "Role", name: metadata.name };
    await rbac.createNamespacedRoleBinding({ namespace: where, body: { metadata, roleRef, subjects } });
  }
  await rbac.createClusterRole({ body: { metadata, rules: rights.cluster } });
  const roleRef = { apiGroup, kind: "ClusterRole", name: metadata.name };
  await rbac.createClusterRoleBinding({ body: { metadata, roleRef, subjects } });
}

/** A token of its own, as the kubelet asks for one. */
export async function tokenOf({ name, namespace }: Account, config: KubeConfig): Promise<string> {
  const { CoreV1Api } = await import("@kubernetes/client-node");
  const { status } = await config.makeApiClient(CoreV1Api).createNamespacedServiceAccountToken({
    name,
    namespace,
    body: { spec: { audiences: [], expirationSeconds: 3600 } },
  });
  if (status === undefined) throw new Error(`no token for the service account ${name}`);
  return status.token;
}

/** A kubeconfig of the same cluster, for who has this token. */
export function kubeconfigOf(token: string, config: KubeConfig): string {
  const cluster = config.getCurrentCluster();
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "c", cluster: { server: cluster?.server, "certificate-authority-data": cluster?.caData } }],
    users: [{ name: "u", user: { token } }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    "current-context": "x",
  });
}
