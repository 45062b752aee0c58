import type { VirtualNodeGeneration } from "../../virtual-node/generation";
import type { PodView } from "../rules/pod-view";

/** A value to put at a path, or, for `undefined`, to leave out there. */
export interface Edit {
  /** The rule that asks for it. */
  readonly rule: string;
  readonly path: string;
  readonly after: unknown;
}

/** What takes away all findings of some rules. Its edits are made in their order: of a list's items the last first. */
export interface Adaptation {
  readonly rules: readonly string[];
  readonly edits: (pod: PodView, generation: VirtualNodeGeneration) => readonly Edit[];
}
