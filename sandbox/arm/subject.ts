import { conflict, type ArmError } from "./arm-error";
import { textAt } from "./json";
import { nameOf, RESOURCE_GROUP_TYPE, SUBSCRIPTION_TYPE, type ResourceId } from "./resource-id";
import type { ResourceType } from "./resource-type";
import type { ResourceRecord } from "./store";

/** What a request is about: a resource (or where one could be) of a known type. */
export interface Subject {
  readonly id: ResourceId;
  readonly type: ResourceType;
  readonly apiVersion: string;
}

/** What the actions on a type start with. Those on a resource group are named as a subscription's child's. */
export function actionPrefix(type: ResourceType): string {
  return type.type === RESOURCE_GROUP_TYPE ? `${SUBSCRIPTION_TYPE}/resourceGroups` : type.type;
}

/** The refusal of a write in a group that is being deleted. */
export function groupBeingDeleted(group: ResourceRecord): ArmError | undefined {
  if (textAt(group.body, "properties.provisioningState") !== "Deleting") return undefined;
  return conflict(
    "ResourceGroupBeingDeleted",
    `The resource group '${nameOf(group.id)}' is in deprovisioning state and cannot perform this operation.`,
  );
}
