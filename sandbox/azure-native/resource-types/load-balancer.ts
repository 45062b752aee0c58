import type { Shape } from "../shape";
import { CHILD, COMPUTED, publicIPAddress, subnet, TOP_LEVEL } from "./network-shapes";

const part: Shape = { beside: CHILD, computed: ["etag", "id", "provisioningState", "type"] };

const frontend: Shape = {
  ...part,
  beside: [...CHILD, "zones"],
  members: { publicIPAddress, subnet },
};

/** A pool of backends, as a resource of its own and inside a load balancer. */
export const backendAddressPool: Shape = {
  beside: CHILD,
  members: { loadBalancerBackendAddresses: { beside: ["name"] } },
  computed: [
    ...COMPUTED,
    "backendIPConfigurations",
    "inboundNatRules",
    "loadBalancingRules",
    "outboundRule",
    "outboundRules",
  ],
};

/** A load balancer with its parts. */
export const loadBalancer: Shape = {
  beside: TOP_LEVEL,
  members: {
    backendAddressPools: { ...backendAddressPool, computed: [...(backendAddressPool.computed ?? []), "id"] },
    frontendIPConfigurations: frontend,
    inboundNatPools: {
      ...part,
      required: ["backendPort", "frontendPortRangeEnd", "frontendPortRangeStart", "protocol"],
    },
    inboundNatRules: part,
    loadBalancingRules: { ...part, required: ["frontendPort", "protocol"] },
    outboundRules: { ...part, required: ["backendAddressPool", "frontendIPConfigurations", "protocol"] },
    probes: { ...part, required: ["port", "protocol"] },
  },
  computed: [...COMPUTED, "resourceGuid"],
};
