import { objectAt, objectsAt, textAt, type Json, type JsonObject } from "../../sandbox/arm/json";
import { awaited } from "../waiting";
import { inGroup, type ArmFixture } from "./fixture";

/** What azure-native sends for NGroups. */
const VERSION = "2025-09-01";

/** The place of a resource of Microsoft.ContainerInstance in the group `rg`, such as `ngroups/web`. */
export function instancePlace(path: string): string {
  return `${inGroup(`Microsoft.ContainerInstance/${path}`)}?api-version=${VERSION}`;
}

/** The id of a container group profile in the group `rg`. */
export function profileId(name: string): string {
  return inGroup(`Microsoft.ContainerInstance/containerGroupProfiles/${name}`);
}

/** A container that asks for one CPU. */
export function container(image: string, more: JsonObject = {}): JsonObject {
  return { name: "web", properties: { image, resources: { requests: { cpu: 1, memoryInGB: 1 } }, ...more } };
}

/** The body of a profile. */
export function profileBody(image: string, more: JsonObject = {}): JsonObject {
  const properties = { osType: "Linux", restartPolicy: "Always", containers: [container(image)], ...more };
  return { location: "westeurope", properties };
}

/** The body of an NGroups resource of the profile `web`. */
export function fleetBody(desiredCount: number, more: JsonObject = {}, envelope: JsonObject = {}): JsonObject {
  const properties = {
    elasticProfile: { desiredCount },
    containerGroupProfiles: [{ resource: { id: profileId("web") } }],
    ...more,
  };
  return { location: "westeurope", ...envelope, properties };
}

/** All container groups of the group `rg`, by name. */
export async function groupsIn(arm: ArmFixture): Promise<readonly JsonObject[]> {
  const { body } = await arm.request("GET", instancePlace("containerGroups"));
  return [...objectsAt(body, "value")].sort((one, other) => nameOf(one).localeCompare(nameOf(other)));
}

export function nameOf(resource: JsonObject): string {
  return textAt(resource, "name") ?? "";
}

/** The state of a group as a whole. */
export function stateOf(group: Json | undefined): string | undefined {
  return textAt(group, "properties.instanceView.state");
}

/** The image of a group's first container. */
export function imageOf(group: JsonObject): string | undefined {
  return textAt(objectsAt(group, "properties.containers")[0], "properties.image");
}

/** The instance view of a group's first container. */
export function viewOf(group: Json | undefined): JsonObject {
  return objectAt(objectsAt(group, "properties.containers")[0], "properties.instanceView");
}

/** The events of a group's first container, by name. */
export function eventsOf(group: Json | undefined): ReadonlyMap<string, JsonObject> {
  return new Map(objectsAt(viewOf(group), "events").map((event) => [textAt(event, "name") ?? "", event]));
}

/** Waits until the container groups are as wanted, and returns them. */
export function groupsWhere(
  arm: ArmFixture,
  what: string,
  are: (groups: readonly JsonObject[]) => boolean,
): Promise<readonly JsonObject[]> {
  return awaited(what, 60_000, async () => {
    const groups = await groupsIn(arm);
    return are(groups) ? groups : undefined;
  });
}
