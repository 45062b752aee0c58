import { CONTAINER_INSTANCE_VERSIONS } from "../api-versions";
import { badRequest, type ArmError } from "../arm-error";
import { givenIdentity, identityReferences } from "../given-identity";
import { admitGroup, transitioning } from "../containers/admit-group";
import { GROUP_DEEDS } from "../containers/group-deeds";
import { startOf } from "../containers/group-start";
import { groupAt } from "../containers/instance-view";
import { CONTAINER_GROUP_TYPE } from "../containers/names";
import { withProfile } from "../containers/profile-template";
import { instancesTaken, takenStart } from "../containers/standby-instances";
import { subnetIdOf } from "../containers/subnet";
import { objectAt, textAt, withDefaults, without, type JsonObject } from "../json";
import { nameOf } from "../resource-id";
import type { PutRequest, Reference, ResourceType } from "../resource-type";
import type { Change, ResourceRecord } from "../store";
import type { World } from "../world";
import { groupGone } from "../containers/orchestrated";
import { linkOf } from "./service-association-links";
import { SUBNET_JOIN } from "./subnets";

/** Set by Azure, ignored when sent. */
const READ_ONLY = ["provisioningState", "instanceView", "orchestratorId", "isCreatedFromStandbyPool"];

/** Container groups (ACI): admitted by throttle, validation, quota and capacity; running after a cold start; gone at once. */
export const containerGroups: ResourceType = {
  type: CONTAINER_GROUP_TYPE,
  apiVersions: CONTAINER_INSTANCE_VERSIONS,
  hasLocation: true,
  envelope: ["tags", "zones"],
  writes: "longRunning",
  deletes: "immediate",
  answersWithDeleted: true,
  creatingState: "Pending",
  patchable: true,
  complete: withProfile,
  admit: admitGroup,
  envelopeOf: (request) => {
    const identity = givenIdentity(request);
    return identity === undefined ? {} : { identity };
  },
  properties: groupProperties,
  hidden: (request) => takenStart(request) ?? startOf(request),
  alongside: (request, record) => ({ put: [...subnetLink(record, request.world), ...instancesTaken(request)] }),
  references: (record) => [...subnetReference(record), ...identityReferences(record)],
  missing: missingReference,
  busy: ({ method, id }) => (method === "DELETE" ? undefined : transitioning(id)),
  settle: async (record, world) => {
    await world.pass((Date.parse(textAt(record.hidden, "readyAt") ?? "") - world.now().getTime()) / 1000);
    return {};
  },
  checkDelete: ({ body }, world) => {
    world.admission.checkDelete(textAt(body, "location") ?? "");
  },
  leaves: groupGone,
  render: (record, world) => groupAt(record, world.now()),
  deeds: GROUP_DEEDS,
};

function groupProperties(request: PutRequest): JsonObject {
  const { body, current } = request;
  const orchestratorId = textAt(current?.body, "properties.orchestratorId");
  const isCreatedFromStandbyPool =
    current === undefined
      ? takenStart(request) !== undefined
      : objectAt(current.body, "properties")["isCreatedFromStandbyPool"];
  return {
    ...withDefaults(without(objectAt(body, "properties"), ...READ_ONLY), {
      sku: "Standard",
      restartPolicy: "Always",
      initContainers: [],
    }),
    isCreatedFromStandbyPool,
    ...(orchestratorId === undefined ? {} : { orchestratorId }),
  };
}

function subnetLink(record: ResourceRecord, world: World): NonNullable<Change["put"]> {
  const subnet = world.find(subnetIdOf(record) ?? "");
  return subnet === undefined ? [] : [linkOf(subnet.id, world)];
}

function subnetReference(record: ResourceRecord): readonly Reference[] {
  const id = subnetIdOf(record);
  return id === undefined ? [] : [{ id, action: SUBNET_JOIN }];
}

/** The words are ours. */
function missingReference({ id, action }: Reference, record: ResourceRecord): ArmError {
  const [code, what] = action === SUBNET_JOIN ? ["SubnetNotFound", "subnet"] : ["IdentityNotFound", "identity"];
  return badRequest(code, `The ${what} '${id}' of container group '${nameOf(record.id)}' was not found.`);
}
