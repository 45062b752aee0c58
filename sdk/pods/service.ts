import { checked, type Check } from "../check";
import { type Tier, TierKind } from "../placement/tier";
import { serviceLabels, tierLabels } from "./labels";

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

/** Which VMs a load balancer's requests may take to a replica. */
export const ExternalTrafficPolicy = {
  /** Every VM, whether a replica runs there or not; the client's address is lost. */
  cluster: "Cluster",
  /** Only those on which a replica runs. */
  local: "Local",
} as const;
export type ExternalTrafficPolicy = (typeof ExternalTrafficPolicy)[keyof typeof ExternalTrafficPolicy];

/** What a user may say about how a service is found. */
export interface ServiceArgs {
  readonly exposure?: Exposure | undefined;
  readonly servicePort?: number | undefined;
  readonly externalTrafficPolicy?: ExternalTrafficPolicy | undefined;
  /** Whether there is to be an Ingress in front of it. */
  readonly hasIngress?: boolean;
  /** Whether the container listens on a port at all. */
  readonly listens: boolean;
  readonly tiers: readonly Tier[];
}

/** How a service is found, complete and checked. */
export interface ServiceSpec {
  readonly exposure: Exposure;
  /** The port on which the Service answers. */
  readonly servicePort: number;
  readonly externalTrafficPolicy: ExternalTrafficPolicy;
}

/** A Service over all tiers, as Kubernetes takes it. */
export interface ServiceManifest {
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: {
    readonly type: "ClusterIP" | "LoadBalancer";
    readonly selector: Readonly<Record<string, string>>;
    readonly ports: { readonly name: string; readonly port: number; readonly targetPort: string }[];
    readonly externalTrafficPolicy?: ExternalTrafficPolicy;
  };
}

/** A Service without an address of its own, as Kubernetes takes it: its DNS name stands for its pods. */
export interface HeadlessServiceManifest {
  readonly type: "ClusterIP";
  readonly clusterIP: "None";
  readonly selector: Readonly<Record<string, string>>;
  readonly ports: { readonly name: string; readonly port: number; readonly targetPort: string }[];
}

const DEFAULT_SERVICE_PORT = 80;

/** @see https://learn.microsoft.com/azure/aks/internal-lb */
const INTERNAL = "service.beta.kubernetes.io/azure-load-balancer-internal";

/** @throws ArgumentError where an argument is wrong */
export function serviceSpec(args: ServiceArgs): ServiceSpec {
  return checked((check) => {
    if (!args.listens) refuseWhereNobodyListens(args, check);
    return foundService(args, check);
  });
}

function refuseWhereNobodyListens(args: ServiceArgs, check: Check): void {
  const reason = "must be left out where port is: there is nothing to reach";
  for (const name of ["exposure", "servicePort", "externalTrafficPolicy"] as const) {
    if (args[name] !== undefined) check.problem(name, reason);
  }
  if (args.hasIngress === true) check.problem("ingress", reason);
}

function foundService(args: ServiceArgs, check: Check): ServiceSpec {
  return {
    exposure: check.oneOf("exposure", args.exposure ?? Exposure.clusterIP, [
      Exposure.clusterIP,
      Exposure.internalLoadBalancer,
      Exposure.publicLoadBalancer,
    ]),
    servicePort: check.wholeNumber("servicePort", args.servicePort ?? DEFAULT_SERVICE_PORT, { min: 1, max: 65535 }),
    externalTrafficPolicy: externalTrafficPolicy(args, check),
  };
}

/** The virtual node is behind no load balancer, so its pods are reached through VMs. */
function externalTrafficPolicy(
  { externalTrafficPolicy: given, tiers }: ServiceArgs,
  check: Check,
): ExternalTrafficPolicy {
  const policy = check.oneOf("externalTrafficPolicy", given ?? ExternalTrafficPolicy.cluster, [
    ExternalTrafficPolicy.cluster,
    ExternalTrafficPolicy.local,
  ]);
  if (policy === ExternalTrafficPolicy.local && tiers.some(({ kind }) => kind === TierKind.virtualNode)) {
    check.problem(
      "externalTrafficPolicy",
      'must be "Cluster" where a tier runs on virtual nodes: they are behind no load balancer ' +
        "(https://github.com/Azure/AKS/issues/1956), and with the policy Local the VMs drop what is for them",
    );
  }
  return policy;
}

/** The one Service over all tiers of a service. */
export function serviceManifest(service: string, spec: ServiceSpec): ServiceManifest {
  const { exposure, servicePort, externalTrafficPolicy } = spec;
  const common = {
    selector: serviceLabels(service),
    ports: [{ name: "http", port: servicePort, targetPort: "http" }],
  };
  if (exposure === Exposure.clusterIP) return { annotations: {}, spec: { type: "ClusterIP", ...common } };
  return {
    annotations: exposure === Exposure.internalLoadBalancer ? { [INTERNAL]: "true" } : {},
    spec: { type: "LoadBalancer", externalTrafficPolicy, ...common },
  };
}

/** The Service over one tier: for asking that tier alone how it is. */
export function tierServiceManifest(service: string, tierName: string, spec: ServiceSpec): HeadlessServiceManifest {
  return {
    type: "ClusterIP",
    clusterIP: "None",
    selector: tierLabels(service, tierName),
    ports: [{ name: "http", port: spec.servicePort, targetPort: "http" }],
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
