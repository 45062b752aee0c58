import { badRequest } from "../arm-error";
import { isObject, numberAt, objectAt, objectsAt, textAt, without, type JsonObject } from "../json";
import { nameOf } from "../resource-id";
import type { ResourceRecord } from "../store";
import type { World } from "../world";
import { PROFILE_TYPE } from "./names";

/** Which profile, and which of its revisions; absent: the newest. */
export interface ProfileReference {
  readonly id: string;
  readonly revision?: number;
}

/** Reads `{ id, revision }`; `undefined` where there is no id. */
export function profileReference(value: JsonObject): ProfileReference | undefined {
  const [id, revision] = [textAt(value, "id"), numberAt(value, "revision")];
  return id === undefined ? undefined : { id, ...(revision === undefined ? {} : { revision }) };
}

/** What a profile says at one of its revisions. */
export interface Template {
  readonly revision: number;
  readonly zones?: readonly string[];
  readonly properties: JsonObject;
}

/** The revisions of a profile, the newest last. */
export function revisionsOf({ hidden }: Pick<ResourceRecord, "hidden">): readonly Template[] {
  return objectsAt(hidden, "revisions") as unknown as readonly Template[];
}

/** That both have to be there is the API's; code and words are ours. @throws ArmError where one is not. */
export function templateOf({ id, revision }: ProfileReference, world: World): Template {
  const profile = world.find(id);
  if (profile?.type !== PROFILE_TYPE) {
    throw badRequest("ContainerGroupProfileNotFound", `The container group profile '${id}' was not found.`);
  }
  const revisions = revisionsOf(profile);
  const template = revision === undefined ? revisions.at(-1) : revisions.find((each) => each.revision === revision);
  if (template !== undefined) return template;
  throw badRequest(
    "ContainerGroupProfileRevisionNotFound",
    `The container group profile '${nameOf(id)}' has no revision '${revision ?? ""}'.`,
  );
}

/**
 * The body of a group with what its profile says of it. What the group says itself counts more; its containers are
 * those of the profile, by their names.
 *
 * @see azure-rest-api-specs, containerinstance 2025-09-01, ContainerGroupCreateOrUpdateStandbyPool.json
 */
export function withProfile(body: JsonObject, world: World): JsonObject {
  const reference = profileReference(objectAt(body, "properties.containerGroupProfile"));
  if (reference === undefined) return body;
  const { properties: template, zones, revision } = templateOf(reference, world);
  const own = objectAt(body, "properties");
  return {
    ...(zones === undefined ? {} : { zones }),
    ...body,
    properties: {
      ...template,
      ...own,
      containerGroupProfile: { id: reference.id, revision },
      containers: overlaid(objectsAt(template, "containers"), objectsAt(own, "containers")),
    },
  };
}

/** Containers with more said of some of them; those that are new come last. */
export function overlaid(base: readonly JsonObject[], more: readonly JsonObject[]): readonly JsonObject[] {
  const names = base.map((container) => textAt(container, "name"));
  const kept = base.map((container) => {
    const same = more.find((other) => textAt(other, "name") === textAt(container, "name"));
    const properties = { ...objectAt(container, "properties"), ...said(objectAt(same, "properties")) };
    return { ...container, properties };
  });
  return [...kept, ...more.filter((container) => !names.includes(textAt(container, "name")))];
}

/** What is said at all: clients send empty lists for what their user left out. */
function said(properties: JsonObject): JsonObject {
  const silent = Object.entries(properties).filter(
    ([, value]) => value === null || (Array.isArray(value) && value.length === 0) || isEmpty(value),
  );
  return without(properties, ...silent.map(([name]) => name));
}

function isEmpty(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}
