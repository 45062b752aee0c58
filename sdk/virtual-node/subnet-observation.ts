/** The service to which the subnet of a virtual node is delegated. */
const CONTAINER_GROUPS = "Microsoft.ContainerInstance/containerGroups";

/** What is read of a subnet of container groups. */
export interface SubnetObservation {
  /** What has an address in it: interfaces, private endpoints and old network profiles, by their ARM ids. */
  readonly users: readonly string[];
  /** Services that hold on to it. */
  readonly links: readonly ServiceAssociationLink[];
  readonly isDelegated: boolean;
  /** ARM id of its route table. */
  readonly routeTableId?: string;
}

/** A service's hold on a subnet. */
export interface ServiceAssociationLink {
  readonly name: string;
  /** Whether it is Azure Container Instances that holds on to the subnet. */
  readonly isContainerInstances: boolean;
}

/**
 * Reads a subnet's answer of Microsoft.Network.
 *
 * @see https://learn.microsoft.com/rest/api/virtualnetwork/subnets/get
 */
export function subnetObservation(subnet: unknown): SubnetObservation {
  const properties = field(subnet, "properties");
  const used = ["ipConfigurations", "ipConfigurationProfiles", "privateEndpoints"];
  const routeTableId = text(field(properties, "routeTable"), "id");
  return {
    users: used.flatMap((kind) => list(properties, kind)).flatMap((user) => text(user, "id") ?? []),
    links: list(properties, "serviceAssociationLinks").map((link) => ({
      name: text(link, "name") ?? "unnamed",
      isContainerInstances: isContainerGroups(text(field(link, "properties"), "linkedResourceType")),
    })),
    isDelegated: list(properties, "delegations").some((delegation) =>
      isContainerGroups(text(field(delegation, "properties"), "serviceName")),
    ),
    ...(routeTableId === undefined ? {} : { routeTableId }),
  };
}

/** What is to be done so that a subnet can be deleted. */
export type SubnetDecision =
  | { readonly step: "done" }
  /** ACI's link can go, unless ACI still knows of a container group. */
  | { readonly step: "unlink" }
  /** Something must go first that nobody here can remove. */
  | { readonly step: "wait"; readonly held: string };

/** Decides the next step on the way to a subnet that nothing holds. */
export function decideRelease({ users, links }: SubnetObservation): SubnetDecision {
  if (users.length > 0) return { step: "wait", held: `in it: ${users.join(", ")}` };
  const foreign = links.filter(({ isContainerInstances }) => !isContainerInstances);
  if (foreign.length > 0) {
    return { step: "wait", held: `other services hold on to it: ${foreign.map(({ name }) => name).join(", ")}` };
  }
  return links.length === 0 ? { step: "done" } : { step: "unlink" };
}

/** Which of a subscription's container groups are in a subnet, by their ARM ids. */
export function containerGroupsIn(subnetId: string, groups: readonly unknown[]): readonly string[] {
  const isHere = (subnet: unknown): boolean => text(subnet, "id")?.toLowerCase() === subnetId.toLowerCase();
  return groups
    .filter((group) => list(field(group, "properties"), "subnetIds").some(isHere))
    .flatMap((group) => text(group, "id") ?? []);
}

function isContainerGroups(service: string | undefined): boolean {
  return service?.toLowerCase() === CONTAINER_GROUPS.toLowerCase();
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

function list(value: unknown, name: string): readonly unknown[] {
  const items = field(value, name);
  return Array.isArray(items) ? items : [];
}

function text(value: unknown, name: string): string | undefined {
  const found = field(value, name);
  return typeof found === "string" ? found : undefined;
}
