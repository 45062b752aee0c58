import { ArmError } from "./arm-error";
import { userObjectId } from "./grants";
import type { ArmRequest } from "./request";
import type { World } from "./world";

/** What the throttled have to wait, in seconds. */
const WAIT_SECONDS = 1;

/** Counts the requests of the sandbox's user, for the fault `armThrottle`. */
export class ArmThrottle {
  private arrivals = 0;

  /**
   * Throws 429 for the last of every so many requests of a client. The connector's are let through: Azure's SDK in it
   * would repeat them, which the sandbox's connector does not.
   */
  check({ principal, method, path }: ArmRequest, world: World): void {
    const { every } = world.faults.armThrottle ?? {};
    if (every === undefined || principal.objectId !== userObjectId(world.surroundings.tenantId)) return;
    this.arrivals += 1;
    if (this.arrivals % every === 0) throw throttledByArm(method, path);
  }

  /** Begins to count anew, as the faults have changed. */
  restart(): void {
    this.arrivals = 0;
  }
}

/**
 * MicrosoftDocs/azure-docs#105248 quotes the message in full, webdevops/azure-metrics-exporter#36 code and status.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
 */
function throttledByArm(method: string, path: string): ArmError {
  const [, subscriptionId = ""] = /^\/subscriptions\/([^/]+)/i.exec(path) ?? [];
  return new ArmError(
    429,
    {
      code: "SubscriptionRequestsThrottled",
      message: `Number of requests for subscription '${subscriptionId}' and operation '${method}/${operationName(path)}' exceeded the backend storage limit. Please try again after '${WAIT_SECONDS}' seconds.`,
    },
    { "Retry-After": String(WAIT_SECONDS) },
  );
}

/** A path without the names in it: `SUBSCRIPTIONS/RESOURCEGROUPS/PROVIDERS/MICROSOFT.NETWORK/VIRTUALNETWORKS`. */
function operationName(path: string): string {
  const segments = path.toUpperCase().split("/").slice(1);
  const kept: string[] = [];
  for (let at = 0; at < segments.length; at += 2) {
    const provider = segments[at] === "PROVIDERS" ? segments.slice(at, at + 2) : segments.slice(at, at + 1);
    kept.push(...provider);
  }
  return kept.join("/");
}
