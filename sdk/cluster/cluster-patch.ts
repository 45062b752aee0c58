import { checked } from "../check";
import type { VirtualNodeGeneration } from "../virtual-node/generation";
import { incompatibilities, incompatibilityReason } from "./compatibility";
import { mergePatch } from "./merge-patch";

/** What a user may put into a managed cluster that no argument is for. */
export interface ClusterPatchArgs {
  readonly managedCluster?: Readonly<Record<string, unknown>> | undefined;
  readonly generation: VirtualNodeGeneration;
}

/** What is merged into a managed cluster, checked. */
export interface ClusterPatchSpec {
  readonly patch: Readonly<Record<string, unknown>>;
  /** One sentence for each thing in it that is unproven with virtual nodes. */
  readonly warnings: readonly string[];
}

/**
 * What the network of every cluster has: flat Azure CNI, which is `azure` without a mode. Without a plugin AKS takes an
 * overlay.
 *
 * @see https://learn.microsoft.com/azure/aks/azure-cni-overlay
 */
export const FLAT_NETWORK = { networkPlugin: "azure" } as const;

/** Arguments of the component itself: two knobs for one decision would contradict each other. */
const OWN_ARGS = ["resourceGroupName", "location", "tags", "kubernetesVersion", "identity"];

/** @throws ArgumentError where something does not go together with virtual nodes; its path starts with `managedCluster` */
export function clusterPatch({ managedCluster = {}, generation }: ClusterPatchArgs): ClusterPatchSpec {
  return checked((root) => {
    const check = root.within("managedCluster");
    for (const name of OWN_ARGS.filter((arg) => arg in managedCluster)) {
      check.problem(name, `is said by the argument ${name} of the component`);
    }
    const found = incompatibilities(mergePatch({ networkProfile: FLAT_NETWORK }, managedCluster), generation);
    for (const { path, rule } of found.filter(({ rule: { level } }) => level === "error")) {
      check.problem(path, incompatibilityReason(rule));
    }
    const unproven = found.filter(({ rule: { level } }) => level === "warning");
    const warnings = unproven.map(({ path, rule }) => `managedCluster.${path}: ${incompatibilityReason(rule)}`);
    return { patch: managedCluster, warnings };
  });
}
