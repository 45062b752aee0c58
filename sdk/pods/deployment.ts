import { tierLabels } from "./labels";

/** What a component may not know yet when it makes a Deployment. */
export interface DeploymentContent {
  readonly namespace: unknown;
  /** `undefined` where somebody else owns the number: an autoscaler, or failover. */
  readonly replicas: unknown;
  readonly strategy: unknown;
  readonly template: unknown;
}

/** A Deployment, as Kubernetes takes it. */
export interface DeploymentManifest<Content extends DeploymentContent> {
  readonly metadata: {
    readonly name: string;
    readonly namespace: Content["namespace"];
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
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
 * did before it was turned off.
 *
 * @see https://www.pulumi.com/registry/packages/kubernetes/how-to-guides/managing-resources-with-server-side-apply/
 */
const FORCE = { "pulumi.com/patchForce": "true" };

/**
 * The Deployment of one tier of a service.
 *
 * It carries its content as it is given, so that a component can hand over what is not known yet (a template whose image
 * is still being built) without the rest of the Deployment becoming unknown in a preview.
 */
export function deploymentManifest<Content extends DeploymentContent>(
  service: string,
  tierName: string,
  { namespace, replicas, strategy, template }: Content,
): DeploymentManifest<Content> {
  const labels = tierLabels(service, tierName);
  return {
    metadata: { name: `${service}-${tierName}`, namespace, labels, annotations: FORCE },
    spec: {
      ...(replicas === undefined ? {} : { replicas }),
      selector: { matchLabels: labels },
      strategy,
      template,
    },
  };
}
