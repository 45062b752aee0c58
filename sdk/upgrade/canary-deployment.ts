import type { TierNodes } from "../placement/node-selection";
import { serviceLabels, tierLabels } from "../pods/labels";
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

/**
 * What a Service selects by and a canary's pods are made without. On virtual nodes of v1 a pod counts as ready as soon as
 * its container group runs, so without this it would get requests however it answers them.
 */
const MEMBERSHIP = "app.kubernetes.io/managed-by";

/** The labels by which the pods of a canary are told from all others. */
export function canaryLabels(service: string): Readonly<Record<string, string>> {
  return withoutMembership(tierLabels(service, CANARY));
}

/** The labels that make a pod one of those that the Service sends requests to. */
export function memberLabels(service: string): Readonly<Record<string, string>> {
  return serviceLabels(service);
}

/** The Deployment that tries a new template. Its pods are not the Service's before they are given its labels. */
export function canaryDeployment(service: string, { namespace, replicas, template, run }: CanaryParts) {
  const matchLabels = canaryLabels(service);
  const metadata = (template["metadata"] ?? {}) as Properties;
  const own = withoutMembership((metadata["labels"] ?? {}) as Readonly<Record<string, string>>);
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      name: canaryName(service),
      namespace,
      labels: tierLabels(service, CANARY),
      annotations: { [RUN_ANNOTATION]: run, "kubernetes.io/description": DESCRIPTION },
    },
    spec: {
      replicas,
      revisionHistoryLimit: 0,
      selector: { matchLabels },
      template: { ...template, metadata: { ...metadata, labels: { ...own, ...matchLabels } } },
    },
  };
}

function withoutMembership(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => name !== MEMBERSHIP));
}
