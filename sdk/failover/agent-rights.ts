import { agentName } from "./agent-names";
import { failoverRights, type FailoverRights } from "./rights";
import type { FailoverTarget } from "./target";

/**
 * The rights of a service's agent: those that failover takes, and those to its own Lease. What is to be created can have
 * no name in a rule.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
 */
export function agentRights(target: FailoverTarget): FailoverRights {
  const { service, leases, cluster } = failoverRights(target);
  const kind = { apiGroups: ["coordination.k8s.io"], resources: ["leases"] };
  return {
    service: [
      ...service,
      { ...kind, verbs: ["create"] },
      { ...kind, verbs: ["get", "update"], resourceNames: [agentName(target.service)] },
    ],
    leases,
    cluster,
  };
}
