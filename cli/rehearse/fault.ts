import type { Faults } from "../../sandbox/arm/faults";
import { isLost } from "../../sandbox/nodes/vm-loss";
import type { KubernetesObject } from "../../sdk/kubernetes/object";
import { type Tier, TierKind } from "../../sdk/placement/tier";

/** What can be rehearsed. */
export const FaultName = {
  vmLoss: "vm-loss",
  aciRefusal: "aci-refusal",
  connectorLoss: "connector-loss",
  flap: "flap",
} as const;
export type FaultName = (typeof FaultName)[keyof typeof FaultName];

/** Which VMs are lost. */
export type VmChoice = NonNullable<Faults["vmLoss"]>;

/** A fault of the sandbox with what it breaks. */
export interface Breakage {
  /** What is switched on. */
  readonly faults: Faults;
  /** What breaks, in words. */
  readonly words: string;
  /** Whether the pods of the tier have to be made anew for anything to break: what runs is not refused. */
  readonly needsNewPods: boolean;
  /** Whether what runs on a node does not serve any more, whatever the API server says. */
  readonly isBroken: (node: KubernetesObject) => boolean;
  /** How long it takes until it can be seen, at most, in seconds. */
  readonly noticedSeconds: number;
}

/** A node is silent when two of its renewals are missed; a look is taken every 10 seconds at least. */
const SILENT_SECONDS = 25;
const LOOK_SECONDS = 10;

/** The fault of the sandbox that a rehearsal takes. */
export function breakage(name: FaultName, vms: VmChoice): Breakage {
  switch (name) {
    case FaultName.aciRefusal:
      return {
        faults: { refuse: { count: 1, of: 1 } },
        words: "ACI refuses every new container group, and the pods on the virtual node are lost",
        needsNewPods: true,
        isBroken: () => false,
        noticedSeconds: LOOK_SECONDS,
      };
    case FaultName.connectorLoss:
      return {
        faults: { connectorDead: true },
        words: "the connector of the virtual node stops",
        needsNewPods: false,
        isBroken: isVirtualNode,
        noticedSeconds: SILENT_SECONDS,
      };
    default:
      return {
        faults: { vmLoss: vms },
        words: `the heartbeats of ${vmWords(vms)} stop`,
        needsNewPods: false,
        isBroken: (node) => !isVirtualNode(node) && isLost(node, vms),
        noticedSeconds: SILENT_SECONDS,
      };
  }
}

/** The tier that a fault breaks: the first of its kind that has replicas. */
export function brokenTier<Candidate extends Tier & { readonly replicas: number }>(
  name: FaultName,
  tiers: readonly Candidate[],
): Candidate | undefined {
  const isOnAci = name === FaultName.aciRefusal || name === FaultName.connectorLoss;
  return tiers.find(({ kind, replicas }) => (kind === TierKind.virtualNode) === isOnAci && replicas > 0);
}

/** The VMs to lose where the user names none: those of the pool on which the tier runs, if it is one. */
export function vmsOf(nodes: readonly KubernetesObject[]): VmChoice {
  const [pool, ...others] = [...new Set(nodes.map(poolOf))];
  return pool === undefined || others.length > 0 ? {} : { pool };
}

function poolOf({ metadata }: KubernetesObject): string {
  return metadata?.labels?.["kubernetes.azure.com/agentpool"] ?? "";
}

function isVirtualNode({ metadata }: KubernetesObject): boolean {
  return metadata?.labels?.["type"] === "virtual-kubelet";
}

function vmWords({ pool, zone, node }: VmChoice): string {
  if (node !== undefined) return `the VM ${node}`;
  const places = [
    ...(pool === undefined ? [] : [`of the pool ${pool}`]),
    ...(zone === undefined ? [] : [`in zone ${zone}`]),
  ];
  return places.length === 0 ? "all VMs" : `the VMs ${places.join(" ")}`;
}
