import { checked } from "../check";
import type { NodeLabels } from "../placement/node-selection";
import { labels } from "../virtual-node/virtual-node-selector";
import type { Properties } from "./merge-template";

/** What a user may say about the pods of one tier, or of all. */
export interface TierPatchArgs {
  readonly podTemplate?: unknown;
  readonly nodeSelector?: Readonly<Record<string, string>> | undefined;
}

/** How the pods of one tier differ from those of the others. */
export interface TierPatchSpec {
  /** Merged into the pod template. */
  readonly podTemplate: Properties;
  /** Labels of the tier's nodes. */
  readonly nodeSelector: NodeLabels;
}

/**
 * @param index 0 for the patch of all tiers, and from 1 on those of the tiers
 * @throws ArgumentError where an argument is wrong
 */
export function tierPatchSpec(args: TierPatchArgs, index: number): TierPatchSpec {
  return checked((root) => {
    const check = index === 0 ? root : root.within(`tiers[${index - 1}]`);
    const podTemplate = args.podTemplate ?? {};
    if (typeof podTemplate !== "object" || Array.isArray(podTemplate)) {
      check.problem(
        "podTemplate",
        `must be a PodTemplateSpec, such as { spec: { … } }; got a ${Array.isArray(podTemplate) ? "list" : typeof podTemplate}`,
      );
    }
    return {
      podTemplate: podTemplate as Properties,
      nodeSelector: labels("nodeSelector", args.nodeSelector ?? {}, check),
    };
  });
}
