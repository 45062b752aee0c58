import { NatGateway, PublicIPAddress, PublicIPPrefix } from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import { SubnetDelegation } from "../../sdk/network/subnet-delegation";
import { pick } from "../resolve";
import type { NetworkParts } from "./decisions";
import type { NetworkPlace } from "./virtual-network";

/** The way out of subnets of container groups. */
export interface Egress {
  /** Absent: nothing needs one, or somebody else has made it. */
  readonly natGateway?: NatGateway;
  readonly publicIpAddresses: readonly PublicIPAddress[];
  readonly publicIpPrefix?: PublicIPPrefix;
}

/** A NAT gateway takes standard, static addresses only (https://learn.microsoft.com/azure/nat-gateway/nat-gateway-resource). */
const STANDARD = { sku: { name: "Standard" } };
const STATIC_ADDRESS = { ...STANDARD, publicIPAllocationMethod: "Static" };

/** Azure moves neither a gateway nor an address to another zone, and resizes no block of addresses: it takes another one. */
const REPLACED = { replaceOnChanges: ["zones", "prefixLength"] };

/** The NAT gateway with its addresses, where a subnet of container groups is to be created and none is given. */
export function networkEgress(
  parent: pulumi.ComponentResource,
  name: string,
  { args, decided, place }: NetworkParts & { readonly place: NetworkPlace },
): Egress {
  if (args.natGatewayId !== undefined || !needsGateway(args)) return { publicIpAddresses: [] };
  const { publicIpAddresses = 1, publicIpPrefixLength, idleTimeoutInMinutes, zone } = args.natGateway ?? {};
  const zones = zone === undefined ? {} : { zones: [decided.natGateway.apply((spec) => spec.zone ?? "")] };
  const where = { ...pick(args, "resourceGroupName", "tags"), ...pick(place, "location"), ...zones };
  const child = { parent, ...REPLACED };
  const addresses = publicIpPrefixLength === undefined ? addressNames(name, publicIpAddresses) : [];
  const made = addresses.map((address) => new PublicIPAddress(address, { ...where, ...STATIC_ADDRESS }, child));
  const prefixLength = decided.natGateway.apply((spec) => spec.publicIpPrefixLength ?? 0);
  const prefix =
    publicIpPrefixLength === undefined
      ? {}
      : { publicIpPrefix: new PublicIPPrefix(`${name}-egress-prefix`, { ...where, ...STANDARD, prefixLength }, child) };
  const natGateway = new NatGateway(
    `${name}-nat-gateway`,
    {
      ...where,
      ...STANDARD,
      ...(made.length === 0 ? {} : { publicIpAddresses: made.map(({ id }) => ({ id })) }),
      ...(prefix.publicIpPrefix ? { publicIpPrefixes: [{ id: prefix.publicIpPrefix.id }] } : {}),
      ...(idleTimeoutInMinutes === undefined ? {} : { idleTimeoutInMinutes }),
    },
    child,
  );
  return { natGateway, publicIpAddresses: made, ...prefix };
}

/** The public addresses that the world sees, or the range of them. */
export function egressAddresses({ publicIpAddresses, publicIpPrefix }: Egress): pulumi.Output<string[]> {
  const prefix = publicIpPrefix ? [publicIpPrefix.ipPrefix] : [];
  const seen = [...publicIpAddresses.map(({ ipAddress }) => ipAddress), ...prefix];
  return pulumi.all(seen).apply((all) => all.filter((address) => address !== undefined));
}

function needsGateway({ virtualNodeSubnetId, additionalSubnets = [] }: NetworkParts["args"]): boolean {
  const isOfContainerGroups = additionalSubnets.some(
    ({ delegation }) => delegation === SubnetDelegation.containerGroups,
  );
  return virtualNodeSubnetId === undefined || isOfContainerGroups;
}

/** The first has no number: it was there before there could be more. */
function addressNames(name: string, count: number): readonly string[] {
  const first = `${name}-egress-address`;
  return Array.from({ length: count }, (_each, index) => (index === 0 ? first : `${first}-${index + 1}`));
}
