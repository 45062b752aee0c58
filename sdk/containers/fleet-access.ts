import { checked } from "../check";
import { Orchestration } from "./fleet-upgrade";

/** Who can reach a fleet. */
export const FleetExposure = {
  /** The virtual network, each group at its own address. */
  network: "Network",
  /** The virtual network, through an internal load balancer with one address. */
  internalLoadBalancer: "InternalLoadBalancer",
  /** The internet as well, through a public load balancer. */
  publicLoadBalancer: "PublicLoadBalancer",
} as const;
export type FleetExposure = (typeof FleetExposure)[keyof typeof FleetExposure];

/** What a user may say about how a fleet is found, as far as it is known before the deployment. */
export interface FleetAccessArgs {
  readonly orchestration?: Orchestration | undefined;
  readonly exposure?: FleetExposure | undefined;
  readonly port?: number | undefined;
  readonly servicePort?: number | undefined;
  readonly hasFrontendSubnet: boolean;
  readonly hasPrivateDns: boolean;
  readonly hasStandbyPool: boolean;
  readonly hasZones: boolean;
  readonly hasIdentity: boolean;
  readonly hasDnsServers: boolean;
}

/** How a fleet is found and who keeps it, complete and checked. */
export interface FleetAccessSpec {
  readonly orchestration: Orchestration;
  readonly exposure: FleetExposure;
  /** The port on which the load balancer answers. */
  readonly servicePort: number;
}

const DEFAULT_SERVICE_PORT = 80;

/** @throws ArgumentError where two args are at odds */
export function fleetAccess(args: FleetAccessArgs): FleetAccessSpec {
  return checked((check) => {
    const exposure = check.oneOf("exposure", args.exposure ?? FleetExposure.network, [
      FleetExposure.network,
      FleetExposure.internalLoadBalancer,
      FleetExposure.publicLoadBalancer,
    ]);
    const orchestration = check.oneOf("orchestration", args.orchestration ?? Orchestration.nGroups, [
      Orchestration.nGroups,
      Orchestration.containerGroups,
    ]);
    for (const { path, reason } of contradictions({ ...args, exposure, orchestration })) check.problem(path, reason);
    const servicePort = args.servicePort ?? DEFAULT_SERVICE_PORT;
    return {
      orchestration,
      exposure,
      servicePort: check.wholeNumber("servicePort", servicePort, { min: 1, max: 65535 }),
    };
  });
}

interface Contradiction {
  readonly isGiven: boolean;
  readonly path: string;
  readonly reason: string;
}

type Chosen = FleetAccessArgs & Pick<FleetAccessSpec, "exposure" | "orchestration">;

function contradictions(args: Chosen): readonly Contradiction[] {
  return [...ofAddresses(args), ...ofOrchestration(args)].filter(({ isGiven }) => isGiven);
}

function ofAddresses(args: Chosen): readonly Contradiction[] {
  const { exposure, orchestration, port, hasFrontendSubnet, hasPrivateDns } = args;
  const isBalanced = exposure !== FleetExposure.network;
  const isInternal = exposure === FleetExposure.internalLoadBalancer;
  return [
    {
      isGiven: isBalanced && port === undefined,
      path: "port",
      reason: "is required with a load balancer, which sends requests to it",
    },
    {
      isGiven: !isBalanced && args.servicePort !== undefined,
      path: "servicePort",
      reason: "is that of a load balancer, and exposure asks for none",
    },
    {
      isGiven: isInternal && !hasFrontendSubnet,
      path: "frontendSubnetId",
      reason:
        "is required with an internal load balancer, whose address can't be in the groups' own subnet: nothing but " +
        "container groups can (https://learn.microsoft.com/azure/container-instances/container-instances-virtual-network-concepts)",
    },
    {
      isGiven: !isInternal && hasFrontendSubnet,
      path: "frontendSubnetId",
      reason: 'is for exposure "InternalLoadBalancer"',
    },
    {
      isGiven: hasPrivateDns && exposure === FleetExposure.publicLoadBalancer,
      path: "privateDns",
      reason: "must be left out with a public load balancer, whose address is not private",
    },
    {
      isGiven: hasPrivateDns && !isBalanced && orchestration === Orchestration.nGroups,
      path: "privateDns",
      reason:
        "needs an internal load balancer: the addresses of groups that NGroups keep are Azure's to choose and change",
    },
  ];
}

function ofOrchestration({ orchestration, ...args }: Chosen): readonly Contradiction[] {
  const isPlatforms = orchestration === Orchestration.nGroups;
  return [
    {
      isGiven: isPlatforms && args.hasStandbyPool,
      path: "standbyPool",
      reason:
        'is for orchestration "ContainerGroups": NGroups name no standby pool to take their groups from ' +
        "(https://learn.microsoft.com/azure/templates/microsoft.containerinstance/ngroups)",
    },
    {
      isGiven: isPlatforms && args.hasDnsServers,
      path: "dnsServers",
      reason:
        'is for orchestration "ContainerGroups": a container group profile has none ' +
        "(https://learn.microsoft.com/azure/templates/microsoft.containerinstance/containergroupprofiles)",
    },
    {
      isGiven: args.hasStandbyPool && args.hasZones,
      path: "zones",
      reason: "must be left out with standbyPool: the version of its API that is in use knows no zones",
    },
    {
      isGiven: args.hasStandbyPool && args.hasIdentity,
      path: "identity",
      reason: "must be left out with standbyPool: its groups start before anybody gives them one",
    },
    {
      isGiven: args.hasStandbyPool && args.hasDnsServers,
      path: "dnsServers",
      reason: "must be left out with standbyPool: a container group profile has none",
    },
  ];
}
