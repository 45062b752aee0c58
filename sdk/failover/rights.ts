import { AutoscaleEngine } from "../scaling/autoscale-spec";
import { deploymentName, type FailoverTarget } from "./target";

/** A rule of a Role or a ClusterRole, as Kubernetes takes it. */
export interface RuleManifest {
  readonly apiGroups: string[];
  readonly resources: string[];
  readonly verbs: string[];
  readonly resourceNames?: string[];
}

/** What somebody must be allowed to do who looks at a service and moves its replicas, and nothing else. */
export interface FailoverRights {
  /** In the service's namespace. */
  readonly service: RuleManifest[];
  /** In the namespace `kube-node-lease`. */
  readonly leases: RuleManifest[];
  /** In the whole cluster: nodes belong to no namespace. */
  readonly cluster: RuleManifest[];
}

/** For who looks again and again. */
const READ = ["get", "list", "watch"];

/**
 * The rights that it takes. The number of replicas and the status of the service's own Deployments can be changed with
 * them, but neither what the pods run nor anything else; any pod of the namespace can be deleted, since Kubernetes knows no
 * rights to the pods of one Deployment.
 */
export function failoverRights(target: FailoverTarget): FailoverRights {
  const resourceNames = target.placement.tiers.map(({ name }) => deploymentName(target, name));
  return {
    service: [
      { apiGroups: ["apps"], resources: ["deployments"], verbs: READ },
      { apiGroups: ["apps"], resources: ["deployments/scale"], verbs: ["update"], resourceNames },
      { apiGroups: ["apps"], resources: ["deployments/status"], verbs: ["patch"], resourceNames },
      { apiGroups: [""], resources: ["pods"], verbs: [...READ, "delete"] },
      { apiGroups: [""], resources: ["events"], verbs: ["create"] },
      {
        apiGroups: ["policy"],
        resources: ["poddisruptionbudgets"],
        verbs: READ,
        resourceNames: [target.service],
      },
      ...autoscalerRights(target, resourceNames),
    ],
    leases: [{ apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: READ }],
    cluster: [{ apiGroups: [""], resources: ["nodes"], verbs: READ }],
  };
}

function autoscalerRights({ autoscale }: FailoverTarget, resourceNames: string[]): RuleManifest[] {
  if (autoscale === undefined) return [];
  const kind =
    autoscale.engine === AutoscaleEngine.hpa
      ? { apiGroups: ["autoscaling"], resources: ["horizontalpodautoscalers"] }
      : { apiGroups: ["keda.sh"], resources: ["scaledobjects"] };
  return [
    { ...kind, verbs: READ },
    { ...kind, verbs: ["patch"], resourceNames },
  ];
}
