import * as pulumi from "@pulumi/pulumi";
import { RejectedArgumentsError } from "../resolve";

/**
 * The moment that a schedule is asked about: now, unless the stack's configuration names another, to see beforehand what a
 * schedule will do (`pulumi preview --config aks-elastic:now=2027-01-04T08:00:00Z`).
 *
 * @throws RejectedArgumentsError where the configuration names no moment
 */
export function moment(owner: string): Date {
  const configured = new pulumi.Config("aks-elastic").get("now");
  if (configured === undefined) return new Date();
  const named = new Date(configured);
  if (!Number.isNaN(named.getTime())) return named;
  throw new RejectedArgumentsError(owner, [
    { path: "aks-elastic:now", reason: `must be a moment such as 2027-01-04T08:00:00Z; got "${configured}"` },
  ]);
}
