import { isDeepStrictEqual } from "node:util";
import { CONTAINER_INSTANCE_VERSIONS } from "../api-versions";
import { methodNotAllowed } from "../common-errors";
import { checkProfile } from "../containers/validation";
import { withoutSecrets } from "../containers/secrets";
import { PROFILE_TYPE } from "../containers/names";
import { revisionsOf, type Template } from "../containers/profile-template";
import { listAt, objectAt, withDefaults, without, type JsonObject } from "../json";
import { nameOf } from "../resource-id";
import type { PutRequest, ResourceType } from "../resource-type";
import type { ResourceRecord } from "../store";
import { newRecord } from "../world";

const REVISION_TYPE = `${PROFILE_TYPE}/revisions`;

/**
 * Templates of container groups. Each change makes a revision, from 1 on, and all of them stay; that a PUT without a
 * change makes none is inferred.
 *
 * @see https://learn.microsoft.com/rest/api/container-instances/cg-profile/list-all-revisions
 */
export const containerGroupProfiles: ResourceType = {
  type: PROFILE_TYPE,
  apiVersions: CONTAINER_INSTANCE_VERSIONS,
  hasLocation: true,
  envelope: ["tags", "zones"],
  required: ["properties.osType"],
  writes: "immediate",
  deletes: "immediate",
  patchable: true,
  admit: ({ id, body }) => {
    checkProfile(id.name, body);
  },
  properties: (request) => {
    const { revision, properties } = templateOfPut(request);
    return { ...properties, revision };
  },
  hidden: (request) => ({ revisions: revisionsAfter(request) as unknown as readonly JsonObject[] }),
  render: (record) => ({
    ...record.body,
    properties: withoutSecrets(objectAt(record.body, "properties")),
  }),
};

/** The revisions of a profile, to be read only. Each has the id and the name of its profile. */
export const containerGroupProfileRevisions: ResourceType = {
  type: REVISION_TYPE,
  apiVersions: CONTAINER_INSTANCE_VERSIONS,
  hasLocation: false,
  writes: "immediate",
  deletes: "immediate",
  admit: ({ id }) => {
    throw methodNotAllowed("PUT", id.text);
  },
  properties: () => ({}),
  builtIn: ({ parent = "", name }, world) => {
    const profile = world.find(parent);
    const template =
      profile === undefined ? undefined : revisionsOf(profile).find(({ revision }) => `${revision}` === name);
    return profile === undefined || template === undefined ? undefined : revisionRecord(profile, template);
  },
  alsoListed: (scope, world) => {
    const profile = world.find(scope);
    return profile === undefined ? [] : revisionsOf(profile).map((template) => revisionRecord(profile, template));
  },
  checkDelete: ({ id }) => {
    throw methodNotAllowed("DELETE", id);
  },
};

function revisionRecord(profile: ResourceRecord, { revision, zones, properties }: Template): ResourceRecord {
  const body = {
    ...without(profile.body, "zones"),
    id: profile.id,
    name: nameOf(profile.id),
    type: PROFILE_TYPE,
    ...(zones === undefined ? {} : { zones }),
    properties: { ...objectAt({ properties: withoutSecrets(properties) }, "properties"), revision },
  };
  return newRecord({ id: `${profile.id}/revisions/${revision}`, type: REVISION_TYPE }, { body });
}

function revisionsAfter(request: PutRequest): readonly Template[] {
  const before = request.current === undefined ? [] : revisionsOf(request.current);
  const template = templateOfPut(request);
  return before.some(({ revision }) => revision === template.revision) ? before : [...before, template];
}

function templateOfPut({ body, current }: PutRequest): Template {
  const newest = current === undefined ? undefined : revisionsOf(current).at(-1);
  const zones = listAt(body, "zones").filter((zone) => typeof zone === "string");
  const said = {
    ...(zones.length === 0 ? {} : { zones }),
    properties: withDefaults(without(objectAt(body, "properties"), "revision"), {
      sku: "Standard",
      restartPolicy: "Always",
      initContainers: [],
    }),
  };
  if (newest !== undefined && isDeepStrictEqual(said, without(newest as unknown as JsonObject, "revision")))
    return newest;
  return { ...said, revision: (newest?.revision ?? 0) + 1 };
}
