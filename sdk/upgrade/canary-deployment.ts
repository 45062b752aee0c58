import type { TierNodes } from "../placement/node-selection";
import { tierLabels } from "../pods/labels";
import type { Properties } from "../pods/merge-template";

/** What a canary is called in the names and the tier label of its objects. */
export const CANARY = "canary";

/** What a service's canary is made from. */
export interface CanaryParts {
  readonly namespace: string;
  readonly replicas: number;
  /** Its pods' template, as that of a tier. */
  readonly template: Properties;
  /** Tells this run of a canary from every other. */
  readonly run: string;
}

/** Annotation of a canary that tells by which run it was made. */
export const RUN_ANNOTATION = "aks-elastic/run";

/** What `kubectl describe` tells whoever finds a canary. */
const DESCRIPTION =
  "Tries a new version of this service while `pulumi up` watches it, and is taken away by it afterwards.";

/** The name of a service's canary. */
export function canaryName(service: string): string {
  return `${service}-${CANARY}`;
}

/** The nodes of a tier, for pods that are none of its own. */
export function canaryNodes<Nodes extends TierNodes>(nodes: Nodes): Nodes {
  return { ...nodes, name: CANARY };
}

/** The Deployment that tries a new template. Its pods are the service's, so they get their share of its requests. */
export function canaryDeployment(service: string, { namespace, replicas, template, run }: CanaryParts) {
  const labels = tierLabels(service, CANARY);
  const metadata = (template["metadata"] ?? {}) as Properties;
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      name: canaryName(service),
      namespace,
      labels,
      annotations: { [RUN_ANNOTATION]: run, "kubernetes.io/description": DESCRIPTION },
    },
    spec: {
      replicas,
      revisionHistoryLimit: 0,
      selector: { matchLabels: labels },
      template: { ...template, metadata: { ...metadata, labels: { ...(metadata["labels"] ?? {}), ...labels } } },
    },
  };
}
