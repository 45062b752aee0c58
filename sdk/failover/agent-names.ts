/** What the agent of a service, its Lease and its rights are called. */
export function agentName(service: string): string {
  return `${service}-failover-agent`;
}

/** What the agent's rights outside of its namespace are called: no other service's can be called so. */
export function agentNameInCluster({ service, namespace }: { service: string; namespace: string }): string {
  return `${namespace}:${agentName(service)}`;
}

/** What the agent's pods have in common; no Service or Deployment of the service selects them. */
export function agentLabels(service: string): Readonly<Record<string, string>> {
  return {
    "app.kubernetes.io/name": agentName(service),
    "app.kubernetes.io/component": "failover-agent",
    "app.kubernetes.io/managed-by": "aks-elastic",
  };
}
