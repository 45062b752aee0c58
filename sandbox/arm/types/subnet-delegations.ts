import { badRequest } from "../arm-error";
import { objectsAt, textAt, type JsonObject } from "../json";
import type { ResourceRecord } from "../store";
import type { World } from "../world";
import { derivedGuid } from "../grants";
import { ipConfigurations, SERVICE_ASSOCIATION_LINK_TYPE } from "./subnet-uses";

/** The service to which a subnet for container groups is delegated. */
export const CONTAINER_GROUP_DELEGATION = "Microsoft.ContainerInstance/containerGroups";

const DELEGATION_TYPE = "Microsoft.Network/virtualNetworks/subnets/delegations";

/** What a service may do in a subnet that is delegated to it (the same for every service that the sandbox knows). */
const ACTIONS = ["Microsoft.Network/virtualNetworks/subnets/action"];

/** The delegations of a subnet's body with what Azure adds: id, etag, type and actions. */
export function delegations(subnetId: string, body: JsonObject): readonly JsonObject[] {
  return objectsAt(body, "properties.delegations").map((given) => {
    const name = textAt(given, "name") ?? "";
    const serviceName = textAt(given, "properties.serviceName") ?? "";
    return {
      name,
      id: `${subnetId}/delegations/${name}`,
      etag: `W/"${derivedGuid(`${subnetId}/${name}/${serviceName}`)}"`,
      properties: { provisioningState: "Succeeded", serviceName, actions: ACTIONS },
      type: DELEGATION_TYPE,
    };
  });
}

/** The services that a subnet is delegated to. */
export function delegatedServices({ body }: Pick<ResourceRecord, "body">): readonly string[] {
  return objectsAt(body, "properties.delegations")
    .map((delegation) => textAt(delegation, "properties.serviceName"))
    .filter((service) => service !== undefined);
}

/** Whether container groups can go into a subnet. */
export function isDelegatedToContainerGroups(subnet: ResourceRecord): boolean {
  return delegatedServices(subnet).some(
    (service) => service.toLowerCase() === CONTAINER_GROUP_DELEGATION.toLowerCase(),
  );
}

/** Refuses to change the delegations of a subnet that is in use. */
export function checkDelegations(current: ResourceRecord | undefined, next: ResourceRecord, world: World): void {
  if (current === undefined) return;
  const [before, after] = [delegatedServices(current), delegatedServices(next)];
  if (before.toSorted().join() === after.toSorted().join()) return;
  const [link] = world.below(current.id, SERVICE_ASSOCIATION_LINK_TYPE);
  if (link !== undefined && !isDelegatedToContainerGroups(next)) throw missingDelegation(current.id);
  const [use] = (ipConfigurations(current, world) ?? []).map((entry) => textAt(entry, "id"));
  if (use === undefined) return;
  // virtual-kubelet/virtual-kubelet#647
  throw badRequest(
    "SubnetDelegationsCannotChangeWhenSubnetUsedByResource",
    `Delegations of subnet ${current.id} cannot be changed from [${before.join(", ")}] to [${after.join(", ")}] because it is being used by the resource ${use}.`,
  );
}

/** https://learn.microsoft.com/troubleshoot/azure/azure-container-instances/connectivity/cannot-delete-vnet-subnet */
function missingDelegation(subnetId: string): Error {
  return badRequest(
    "SubnetMissingRequiredDelegation",
    `Subnet ${subnetId} requires any of the following delegation(s) [${CONTAINER_GROUP_DELEGATION}] to reference service association link ${subnetId}/serviceAssociationLinks/acisal.`,
  );
}
