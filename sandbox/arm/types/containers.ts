import { CONTAINER_INSTANCE_VERSIONS } from "../api-versions";
import { conflict } from "../arm-error";
import { methodNotAllowed } from "../common-errors";
import { lifeOfContainer, stoppedAt } from "../containers/group-life";
import { CONTAINER_GROUP_TYPE } from "../containers/names";
import { objectsAt, textAt, type JsonObject } from "../json";
import { nameOf } from "../resource-id";
import type { ActionRequest, ResourceType } from "../resource-type";
import type { ResourceRecord } from "../store";
import { newRecord, type World } from "../world";

const CONTAINER_TYPE = `${CONTAINER_GROUP_TYPE}/containers`;

/** The containers of a group: no resources of their own, but their logs can be read. */
export const containers: ResourceType = {
  type: CONTAINER_TYPE,
  apiVersions: CONTAINER_INSTANCE_VERSIONS,
  hasLocation: false,
  writes: "immediate",
  deletes: "immediate",
  admit: ({ id }) => {
    throw methodNotAllowed("PUT", id.text);
  },
  properties: () => ({}),
  checkDelete: ({ id }) => {
    throw methodNotAllowed("DELETE", id);
  },
  render: ({ id }) => {
    throw methodNotAllowed("GET", id);
  },
  builtIn: ({ parent = "", text, name }, world) => {
    const group = world.find(parent);
    const has = objectsAt(group?.body, "properties.containers").some((each) => textAt(each, "name") === name);
    return has ? newRecord({ id: text, type: CONTAINER_TYPE }, {}) : undefined;
  },
  views: { logs },
  actions: { exec: refuseToEnter, attach: refuseToEnter },
};

/** No container runs, so that the only thing to tell is how this one would have fared. */
function logs({ id }: ResourceRecord, world: World): JsonObject {
  const group = world.find(id.split("/").slice(0, -2).join("/"));
  const container = objectsAt(group?.body, "properties.containers").find((each) => textAt(each, "name") === nameOf(id));
  if (group === undefined || container === undefined) return { content: "" };
  const life = lifeOfContainer(group, container, world.now());
  const image = textAt(container, "properties.image") ?? "";
  const state =
    life === undefined
      ? "was not started yet"
      : life.runningSince === undefined || stoppedAt(group) !== undefined
        ? `has ended, after ${life.restarts} restarts`
        : `counts as running, after ${life.restarts} restarts`;
  return { content: `The sandbox runs no containers: there is no output of ${image}. The container ${state}.\n` };
}

/** There is nothing to enter; code and words are ours. */
function refuseToEnter({ record }: ActionRequest): JsonObject {
  throw conflict(
    "ContainerNotEntered",
    `The sandbox runs no containers, so that nothing can be executed in container '${nameOf(record.id)}'.`,
  );
}
