import { checked } from "../check";

/** What a user may say about a NAT gateway. */
export interface NatGatewaySpecArgs {
  readonly publicIpAddresses?: number | undefined;
  readonly publicIpPrefixLength?: number | undefined;
  readonly idleTimeoutInMinutes?: number | undefined;
  readonly zone?: string | undefined;
}

/** A NAT gateway, complete and checked. */
export interface NatGatewaySpec {
  /** How many single addresses it has; none where it has a prefix. */
  readonly publicIpAddresses: number;
  /** Absent: no prefix. */
  readonly publicIpPrefixLength?: number;
  /** Absent: Azure's default. */
  readonly idleTimeoutInMinutes?: number;
  /** Absent: Azure chooses. */
  readonly zone?: string;
}

/** A NAT gateway's limits (https://learn.microsoft.com/azure/nat-gateway/nat-gateway-resource): 16 addresses, which is a /28. */
const ADDRESSES = { min: 1, max: 16 };
const PREFIX_LENGTH = { min: 28, max: 31 };
const IDLE_MINUTES = { min: 4, max: 120 };
const ZONE = { pattern: /^[1-9]$/, description: 'a zone such as "1"' };

/** @throws ArgumentError with the paths of the arg `natGateway` */
export function natGatewaySpec(args: NatGatewaySpecArgs): NatGatewaySpec {
  return checked((root) => {
    const check = root.within("natGateway");
    const { publicIpAddresses, publicIpPrefixLength, idleTimeoutInMinutes, zone } = args;
    const addresses = check.wholeNumber("publicIpAddresses", publicIpAddresses ?? 1, ADDRESSES);
    if (publicIpAddresses !== undefined && publicIpPrefixLength !== undefined) {
      check.problem("publicIpAddresses", "must not be given with publicIpPrefixLength; give one of them");
    }
    return {
      publicIpAddresses: publicIpPrefixLength === undefined ? addresses : 0,
      ...(publicIpPrefixLength === undefined
        ? {}
        : { publicIpPrefixLength: check.wholeNumber("publicIpPrefixLength", publicIpPrefixLength, PREFIX_LENGTH) }),
      ...(idleTimeoutInMinutes === undefined
        ? {}
        : { idleTimeoutInMinutes: check.wholeNumber("idleTimeoutInMinutes", idleTimeoutInMinutes, IDLE_MINUTES) }),
      ...(zone === undefined ? {} : { zone: check.text("zone", zone, ZONE) }),
    };
  });
}
