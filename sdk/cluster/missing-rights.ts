/** A request that Azure refused, as Pulumi tells of it. */
export interface RefusedRequest {
  readonly operation: string;
  /** What the provider said. */
  readonly error: string;
  /** Object id of the identity whose rights may not have spread yet. */
  readonly principalId: string;
}

/** AKS looks for the rights of the cluster's identity itself, and names none where it misses them. */
const REFUSED_BY_AKS = [
  // CustomPrivateDNSZoneMissingPermissionError (Azure/Azure-Landing-Zones issue 2892, Azure/AKS issue 3470),
  // CustomRouteTableMissingPermission (Azure/AKS-Construction issue 501).
  /\w+MissingPermission(Error)?\b/i,
  /must be given permission to .*(?:subnet|virtual network|vnet|private dns zone|route table)/i,
];

/** ARM's own refusal, which names the identity (Azure/aad-pod-identity issue 511, Azure/AKS issue 2673). */
const REFUSED_BY_ARM =
  /\b(?:Linked)?AuthorizationFailed\b|does not have (?:permission|authorization) to perform action/i;

/** Pulumi's engine lists what went wrong with a resource that exists (pulumi/pulumi provider_plugin.go, InitError). */
const EXISTS_ALREADY = /^\s*\d+ errors? occurred:/;

/**
 * Whether Azure refused a request for nothing but rights that its identity was given and that have not spread yet, which
 * takes up to ten minutes. Rights of whoever runs Pulumi do not come by waiting. Neither is a cluster that Azure started
 * to make created again, because it exists: the next `pulumi up` repairs it.
 *
 * @see https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#symptom---role-assignment-changes-are-not-being-detected
 */
export function lacksFreshRights({ operation, error, principalId }: RefusedRequest): boolean {
  if (operation === "delete" || (operation === "create" && EXISTS_ALREADY.test(error))) return false;
  if (REFUSED_BY_AKS.some((pattern) => pattern.test(error))) return true;
  return REFUSED_BY_ARM.test(error) && error.toLowerCase().includes(principalId.toLowerCase());
}

/** Short at first, because most roles spread within a minute; ten minutes in all. */
const DELAYS_SECONDS = [15, 30, 60, 60, 60, 60, 60, 60, 60, 60, 60] as const;

/**
 * How long to wait before a request is sent again, in seconds; nothing when it is time to give up.
 *
 * @param refusals - how often it was refused so far
 */
export function retryDelay(refusals: number): number | undefined {
  return DELAYS_SECONDS[refusals - 1];
}
