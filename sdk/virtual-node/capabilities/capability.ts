import type { VirtualNodeGeneration } from "../generation";

/** What becomes of a pod or a cluster that wants a capability. */
export const Support = {
  /** It works as it does on a VM. */
  supported: "supported",
  /** It works in part; the effect says in which. */
  limited: "limited",
  /** It is accepted, and nothing comes of it. */
  ignored: "ignored",
  /** It is refused: the pod, or the virtual node, does not start. */
  rejected: "rejected",
  /** It does not work. */
  unsupported: "unsupported",
  /** No source says; whoever relies on it tries it first. */
  unstated: "unstated",
} as const;
export type Support = (typeof Support)[keyof typeof Support];

/** Where a fact is stated in public. */
export interface Source {
  readonly title: string;
  readonly url: string;
}

/** What one generation makes of a capability. */
export interface GenerationSupport {
  readonly support: Support;
  /** What happens, in one clause. */
  readonly effect: string;
  readonly source: Source;
}

/** Something that pods and clusters have on VMs, and what each generation of virtual nodes makes of it. */
export type Capability = Readonly<Record<VirtualNodeGeneration, GenerationSupport>> & {
  readonly title: string;
  /** What to do instead, or with it, in one clause. */
  readonly instead?: string;
};

/** Makes the facts of one level of support: `supported("it works", source)`. */
type Fact = (effect: string, source: Source) => GenerationSupport;

const fact =
  (support: Support): Fact =>
  (effect, source) => ({ support, effect, source });

export const supported = fact(Support.supported);
export const limited = fact(Support.limited);
export const ignored = fact(Support.ignored);
export const rejected = fact(Support.rejected);
export const unsupported = fact(Support.unsupported);
export const unstated = fact(Support.unstated);
