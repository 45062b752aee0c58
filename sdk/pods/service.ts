import { checked } from "../check";
import { serviceLabels } from "./labels";

/** Who can reach a service. */
export const Exposure = {
  /** Whatever runs in the cluster, on VMs or on the virtual node. */
  clusterIP: "ClusterIP",
  /** The virtual network as well, through an internal load balancer. */
  internalLoadBalancer: "InternalLoadBalancer",
  /** The internet as well, through a public load balancer. */
  publicLoadBalancer: "PublicLoadBalancer",
} as const;
export type Exposure = (typeof Exposure)[keyof typeof Exposure];

/** What a user may say about how a service is found. */
export interface ServiceArgs {
  readonly exposure?: Exposure | undefined;
  readonly servicePort?: number | undefined;
}

/** How a service is found, complete and checked. */
export interface ServiceSpec {
  readonly exposure: Exposure;
  /** The port on which the Service answers. */
  readonly servicePort: number;
}

/** A Service over all tiers, as Kubernetes takes it. */
export interface ServiceManifest {
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: {
    readonly type: "ClusterIP" | "LoadBalancer";
    readonly selector: Readonly<Record<string, string>>;
    readonly ports: { readonly name: string; readonly port: number; readonly targetPort: string }[];
    readonly externalTrafficPolicy?: "Cluster";
  };
}

const DEFAULT_SERVICE_PORT = 80;

/** @see https://learn.microsoft.com/azure/aks/internal-lb */
const INTERNAL = "service.beta.kubernetes.io/azure-load-balancer-internal";

/** @throws ArgumentError where an argument is wrong */
export function serviceSpec(args: ServiceArgs): ServiceSpec {
  return checked((check) => ({
    exposure: check.oneOf("exposure", args.exposure ?? Exposure.clusterIP, [
      Exposure.clusterIP,
      Exposure.internalLoadBalancer,
      Exposure.publicLoadBalancer,
    ]),
    servicePort: check.wholeNumber("servicePort", args.servicePort ?? DEFAULT_SERVICE_PORT, { min: 1, max: 65535 }),
  }));
}

/** The one Service over all tiers of a service. */
export function serviceManifest(service: string, { exposure, servicePort }: ServiceSpec): ServiceManifest {
  const common = {
    selector: serviceLabels(service),
    ports: [{ name: "http", port: servicePort, targetPort: "http" }],
  };
  if (exposure === Exposure.clusterIP) return { annotations: {}, spec: { type: "ClusterIP", ...common } };
  return {
    annotations: exposure === Exposure.internalLoadBalancer ? { [INTERNAL]: "true" } : {},
    // The virtual node is behind no load balancer (Azure/AKS issue 1956), so its pods are reached through VM nodes;
    // with the policy Local those nodes would drop what is for them.
    spec: { type: "LoadBalancer", externalTrafficPolicy: "Cluster", ...common },
  };
}

/** Where a Service is. */
export interface ServiceAddress {
  readonly name: string;
  readonly namespace: string;
  /** Address of its load balancer, as soon as it has one. */
  readonly address?: string | undefined;
}

/**
 * Host and port by which those whom a service is exposed to reach it. Without a load balancer, or as long as it has no
 * address, that is its DNS name in the cluster.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
 */
export function serviceEndpoint({ servicePort }: ServiceSpec, { name, namespace, address }: ServiceAddress): string {
  const host = address ?? `${name}.${namespace}.svc.cluster.local`;
  return servicePort === DEFAULT_SERVICE_PORT ? host : `${host}:${servicePort}`;
}
