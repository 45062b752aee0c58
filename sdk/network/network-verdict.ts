import type { ArgumentProblem } from "../argument-error";
import { addressCount, contains, formatCidr, overlap, parseCidr, type Cidr } from "./cidr";
import type { ExistingNetworkSpec } from "./existing-network";
import { placedSubnets, sizeProblem, type PlacedSubnet } from "./layout-check";
import { sameId, type SubnetId } from "./network-ids";
import type { NetworkObservation, SubnetObservation } from "./network-observation";
import type { NetworkSpec } from "./network-spec";
import { SubnetDelegation } from "./subnet-delegation";
import type { SubnetSize } from "./subnet-sizes";

/** What is to be put into a virtual network that exists. */
export interface NetworkIntent {
  readonly existing: ExistingNetworkSpec;
  readonly spec: NetworkSpec;
  /** Names in Azure of the subnets to be created, by the arg that says where each is to be. */
  readonly names: Readonly<Record<string, string>>;
  /** The region that the user wants. */
  readonly location?: string | undefined;
}

/** What is wrong with an existing network for what is to be put into it. */
export interface NetworkVerdict {
  /** What cannot work. */
  readonly problems: readonly ArgumentProblem[];
  /** What can, but will hurt. */
  readonly warnings: readonly string[];
}

/** Judges an existing network: whether what is to be created fits in, and whether the subnets to be used can be. */
export function networkVerdict(observed: NetworkObservation, intent: NetworkIntent): NetworkVerdict {
  const { existing, spec } = intent;
  const nodes = existing.nodeSubnet?.name;
  const virtualNode = existing.virtualNodeSubnet?.name;
  return {
    problems: [
      ...placeProblems(observed, intent),
      ...placedSubnets(spec).flatMap((subnet) => createdProblems(observed, subnet, intent.names)),
      ...serviceProblems(observed, spec.serviceCidr),
      ...(nodes === undefined ? [] : nodeSubnetProblems(observed, nodes, spec.nodeSubnet)),
      ...(virtualNode === undefined ? [] : virtualNodeSubnetProblems(observed, virtualNode, spec.virtualNodeSubnet)),
    ],
    warnings: virtualNode === undefined ? [] : egressWarnings(subnetNamed(observed, virtualNode)),
  };
}

/** The IPv4 range of a subnet that exists, where it has one and no other. */
export function onlyRangeOf(observed: NetworkObservation, subnet: SubnetId | undefined): string | undefined {
  const [range, ...others] =
    subnet === undefined ? [] : rangesOf(subnetNamed(observed, subnet.name)?.addressPrefixes ?? []);
  return range && others.length === 0 ? formatCidr(range) : undefined;
}

function placeProblems(observed: NetworkObservation, { existing, location }: NetworkIntent): ArgumentProblem[] {
  const given = existing.virtualNetwork.id;
  if (!sameId(observed.id, given)) {
    const reason = `must be in the subscription that resources are created in; ${given} is not, and ${observed.id} is`;
    return [{ path: "virtualNetworkId", reason }];
  }
  // Azure says "West Europe" and "westeurope" for the same region.
  const plain = (region: string) => region.replaceAll(" ", "").toLowerCase();
  if (location === undefined || plain(location) === plain(observed.location)) return [];
  return [{ path: "location", reason: `must be that of the virtual network, ${observed.location}; got "${location}"` }];
}

function createdProblems(
  observed: NetworkObservation,
  { path, cidr }: PlacedSubnet,
  names: NetworkIntent["names"],
): ArgumentProblem[] {
  const text = formatCidr(cidr);
  const spaces = rangesOf(observed.addressPrefixes);
  const outside = {
    path,
    reason: `must be inside the virtual network's address space ${observed.addressPrefixes.join(", ")}; ${text} is not`,
  };
  const others = observed.subnets.filter((other) => !isOurs(other, names[path] ?? "", text));
  const taken = others.flatMap(({ name, addressPrefixes }) =>
    rangesOf(addressPrefixes)
      .filter((range) => overlap(range, cidr))
      .map((range) => ({
        path,
        reason: `must not overlap the subnet ${name} of the virtual network; ${text} and ${formatCidr(range)} do`,
      })),
  );
  return spaces.some((space) => contains(space, cidr)) ? taken : [outside, ...taken];
}

/**
 * Whether a subnet is the one that an earlier deployment made. Its name in Azure is that in Pulumi, or has that in it
 * where the project names resources by a pattern of its own; then the range tells.
 *
 * @see https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming-configuration
 */
function isOurs({ name, addressPrefixes }: SubnetObservation, ours: string, range: string): boolean {
  return sameId(name, ours) || (name.toLowerCase().includes(ours.toLowerCase()) && addressPrefixes.includes(range));
}

function serviceProblems({ subnets }: NetworkObservation, serviceCidr: Cidr): ArgumentProblem[] {
  const text = formatCidr(serviceCidr);
  return subnets.flatMap(({ name, addressPrefixes }) =>
    rangesOf(addressPrefixes)
      .filter((range) => overlap(range, serviceCidr))
      .map((range) => ({
        path: "serviceCidr",
        reason: `must not overlap a subnet; ${text} overlaps ${formatCidr(range)} of the subnet ${name}`,
      })),
  );
}

function nodeSubnetProblems(observed: NetworkObservation, name: string, size: SubnetSize): ArgumentProblem[] {
  const path = "nodeSubnetId";
  const subnet = subnetNamed(observed, name);
  if (!subnet) return [{ path, reason: missing(observed, name) }];
  const [service] = subnet.delegations;
  const delegated = service === undefined ? undefined : `must not be delegated; ${name} is, to ${service}`;
  return reasonsAt(path, [delegated, tooSmall(subnet, size)]);
}

function virtualNodeSubnetProblems(observed: NetworkObservation, name: string, size: SubnetSize): ArgumentProblem[] {
  const path = "virtualNodeSubnetId";
  const subnet = subnetNamed(observed, name);
  if (!subnet) return [{ path, reason: missing(observed, name) }];
  const isDelegated = subnet.delegations.some((service) => sameId(service, SubnetDelegation.containerGroups));
  const toWhat = subnet.delegations.length === 0 ? "nothing" : subnet.delegations.join(", ");
  return reasonsAt(path, [
    isDelegated ? undefined : `must be delegated to ${SubnetDelegation.containerGroups}; ${name} is to ${toWhat}`,
    subnet.routeTableId === undefined ? undefined : routed(name, subnet.routeTableId),
    tooSmall(subnet, size),
  ]);
}

/** Checked by the connector before anything else (virtual-kubelet/azure-aci, pkg/network/aci_network.go, isCurSubnetValid). */
function routed(name: string, routeTableId: string): string {
  return `must have no route table, because the virtual node's connector stops where there is one; ${name} has ${routeTableId}`;
}

/** @see https://learn.microsoft.com/azure/container-instances/container-instances-virtual-network-concepts */
function egressWarnings(subnet: SubnetObservation | undefined): string[] {
  if (!subnet || subnet.natGatewayId !== undefined) return [];
  return [
    `The virtual node's subnet ${subnet.name} has no NAT gateway. A NAT gateway is the only supported way out of a ` +
      "subnet of container groups: without it pods on the virtual node may reach neither the API server nor their images.",
  ];
}

function missing({ id, subnets }: NetworkObservation, name: string): string {
  return `must exist; ${id} has no subnet ${name}, but ${subnets.map((subnet) => subnet.name).join(", ") || "none"}`;
}

function tooSmall({ addressPrefixes }: SubnetObservation, size: SubnetSize): string | undefined {
  const addresses = rangesOf(addressPrefixes).reduce((sum, range) => sum + addressCount(range), 0);
  return sizeProblem(size, { ranges: addressPrefixes.join(", "), addresses });
}

function subnetNamed({ subnets }: NetworkObservation, name: string): SubnetObservation | undefined {
  return subnets.find((subnet) => sameId(subnet.name, name));
}

/** The IPv4 ranges among prefixes; others overlap none. */
function rangesOf(prefixes: readonly string[]): Cidr[] {
  return prefixes.flatMap((prefix) => parseCidr(prefix) ?? []);
}

function reasonsAt(path: string, reasons: readonly (string | undefined)[]): ArgumentProblem[] {
  return reasons.flatMap((reason) => (reason === undefined ? [] : [{ path, reason }]));
}
