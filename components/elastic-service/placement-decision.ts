import type * as pulumi from "@pulumi/pulumi";
import type { PlacementArgs } from "../../sdk/placement/placement-spec";
import { UnfitPod } from "../../sdk/pods/unfit-pod";
import { vmOnlyReason } from "../../sdk/pods/virtual-node-pods";
import { pick } from "../resolve";
import type { ElasticServiceArgs } from "./args";
import type { TierArgs } from "./tier-args";

/** All that the split hangs on. */
export function placementArgs(name: string, args: ElasticServiceArgs) {
  const cpu = (args.resources as Partial<ElasticServiceArgs["resources"]> | undefined)?.cpu;
  return {
    ...pick(args, "replicas", "vmReplicas", "virtualNodeReplicas", "aciQuota"),
    tiers: args.tiers?.map(boundsOf),
    ...(cpu === undefined ? {} : { resources: { cpu } }),
    // Looked at only where it can change the split, so that what is not known of a pod does not hide it.
    ...(args.unfitPod === undefined ? {} : { unfitPod: args.unfitPod, patched: patchedPod(name, args) }),
  };
}

/** The placement with the reason why it is on VMs alone, where there is one. */
export function settledPlacement({
  unfitPod,
  patched,
  ...known
}: pulumi.Unwrap<ReturnType<typeof placementArgs>>): PlacementArgs {
  const reason = unfitPod === UnfitPod.runOnVms && patched !== undefined ? vmOnlyReason(patched) : undefined;
  return { ...known, vmOnlyReason: reason };
}

/** What is merged into the pods of a service, and which virtual nodes they are for. */
export function patchedPod(service: string, { podTemplate, tiers, cluster }: ElasticServiceArgs) {
  return {
    service,
    podTemplate,
    tiers: tiers?.map(({ kind, name, podTemplate: own }) => ({ kind, name, podTemplate: own })),
    virtualNodeGeneration: cluster.virtualNodeGeneration,
  };
}

/** All of a tier that its number of replicas hangs on. */
function boundsOf({ kind, name, min, max, percent, weight }: TierArgs) {
  return { kind, name, min, max, percent, weight };
}
