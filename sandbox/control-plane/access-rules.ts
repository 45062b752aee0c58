import type { KubernetesObject } from "../../sdk/kubernetes/object";

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const read = ["get", "list", "watch"];

/** What kwok's own manifests ask for (kwok v0.7.0 kustomize/rbac/role.yaml), and Services for their addresses. */
const kwokRules: readonly Rule[] = [
  { apiGroups: [""], resources: ["nodes", "services"], verbs: read },
  { apiGroups: [""], resources: ["nodes/status", "pods/status", "services/status"], verbs: ["patch", "update"] },
  { apiGroups: [""], resources: ["pods"], verbs: [...read, "delete", "patch", "update"] },
  { apiGroups: [""], resources: ["events"], verbs: ["create", "patch"] },
  { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: [...read, "create", "patch", "update"] },
];

/**
 * What a virtual kubelet does: its node, its pods, and what pods refer to.
 *
 * @see https://github.com/virtual-kubelet/azure-aci/blob/master/charts/virtual-kubelet/templates/clusterrole.yaml
 */
const connectorRules: readonly Rule[] = [
  { apiGroups: [""], resources: ["pods"], verbs: [...read, "delete", "update", "patch"] },
  { apiGroups: [""], resources: ["nodes"], verbs: [...read, "create", "update", "patch"] },
  { apiGroups: [""], resources: ["events"], verbs: ["create", "patch"] },
  { apiGroups: [""], resources: ["pods/status", "nodes/status"], verbs: ["get", "update", "patch"] },
  { apiGroups: [""], resources: ["namespaces", "configmaps", "secrets", "services", "serviceaccounts"], verbs: read },
  // The Helm chart's virtual nodes alone: the add-on knows no claims.
  { apiGroups: [""], resources: ["persistentvolumeclaims", "persistentvolumes"], verbs: read },
  { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["get", "create", "update", "patch"] },
];

/** The roles and bindings that a new cluster of AKS has, as far as the sandbox's users need them. */
export function accessRules(): readonly KubernetesObject[] {
  return [
    // AKS's own name for it; clusterAdmin and clusterUser are its local accounts.
    clusterRoleBinding("aks-cluster-admin-binding", "cluster-admin", ["clusterAdmin", "clusterUser"]),
    clusterRole("kwok-controller", kwokRules),
    clusterRoleBinding("kwok-controller", "kwok-controller", ["kwok-controller"]),
    clusterRole("aci-connector-linux", connectorRules),
    clusterRoleBinding("aci-connector-linux", "aci-connector-linux", ["aci-connector-linux"]),
  ];
}

const apiVersion = "rbac.authorization.k8s.io/v1";

function clusterRole(name: string, rules: readonly Rule[]): KubernetesObject {
  return { apiVersion, kind: "ClusterRole", metadata: { name }, rules };
}

function clusterRoleBinding(name: string, role: string, users: readonly string[]): KubernetesObject {
  const apiGroup = "rbac.authorization.k8s.io";
  return {
    apiVersion,
    kind: "ClusterRoleBinding",
    metadata: { name },
    roleRef: { apiGroup, kind: "ClusterRole", name: role },
    subjects: users.map((user) => ({ apiGroup, kind: "User", name: user })),
  };
}
