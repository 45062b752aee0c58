import type { FailoverDecision } from "./decision";
import type { FailoverObservation } from "./observation";
import type { FailoverTarget } from "./target";

/** What was seen of a service, and what is to be done about it. */
export interface FailoverLook {
  readonly target: FailoverTarget;
  readonly observation: FailoverObservation;
  readonly decision: FailoverDecision;
}
