import type { LeaseObject, NodeObject, PodObject } from "./cluster-objects";
import { VirtualNodeGeneration } from "./generation";

/**
 * The labels by which the nodes of a generation are found. `type: virtual-kubelet` may be on nodes of both.
 *
 * @see https://learn.microsoft.com/azure/aks/virtual-nodes-cli
 * @see https://github.com/microsoft/virtualnodesOnAzureContainerInstances#readme
 */
export const NODE_SELECTOR: Readonly<Record<VirtualNodeGeneration, string>> = {
  [VirtualNodeGeneration.v1]: "type=virtual-kubelet,virtualization!=virtualnode2",
  [VirtualNodeGeneration.v2]: "virtualization=virtualnode2",
};

/**
 * How old the last renewal of a node's lease may be, in seconds: a kubelet's lease lasts that long
 * (`nodeLeaseDurationSeconds`, https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1), and is renewed
 * four times in it.
 */
export const LEASE_SECONDS = 40;

/** The virtual nodes of one generation and the pods that run them, as seen at one moment. */
export interface VirtualNodeObservation {
  readonly nodes: readonly NodeObject[];
  /** The leases of the nodes, those that exist. */
  readonly leases: readonly LeaseObject[];
  /** v1: the connector's pods. v2: the chart's infrastructure pods. */
  readonly connectors: readonly PodObject[];
  /** The API server's clock, because the one here may be wrong. */
  readonly now: Date;
}

/** Which virtual nodes can take pods, and why the others can't. */
export interface Readiness {
  /** The names of the usable nodes, sorted. */
  readonly usable: readonly string[];
  /** One clause a node, such as `node virtual-node-aci-linux is not Ready (NodeStatusUnknown)`. */
  readonly unusable: readonly string[];
}

interface NodeLife {
  readonly node: NodeObject;
  readonly lease: LeaseObject | undefined;
  readonly now: Date;
}

/** What must be true of a usable node, in this order; each says what is wrong. */
const CONDITIONS: readonly ((life: NodeLife) => string | undefined)[] = [ready, leased, alive];

/** Which of the observed virtual nodes are usable: registered, Ready, and renewing their lease. */
export function readiness({ nodes, leases, now }: VirtualNodeObservation): Readiness {
  const judged = nodes.map((node) => {
    const lease = leases.find(({ metadata }) => metadata.name === node.metadata.name);
    const [problem] = CONDITIONS.flatMap((condition) => condition({ node, lease, now }) ?? []);
    return { name: node.metadata.name, problem };
  });
  return {
    usable: judged.flatMap(({ name, problem }) => (problem === undefined ? [name] : [])).sort(),
    unusable: judged.flatMap(({ name, problem }) => (problem === undefined ? [] : [`node ${name} ${problem}`])),
  };
}

/** Whether the node's connector lives: whether anybody is there who starts and stops its pods. */
export function isAlive(name: string, { leases, now }: Pick<VirtualNodeObservation, "leases" | "now">): boolean {
  return (
    (leaseAge(
      leases.find(({ metadata }) => metadata.name === name),
      now,
    ) ?? Infinity) <= LEASE_SECONDS
  );
}

function ready({ node }: NodeLife): string | undefined {
  const condition = node.status?.conditions?.find(({ type }) => type === "Ready");
  if (condition?.status === "True") return undefined;
  const why = [condition?.reason, condition?.message].filter(Boolean).join(": ");
  return `is not Ready${why === "" ? "" : ` (${why})`}`;
}

function leased({ lease, now }: NodeLife): string | undefined {
  return leaseAge(lease, now) === undefined ? "has no lease" : undefined;
}

/** A virtual node's conditions stay Ready while nobody renews them; only its lease tells that its connector is dead. */
function alive({ lease, now }: NodeLife): string | undefined {
  const age = leaseAge(lease, now) ?? 0;
  return age > LEASE_SECONDS ? `has not renewed its lease for ${Math.round(age)} s` : undefined;
}

/** In seconds. */
function leaseAge(lease: LeaseObject | undefined, now: Date): number | undefined {
  const renewed = Date.parse(lease?.spec?.renewTime ?? "");
  return Number.isNaN(renewed) ? undefined : (now.getTime() - renewed) / 1000;
}
