import type * as pulumi from "@pulumi/pulumi";
import type { FleetPlan } from "../../sdk/containers/plan-fleet";
import type { ContainerInstanceServiceArgs } from "./args";
import type { FleetDecisions } from "./decisions";

/** What the children of a fleet are made from. */
export interface FleetParts {
  readonly name: string;
  readonly args: ContainerInstanceServiceArgs;
  readonly decided: FleetDecisions;
  /** The moment that a schedule is asked about. */
  readonly now: Date;
  readonly plan: pulumi.Output<FleetPlan>;
}
