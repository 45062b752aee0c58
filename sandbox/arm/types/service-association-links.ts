import { SERVICE_ASSOCIATION_LINK_VERSIONS } from "../api-versions";
import { conflict } from "../arm-error";
import { methodNotAllowed } from "../common-errors";
import { nameOf } from "../resource-id";
import type { ResourceType } from "../resource-type";
import type { ResourceRecord } from "../store";
import type { World } from "../world";
import { newRecord } from "../world";
import { CONTAINER_GROUP_TYPE } from "../containers/names";
import { SERVICE_ASSOCIATION_LINK_TYPE } from "./subnet-uses";

/**
 * ACI's hold on a subnet. It comes with the first container group in the subnet. Whether it goes with the last, or stays
 * until it is deleted, is for the fault `linkLingers` to say; as long as it holds, the subnet cannot be deleted.
 *
 * @see https://learn.microsoft.com/azure/aks/virtual-nodes-cli#remove-virtual-nodes
 */
export const serviceAssociationLinks: ResourceType = {
  type: SERVICE_ASSOCIATION_LINK_TYPE,
  apiVersions: SERVICE_ASSOCIATION_LINK_VERSIONS,
  hasLocation: false,
  writes: "immediate",
  deletes: "immediate",
  admit: ({ id }) => {
    throw methodNotAllowed("PUT", id.text);
  },
  properties: () => ({}),
  checkDelete: (record, world) => {
    const subnetId = linkedSubnet(record.id);
    const [group] = world.usersOf(subnetId).filter(({ type }) => type === CONTAINER_GROUP_TYPE);
    if (group === undefined) return;
    // That it is refused is documented, the words are ours.
    throw conflict(
      "ServiceAssociationLinkInUse",
      `The service association link of subnet '${nameOf(subnetId)}' cannot be deleted because container group '${group.id}' is in the subnet.`,
    );
  },
};

/** The link of a subnet, new where there is none yet. */
export function linkOf(subnetId: string, world: World): ResourceRecord {
  const id = `${subnetId}/providers/${SERVICE_ASSOCIATION_LINK_TYPE}/default`;
  return world.find(id) ?? newRecord({ id, type: SERVICE_ASSOCIATION_LINK_TYPE }, { body: { properties: {} } });
}

function linkedSubnet(linkId: string): string {
  return linkId.replace(/\/providers\/Microsoft\.ContainerInstance\/serviceAssociationLinks\/[^/]+$/i, "");
}
