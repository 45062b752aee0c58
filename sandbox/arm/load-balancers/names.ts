/** The type of load balancers. */
export const LOAD_BALANCER_TYPE = "Microsoft.Network/loadBalancers";
/** The type of their pools of backends. */
export const BACKEND_POOL_TYPE = "Microsoft.Network/loadBalancers/backendAddressPools";

/** The id of the load balancer that a part is of. */
export function loadBalancerOf(partId: string): string {
  return partId.split("/").slice(0, 9).join("/");
}
