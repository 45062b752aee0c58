import { Service } from "@pulumi/kubernetes/core/v1";
import { Ingress } from "@pulumi/kubernetes/networking/v1";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1";
import * as pulumi from "@pulumi/pulumi";
import { disruptionBudgetManifest } from "../../sdk/pods/disruption-budget";
import { ingressManifest } from "../../sdk/pods/ingress";
import { serviceLabels } from "../../sdk/pods/labels";
import { Exposure, serviceEndpoint, serviceManifest, type ServiceSpec } from "../../sdk/pods/service";
import { inCluster } from "../cluster-ref";
import { namespaceOf, type ServiceParts } from "./parts";

/** The one Service over all tiers. */
export function serviceOverTiers(parent: pulumi.Resource, parts: ServiceParts): Service {
  const { name, decided, placement, connection } = parts;
  const manifest = decided.service.apply((known) => serviceManifest(name, known));
  return new Service(
    `${name}-service`,
    {
      metadata: {
        name,
        namespace: namespaceOf(parts),
        labels: serviceLabels(name),
        annotations: pulumi.all([manifest, placement]).apply(([{ annotations }, { counts }]) => ({
          ...annotations,
          // Nobody answers for a service without pods, so the provider must not wait for somebody.
          ...(Object.values(counts).every((count) => count === 0) ? { "pulumi.com/skipAwait": "true" } : {}),
        })),
      },
      spec: manifest.apply((known) => known.spec),
    },
    { parent, ...inCluster(connection) },
  );
}

/** How many replicas of all tiers together may be away on purpose. */
export function disruptionBudget(parent: pulumi.Resource, parts: ServiceParts): void {
  const { name, decided, connection } = parts;
  new PodDisruptionBudget(
    `${name}-disruption`,
    {
      metadata: { name, namespace: namespaceOf(parts), labels: serviceLabels(name) },
      spec: decided.disruption.apply((known) => disruptionBudgetManifest(name, known)),
    },
    { parent, ...inCluster(connection) },
  );
}

/** The Ingress in front of the service, where one is asked for. */
export function ingressOf(parent: pulumi.Resource, parts: ServiceParts): void {
  const { name, args, decided, connection } = parts;
  if (args.ingress === undefined) return;
  new Ingress(
    `${name}-ingress`,
    {
      metadata: {
        name,
        namespace: namespaceOf(parts),
        labels: serviceLabels(name),
        annotations: decided.ingress.apply((known) => ({ ...known?.annotations })),
      },
      spec: decided.ingress.apply((known) => (known === undefined ? {} : ingressManifest(name, known))),
    },
    { parent, ...inCluster(connection) },
  );
}

/** What Azure's load balancer reports, which is nothing in a preview. */
interface LoadBalancerStatus {
  readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[] };
}

/** Host and port where the service answers those that it is exposed to. */
export function endpointOf(service: Service, spec: pulumi.Output<ServiceSpec>): pulumi.Output<string> {
  const status: pulumi.Output<LoadBalancerStatus | undefined> = service.status;
  return pulumi.all([service.metadata, status, spec]).apply(([{ name, namespace }, reported, known]) => {
    const [ingress] = reported?.loadBalancer?.ingress ?? [];
    const address = ingress?.ip ?? ingress?.hostname;
    // Not the DNS name of what is about to have an address: a preview must not promise what the update then changes.
    if (!address && known.exposure !== Exposure.clusterIP && pulumi.runtime.isDryRun()) return pulumi.unknown as never;
    return serviceEndpoint(known, { name, namespace, address });
  });
}
