import { objectAt, objectsAt, textAt, type Json, type JsonObject } from "../json";
import type { ResourceRecord } from "../store";
import type { World } from "../world";
import { overlaid, profileReference, templateOf, type ProfileReference } from "./profile-template";

/** Tags of an NGroups resource that give its containers an environment variable. */
const TOLD_BY_TAG: readonly (readonly [tag: string, variable: string])[] = [
  ["metadata.container.environmentVariable.containerGroupName", "ContainerGroupName"],
  ["metadata.container.environmentVariable.orchestratorId", "OrchestratorId"],
];

/** What an NGroups resource says of its container groups. */
export function stubOf({ body }: Pick<ResourceRecord, "body">): JsonObject {
  return objectsAt(body, "properties.containerGroupProfiles")[0] ?? {};
}

/** The profile that an NGroups resource names, and the revision, where it names one. */
export function stubReference(stub: JsonObject): ProfileReference | undefined {
  return profileReference({ ...objectAt(stub, "resource"), revision: stub["revision"] });
}

/** The profile of which new groups are made, with its revision. */
export function wantedProfile(nGroup: Pick<ResourceRecord, "body">, world: World): Required<ProfileReference> {
  const reference = stubReference(stubOf(nGroup)) ?? { id: "" };
  return { id: reference.id, revision: templateOf(reference, world).revision };
}

/**
 * The body of one group of an NGroups resource: what the profile says, and what NGroups says beside it.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-instance-ngroups/container-instances-about-ngroups
 */
export function groupBody(nGroup: ResourceRecord, place: GroupPlace, world: World): JsonObject {
  const profile = wantedProfile(nGroup, world);
  const { properties: template } = templateOf(profile, world);
  const more = objectAt(stubOf(nGroup), "containerGroupProperties");
  const containers = overlaid(objectsAt(template, "containers"), moreMounts(template, more));
  const volumes = [...objectsAt(template, "volumes"), ...objectsAt(more, "volumes")];
  const subnetIds = objectsAt(more, "subnetIds");
  return {
    location: nGroup.body["location"],
    zones: place.zone === undefined ? [] : [place.zone],
    ...(nGroup.body["identity"] === undefined ? {} : { identity: nGroup.body["identity"] }),
    properties: {
      containerGroupProfile: { ...profile },
      containers: told(containers, nGroup, place.name),
      ...(volumes.length === 0 ? {} : { volumes }),
      ...(subnetIds.length === 0 ? {} : { subnetIds }),
    },
  };
}

/** Which group, and where. */
export interface GroupPlace {
  readonly name: string;
  readonly zone?: string;
}

/** The containers of which NGroups says more, with the mounts that the profile has and those that come with it. */
function moreMounts(template: JsonObject, more: JsonObject): readonly JsonObject[] {
  return objectsAt(more, "containers").map((container) => {
    const same = objectsAt(template, "containers").find((base) => textAt(base, "name") === textAt(container, "name"));
    const path = "properties.volumeMounts";
    const volumeMounts = [...objectsAt(same, path), ...objectsAt(container, path)];
    return { ...container, properties: { ...objectAt(container, "properties"), volumeMounts } };
  });
}

/** The containers with the environment variables for which the tags ask. */
function told(containers: readonly JsonObject[], nGroup: ResourceRecord, name: string): readonly JsonObject[] {
  const values: Readonly<Record<string, string>> = { ContainerGroupName: name, OrchestratorId: nGroup.id };
  const tags = objectAt(nGroup.body, "tags");
  const variables = TOLD_BY_TAG.filter(([tag]) => isTrue(tags[tag])).map(([, variable]) => ({
    name: variable,
    value: values[variable] ?? "",
  }));
  if (variables.length === 0) return containers;
  return containers.map((container) => {
    const environmentVariables = [...objectsAt(container, "properties.environmentVariables"), ...variables];
    return { ...container, properties: { ...objectAt(container, "properties"), environmentVariables } };
  });
}

/** Tags are texts, whatever the client wrote. */
export function isTrue(tag: Json | undefined): boolean {
  return tag === true || (typeof tag === "string" && tag.toLowerCase() === "true");
}
