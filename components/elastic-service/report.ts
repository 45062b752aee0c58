import * as pulumi from "@pulumi/pulumi";
import { placementSummary, planPlacement } from "../../sdk/placement/plan-placement";
import type { VirtualNodePodSpec } from "../../sdk/pods/virtual-node-pods";
import { scalingSummary } from "../../sdk/scaling/plan-scaling";
import type { RolloutPlan } from "../../sdk/upgrade/rollout-plan";
import type { PlacementSpec } from "../../sdk/placement/placement-spec";
import type { Scaling } from "./scaling";

/** Shows the split where the user looks, in a preview too. */
export function reportPlacement(placement: pulumi.Output<PlacementSpec>, service: pulumi.Resource): void {
  placement.apply(async (spec) => {
    const plan = planPlacement(spec);
    const line = `${placementSummary(spec, plan)}. ${plan.reasons.join(" ")}`;
    if (plan.unplaced > 0) await pulumi.log.warn(line, service);
    else await pulumi.log.info(line, service);
    // What is unplaced is said already.
    const further = plan.warnings.filter((warning) => !plan.reasons.includes(warning));
    await Promise.all(further.map((warning) => pulumi.log.warn(warning, service)));
  });
}

/** Says what of a service's pods is other on the virtual node. */
export function reportPods(pods: pulumi.Output<VirtualNodePodSpec>, service: pulumi.Resource): void {
  pods.apply(async ({ warnings, notes }) => {
    await Promise.all(warnings.map((warning) => pulumi.log.warn(warning, service)));
    await Promise.all(notes.map((note) => pulumi.log.info(note, service)));
  });
}

/** Says what of an upgrade goes another way than its author would expect. */
export function reportRollout(rollout: pulumi.Output<RolloutPlan>, service: pulumi.Resource): void {
  rollout.apply(async ({ reasons, warnings }) => {
    await Promise.all(warnings.map((warning) => pulumi.log.warn(warning, service)));
    await Promise.all(reasons.map((reason) => pulumi.log.info(reason, service)));
  });
}

/** Shows between which numbers the tiers are scaled. */
export function reportScaling({ spec, plan }: Scaling, service: pulumi.Resource): void {
  pulumi.all([spec, plan]).apply(async ([known, planned]) => {
    await pulumi.log.info(`${scalingSummary(known, planned)}. ${planned.reasons.join(" ")}`, service);
    await Promise.all(planned.warnings.map((warning) => pulumi.log.warn(warning, service)));
  });
}
