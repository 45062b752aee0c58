import type { Tier } from "../placement/tier";
import { TIER_NAMES, tierLabels } from "./labels";

/** What a component may not know yet when it makes a Deployment. */
export interface DeploymentContent {
  readonly namespace: unknown;
  readonly replicas: unknown;
  readonly template: unknown;
}

/** A Deployment, as Kubernetes takes it. */
export interface DeploymentManifest<Content extends DeploymentContent> {
  readonly metadata: {
    readonly name: string;
    readonly namespace: Content["namespace"];
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly replicas: Content["replicas"];
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly strategy: { readonly type: "RollingUpdate"; readonly rollingUpdate: { readonly maxUnavailable: number } };
    readonly template: Content["template"];
  };
}

/**
 * The Deployment of one tier of a service.
 *
 * It carries its content as it is given, so that a component can hand over what is not known yet (a template whose image
 * is still being built) without the rest of the Deployment becoming unknown in a preview.
 */
export function deploymentManifest<Content extends DeploymentContent>(
  service: string,
  tier: Tier,
  { namespace, replicas, template }: Content,
): DeploymentManifest<Content> {
  const labels = tierLabels(service, tier);
  return {
    metadata: { name: `${service}-${TIER_NAMES[tier]}`, namespace, labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      // A new pod is ready before an old one goes: no tier counts on the other's spare capacity.
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0 } },
      template,
    },
  };
}
