/** Which fields of an object are kept: all of one, or some of those in it; of a list, of each of its items. */
export interface Fields {
  readonly [field: string]: true | Fields;
}

const CONDITIONS = { type: true, status: true, reason: true, message: true, lastTransitionTime: true } as const;

/** What failover reads of a Deployment, see `DeploymentObject`. */
export const DEPLOYMENT_FIELDS: Fields = {
  metadata: {
    name: true,
    uid: true,
    resourceVersion: true,
    generation: true,
    creationTimestamp: true,
    deletionTimestamp: true,
    annotations: true,
  },
  spec: {
    replicas: true,
    template: { spec: { nodeSelector: true, affinity: { nodeAffinity: true }, tolerations: true } },
  },
  status: { observedGeneration: true, replicas: true, updatedReplicas: true, conditions: CONDITIONS },
};

/** What failover reads of a pod, see `PodObject`. */
export const POD_FIELDS: Fields = {
  metadata: {
    name: true,
    uid: true,
    resourceVersion: true,
    creationTimestamp: true,
    deletionTimestamp: true,
    labels: true,
  },
  spec: { nodeName: true },
  status: {
    phase: true,
    reason: true,
    message: true,
    podIP: true,
    conditions: CONDITIONS,
    containerStatuses: { name: true, restartCount: true, state: { waiting: { reason: true, message: true } } },
  },
};

/** What failover reads of a node, see `NodeObject`: of the 15 KB that it has with its images, and of its heartbeats, little. */
export const NODE_FIELDS: Fields = {
  metadata: { name: true, labels: true },
  spec: { unschedulable: true, taints: true },
  status: { conditions: CONDITIONS },
};

/** What failover reads of a node's lease. */
export const LEASE_FIELDS: Fields = { metadata: { name: true }, spec: { renewTime: true } };

/** What failover reads of a PodDisruptionBudget. */
export const BUDGET_FIELDS: Fields = { metadata: { name: true }, status: { disruptionsAllowed: true } };

/** What failover reads of an autoscaler, see `AutoscalerObject`. */
export const AUTOSCALER_FIELDS: Fields = {
  metadata: { name: true, resourceVersion: true, annotations: true },
  spec: { minReplicas: true, maxReplicas: true, minReplicaCount: true, maxReplicaCount: true },
};

/** An object with no more than these fields, so that thousands of objects need little memory. */
export function keptFields(value: unknown, fields: Fields): unknown {
  if (Array.isArray(value)) return value.map((item) => keptFields(item, fields));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).flatMap(([name, content]): [string, unknown][] => {
    const wanted = fields[name];
    if (wanted === undefined) return [];
    return [[name, wanted === true ? content : keptFields(content, wanted)]];
  });
  return Object.fromEntries(entries);
}
