import type { CapabilityId } from "../../virtual-node/capabilities";
import type { VirtualNodeGeneration } from "../../virtual-node/generation";
import { memberPath } from "../path";
import { says, type Part, type PodView } from "./pod-view";

/** How bad it is to leave a pod as it is. */
export const PodSeverity = {
  /** The pod would never run. */
  error: "error",
  /** The pod would run without what it asks for, or may not run. */
  warning: "warning",
  /** The pod runs as it asks, and may cost more than it seems. */
  note: "note",
} as const;
export type PodSeverity = (typeof PodSeverity)[keyof typeof PodSeverity];

/** Something of a pod that ACI does not do as a VM does. */
export interface PodRule {
  /** Stays the same for good, so that programs and docs can refer to it. */
  readonly id: string;
  /** The capability that the pod wants: what happens, what to do instead and the source are told there. */
  readonly capability: CapabilityId;
  /** What it looks for. */
  readonly what: string;
  /** By generation; it does not apply to one that is missing. */
  readonly severity: Readonly<Partial<Record<VirtualNodeGeneration, PodSeverity>>>;
  /** The generations on which a pod that has this need stays on VMs, with every other pod of its service. */
  readonly onlyOnVms?: readonly VirtualNodeGeneration[];
  readonly find: (pod: PodView, generation: VirtualNodeGeneration) => readonly PodProblem[];
}

/** One place in a pod where a rule found something. */
export interface PodProblem {
  readonly path: string;
  /** What stands there, in a few words. */
  readonly problem: string;
}

export const V1_ERROR = { v1: PodSeverity.error } as const;
export const V1_WARNING = { v1: PodSeverity.warning } as const;
export const ERROR = { v1: PodSeverity.error, v2: PodSeverity.error } as const;
export const WARNING = { v1: PodSeverity.warning, v2: PodSeverity.warning } as const;
export const NOTE = { v1: PodSeverity.note, v2: PodSeverity.note } as const;
export const BOTH = ["v1", "v2"] as const satisfies readonly VirtualNodeGeneration[];

/** A problem with a member of a part, where it says something. */
export function saidIn(part: Part, name: string, problem: string): readonly PodProblem[] {
  return says(part, name) ? [{ path: memberPath(part.path, name), problem }] : [];
}
