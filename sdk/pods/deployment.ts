import { tierLabels } from "./labels";

/** Annotation that tells the number of replicas that the program says; absent where somebody else owns it. */
export const REPLICAS_ANNOTATION = "aks-elastic/replicas";

/** What a component may not know yet when it makes a Deployment. */
export interface DeploymentContent {
  readonly namespace: unknown;
  /** `undefined` where somebody else owns the number: an autoscaler, or failover. */
  readonly replicas: unknown;
  /** What `deploymentAnnotations` gives. */
  readonly annotations: unknown;
  readonly strategy: unknown;
  readonly template: unknown;
}

/** A Deployment, as Kubernetes takes it. */
export interface DeploymentManifest<Content extends DeploymentContent> {
  readonly metadata: {
    readonly name: string;
    readonly namespace: Content["namespace"];
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Content["annotations"];
  };
  readonly spec: {
    readonly replicas?: Content["replicas"];
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly strategy: Content["strategy"];
    readonly template: Content["template"];
  };
}

/**
 * Makes Pulumi's word count where somebody else has changed a field, as `kubectl scale` does, and where an autoscaler
 * or failover did before it was turned off.
 *
 * @see https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/
 */
export const FORCE: Readonly<Record<string, string>> = { "pulumi.com/patchForce": "true" };

/** @param replicas `undefined` where somebody else owns the number */
export function deploymentAnnotations(replicas: number | undefined): Readonly<Record<string, string>> {
  return replicas === undefined ? FORCE : { ...FORCE, [REPLICAS_ANNOTATION]: String(replicas) };
}

/**
 * The Deployment of one tier of a service.
 *
 * It carries its content as it is given, so that a component can hand over what is not known yet (a template whose image
 * is still being built) without the rest of the Deployment becoming unknown in a preview.
 */
export function deploymentManifest<Content extends DeploymentContent>(
  service: string,
  tierName: string,
  { namespace, replicas, annotations, strategy, template }: Content,
): DeploymentManifest<Content> {
  const labels = tierLabels(service, tierName);
  return {
    metadata: { name: `${service}-${tierName}`, namespace, labels, annotations },
    spec: {
      ...(replicas === undefined ? {} : { replicas }),
      selector: { matchLabels: labels },
      strategy,
      template,
    },
  };
}
