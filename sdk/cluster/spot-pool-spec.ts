import type { Check } from "../check";
import { SPOT_LABELS, SPOT_TAINT } from "./node-labels";

/** What becomes of a spot VM that Azure takes back. */
export const EvictionPolicy = {
  /** It is deleted. */
  delete: "Delete",
  /** It is stopped, keeps its disk, and goes on counting against the quota. */
  deallocate: "Deallocate",
} as const;
export type EvictionPolicy = (typeof EvictionPolicy)[keyof typeof EvictionPolicy];

/** What a user may say about spot VMs. */
export interface SpotArgs {
  readonly maxPrice?: number | undefined;
  readonly evictionPolicy?: EvictionPolicy | undefined;
}

/** Spot VMs, as they are bought. */
export interface SpotSpec {
  readonly maxPrice: number;
  readonly evictionPolicy: EvictionPolicy;
}

/** The parts of a pool's spec that spot VMs change. */
interface SpotPoolSpec {
  readonly nodeLabels: Readonly<Record<string, string>>;
  readonly nodeTaints: readonly string[];
  readonly maxSurge: string | undefined;
  readonly spot: SpotSpec | undefined;
}

/**
 * A pool made one of spot VMs. AKS gives their nodes a label and a taint and shows them as if they had been asked for, so
 * they are asked for: a later write without them would be a change of the taints (pulumi/pulumi-azure-native issue 959).
 * AKS surges no spot pool, and refuses to be told how far (Azure/bicep issue 14517).
 */
export function spotPoolSpec<Spec extends SpotPoolSpec>(spec: Spec, args: SpotArgs, check: Check): Spec {
  const { maxPrice = -1, evictionPolicy = EvictionPolicy.delete } = args;
  if (!isPrice(maxPrice)) {
    const rule = "must be -1 for up to the regular price, or US dollars an hour above 0 with five decimals at most";
    check.problem("spot.maxPrice", `${rule}; got ${JSON.stringify(maxPrice)}`);
  }
  if (spec.maxSurge !== undefined) check.problem("maxSurge", "must not be given for spot VMs: AKS surges none of them");
  return {
    ...spec,
    nodeLabels: { ...spec.nodeLabels, ...SPOT_LABELS },
    nodeTaints: [...spec.nodeTaints, SPOT_TAINT],
    spot: { maxPrice, evictionPolicy: check.oneOf("spot.evictionPolicy", evictionPolicy, ["Delete", "Deallocate"]) },
  };
}

/** @see https://learn.microsoft.com/azure/aks/spot-node-pool (limitations) */
function isPrice(value: unknown): boolean {
  return value === -1 || (typeof value === "number" && value > 0 && /^\d+(\.\d{1,5})?$/.test(String(value)));
}
