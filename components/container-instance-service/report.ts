import * as pulumi from "@pulumi/pulumi";
import { fleetSummary } from "../../sdk/containers/plan-fleet";
import type { FleetParts } from "./parts";

/** Shows how many replicas run where the user looks, in a preview too. */
export function reportFleet({ plan }: FleetParts, service: pulumi.Resource): void {
  plan.apply(async ({ placement }) => {
    const line = `${fleetSummary(placement)}. ${placement.reasons.join(" ")}`;
    if (placement.unplaced > 0) await pulumi.log.warn(line, service);
    else await pulumi.log.info(line, service);
    // What is unplaced is said already.
    const further = placement.warnings.filter((warning) => !placement.reasons.includes(warning));
    await Promise.all(further.map((warning) => pulumi.log.warn(warning, service)));
  });
}
