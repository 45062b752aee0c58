import { ServiceAccount } from "@pulumi/kubernetes/core/v1";
import { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from "@pulumi/kubernetes/rbac/v1";
import * as pulumi from "@pulumi/pulumi";
import { agentLabels, agentName, agentNameInCluster } from "../../sdk/failover/agent-names";
import { agentRights } from "../../sdk/failover/agent-rights";
import { inCluster } from "../cluster-ref";
import type { FailoverAgentParts } from "./parts";

const API_GROUP = "rbac.authorization.k8s.io";

/** Where the leases of nodes are. */
const NODE_LEASES = "kube-node-lease";

/** The agent's service account, and what it may do: no more than it does. */
export function agentAccount(parent: pulumi.Resource, parts: FailoverAgentParts): readonly pulumi.Resource[] {
  const { name, namespace, target, connection } = parts;
  const rights = target.apply(agentRights);
  const options = { parent, ...inCluster(connection) };
  const account = new ServiceAccount(
    `${name}-failover-agent-account`,
    { metadata: metadataOf(parts), automountServiceAccountToken: false },
    options,
  );
  const holder: Holder = { parts, options, account: pulumi.output({ name: agentName(name), namespace }) };
  const elsewhere = { name: namespace.apply((known) => agentNameInCluster({ service: name, namespace: known })) };
  return [
    account,
    ...roleIn("rights", { ...holder, metadata: metadataOf(parts), rules: rights.service }),
    ...roleIn("node-leases", {
      ...holder,
      metadata: { ...elsewhere, namespace: NODE_LEASES, labels: agentLabels(name) },
      rules: rights.leases,
    }),
    ...clusterRole({ ...holder, metadata: { ...elsewhere, labels: agentLabels(name) }, rules: rights.cluster }),
  ];
}

/** The metadata of all of an agent's objects in the service's namespace. */
export function metadataOf({ name, namespace }: Pick<FailoverAgentParts, "name" | "namespace">) {
  return { name: agentName(name), namespace, labels: agentLabels(name) };
}

interface Holder {
  readonly parts: FailoverAgentParts;
  readonly options: pulumi.CustomResourceOptions;
  readonly account: pulumi.Output<{ readonly name: string; readonly namespace: string }>;
}

interface Given extends Holder {
  readonly metadata: {
    readonly name: pulumi.Input<string>;
    readonly namespace?: pulumi.Input<string>;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly rules: pulumi.Output<pulumi.Unwrap<ReturnType<typeof agentRights>["service"]>>;
}

function roleIn(word: string, { parts, options, account, metadata, rules }: Given): readonly pulumi.Resource[] {
  const called = `${parts.name}-failover-agent-${word}`;
  const role = new Role(called, { metadata, rules }, options);
  const roleRef = { apiGroup: API_GROUP, kind: "Role", name: metadata.name };
  const binding = new RoleBinding(`${called}-binding`, { metadata, roleRef, subjects: subjects(account) }, options);
  return [role, binding];
}

function clusterRole({ parts, options, account, metadata, rules }: Given): readonly pulumi.Resource[] {
  const called = `${parts.name}-failover-agent-nodes`;
  const role = new ClusterRole(called, { metadata, rules }, options);
  const roleRef = { apiGroup: API_GROUP, kind: "ClusterRole", name: metadata.name };
  return [
    role,
    new ClusterRoleBinding(`${called}-binding`, { metadata, roleRef, subjects: subjects(account) }, options),
  ];
}

function subjects(account: Holder["account"]) {
  return [{ kind: "ServiceAccount", name: account.name, namespace: account.namespace }];
}
