import { LoadBalancer, PublicIPAddress } from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import { FleetExposure } from "../../sdk/containers/fleet-access";
import { ProbeScheme } from "../../sdk/pods/probe";
import { said } from "../container-group/attachments";
import { pick } from "../resolve";
import type { ContainerInstanceServiceArgs } from "./args";
import type { FleetParts } from "./parts";

/** The load balancer in front of a fleet, and where it answers. */
export interface FleetLoadBalancer {
  readonly loadBalancer: LoadBalancer;
  readonly address: pulumi.Output<string | undefined>;
}

/** A group that requests are sent to. */
export interface Backend {
  readonly name: string;
  readonly ipAddress: pulumi.Output<string | undefined>;
}

const FRONTEND = "frontend";
const POOL = "fleet";
const PROBE = "probe";
const STANDARD = { name: "Standard" } as const;
/** Seconds between two looks at a group, and how many in a row must fail. */
const PROBING = { intervalInSeconds: 5, probeThreshold: 2, numberOfProbes: 1 };

/**
 * The load balancer that the exposure asks for. It sends each connection to a group that answers its probe: the fleet's own,
 * or that its port is open.
 *
 * @param backends - the groups, where Pulumi knows them. @default - Azure's NGroups put theirs into the pool
 */
export function fleetLoadBalancer(
  parent: pulumi.Resource,
  parts: FleetParts,
  backends: readonly Backend[] = [],
): FleetLoadBalancer | undefined {
  const { name, args } = parts;
  if (args.exposure === undefined || args.exposure === FleetExposure.network) return undefined;
  const isPublic = args.exposure === FleetExposure.publicLoadBalancer;
  const publicAddress = isPublic ? publicIpAddress(parent, parts) : undefined;
  const loadBalancer = new LoadBalancer(
    `${name}-load-balancer`,
    {
      resourceGroupName: args.resourceGroupName,
      ...said(pick(args, "location", "tags")),
      sku: STANDARD,
      frontendIPConfigurations: [{ name: FRONTEND, ...frontend(args, publicAddress) }],
      backendAddressPools: [{ name: POOL, ...addresses(args, backends) }],
      probes: [{ name: PROBE, ...probe(parts) }],
      loadBalancingRules: [rule(parts)],
    },
    { parent },
  );
  return {
    loadBalancer,
    address:
      publicAddress?.ipAddress ??
      loadBalancer.frontendIPConfigurations.apply((frontends) => frontends?.[0]?.privateIPAddress),
  };
}

/** ARM id of the pool of a fleet's load balancer. */
export function backendPoolId({ id }: LoadBalancer): pulumi.Output<string> {
  return pulumi.interpolate`${id}/backendAddressPools/${POOL}`;
}

function publicIpAddress(parent: pulumi.Resource, { name, args }: FleetParts): PublicIPAddress {
  return new PublicIPAddress(
    `${name}-load-balancer-address`,
    {
      resourceGroupName: args.resourceGroupName,
      ...said(pick(args, "location", "tags")),
      sku: STANDARD,
      publicIPAllocationMethod: "Static",
    },
    { parent },
  );
}

function frontend({ frontendSubnetId }: ContainerInstanceServiceArgs, publicAddress: PublicIPAddress | undefined) {
  if (publicAddress !== undefined) return { publicIPAddress: { id: publicAddress.id } };
  const subnet = frontendSubnetId === undefined ? {} : { subnet: { id: frontendSubnetId } };
  return { privateIPAllocationMethod: "Dynamic", ...subnet };
}

/** @see https://learn.microsoft.com/azure/container-instances/container-instances-virtual-network-concepts#deploy-container-groups-with-azure-standard-load-balancer */
function addresses({ subnetId }: ContainerInstanceServiceArgs, backends: readonly Backend[]) {
  if (backends.length === 0) return {};
  return {
    loadBalancerBackendAddresses: backends.map(({ name, ipAddress }) => ({
      name,
      ipAddress,
      subnet: { id: subnetId },
    })),
  };
}

function probe({ args, decided }: FleetParts) {
  if (args.probe === undefined) return { protocol: "Tcp", port: args.port ?? 0, ...PROBING };
  const { container } = decided;
  return {
    protocol: container.apply(({ probe: asked }) => (asked?.scheme === ProbeScheme.https ? "Https" : "Http")),
    port: container.apply(({ probe: asked }) => asked?.port ?? 0),
    requestPath: container.apply(({ probe: asked }) => asked?.path ?? "/"),
    ...PROBING,
  };
}

/** The groups reach the world through their subnet's NAT gateway, and never through the load balancer. */
function rule({ args, decided }: FleetParts) {
  return {
    name: "http",
    protocol: "Tcp",
    frontendPort: decided.access.servicePort,
    backendPort: args.port ?? 0,
    frontendIPConfiguration: { id: `$self/frontendIPConfigurations/${FRONTEND}` },
    backendAddressPool: { id: `$self/backendAddressPools/${POOL}` },
    probe: { id: `$self/probes/${PROBE}` },
    disableOutboundSnat: true,
    enableTcpReset: true,
  };
}
