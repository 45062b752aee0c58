import { CONTAINER_INSTANCE_VERSIONS } from "../api-versions";
import { badRequest, conflict, type ArmError } from "../arm-error";
import { checkImages, imageFailures } from "../containers/images";
import { groupAt } from "../containers/instance-view";
import { CONTAINER_GROUP_TYPE } from "../containers/names";
import { quotaRefusal, quotaUnder, type Usage } from "../containers/quota";
import { allottedAddress, checkDelegated, subnetIdOf } from "../containers/subnet";
import { checkGroup, groupRequest, isTooLarge } from "../containers/validation";
import { objectAt, textAt, withDefaults, without, type JsonObject } from "../json";
import { nameOf } from "../resource-id";
import type { PutRequest, ResourceType } from "../resource-type";
import type { ResourceRecord } from "../store";
import type { World } from "../world";
import { linkOf } from "./service-association-links";
import { SUBNET_JOIN } from "./subnets";

/** Container groups (ACI): admitted by throttle, validation, quota and capacity; running after a cold start; gone at once. */
export const containerGroups: ResourceType = {
  type: CONTAINER_GROUP_TYPE,
  apiVersions: CONTAINER_INSTANCE_VERSIONS,
  hasLocation: true,
  envelope: ["tags", "zones", "identity"],
  writes: "longRunning",
  deletes: "immediate",
  answersWithDeleted: true,
  creatingState: "Pending",
  patchable: true,
  admit: admitGroup,
  properties: ({ body }) =>
    withDefaults(without(objectAt(body, "properties"), "provisioningState", "instanceView"), {
      sku: "Standard",
      restartPolicy: "Always",
      initContainers: [],
    }),
  hidden: startOf,
  alongside: (request, record) => {
    const subnet = subnetOf(record, request.world);
    return subnet === undefined ? {} : { put: [linkOf(subnet.id, request.world)] };
  },
  references: ({ body }) => {
    const id = subnetIdOf({ body });
    return id === undefined ? [] : [{ id, action: SUBNET_JOIN }];
  },
  missing: (reference, record) =>
    badRequest(
      "SubnetNotFound",
      `The subnet '${reference.id}' of container group '${nameOf(record.id)}' was not found.`,
    ),
  busy: ({ method, id }) => (method === "DELETE" ? undefined : transitioning(id)),
  settle: async (record, world) => {
    await world.pass((Date.parse(textAt(record.hidden, "readyAt") ?? "") - world.now().getTime()) / 1000);
    return {};
  },
  checkDelete: ({ body }, world) => {
    world.admission.checkDelete(regionOf(body));
  },
  render: (record, world) => groupAt(record, world.now()),
};

/** In ACI's order: too many requests, what is wrong with the group, the quota, and only then whether there is room. */
function admitGroup(request: PutRequest): void {
  const { id, body, current, world } = request;
  if (current === undefined) world.admission.checkCreate(regionOf(body), world.faults);
  checkGroup(id.name, body);
  checkImages(id.name, body, world.faults.badImages);
  const subnet = subnetOf({ body }, world);
  if (subnet !== undefined) checkDelegated(subnet, id.name);
  const refusal = quotaRefusal(regionOf(body), {
    quota: quotaUnder(world.faults),
    usage: usageIn(regionOf(body), world, current),
    wanted: { groups: 1, cores: groupRequest(body).cpu },
  });
  if (refusal !== undefined) throw refusal;
  if (isTooLarge(groupRequest(body))) throw noCapacity(body);
  if (current === undefined && world.admission.refuses(id.text, world.faults)) throw noCapacity(body);
}

/**
 * When the group will run, under which address, and with which bad images. A group that runs already starts anew only when
 * it is made anew.
 */
function startOf({ id, body, current, world }: PutRequest): JsonObject {
  const seconds = world.faults.slowStart?.seconds ?? world.surroundings.coldStartSeconds;
  const readyAt = textAt(current?.hidden, "readyAt") ?? new Date(world.now().getTime() + seconds * 1000).toISOString();
  const failures = current === undefined ? imageFailures(body, world.faults.badImages) : current.hidden["failures"];
  const subnet = subnetOf({ body }, world);
  const address = subnet === undefined ? {} : { address: allottedAddress(id.text, subnet, world) };
  return { readyAt, failures, ...address };
}

function usageIn(region: string, world: World, except: ResourceRecord | undefined): Usage {
  const groups = world
    .all(CONTAINER_GROUP_TYPE)
    .filter(({ id, body }) => regionOf(body) === region && id !== except?.id);
  return {
    groups: groups.length,
    cores: groups.reduce((cores, { body }) => cores + groupRequest(body).cpu, 0),
  };
}

/** virtual-kubelet/virtual-kubelet#592 quotes the answer in full, with its status 409. */
function noCapacity(body: JsonObject): ArmError {
  const { cpu, memoryInGB } = groupRequest(body);
  const os = textAt(body, "properties.osType") ?? "Linux";
  const network = subnetIdOf({ body }) === undefined ? "" : " virtual network";
  return conflict(
    "ServiceUnavailable",
    `The requested resource is not available in the location '${regionOf(body)}' at this moment. Please retry with a different resource request or in another location. Resource requested: '${cpu}' CPU '${memoryInGB}' GB memory '${os}' OS${network}`,
  );
}

function transitioning(id: string): ArmError {
  return conflict(
    "ContainerGroupTransitioning",
    `The container group '${nameOf(id)}' is still transitioning, please retry later.`,
  );
}

function regionOf(body: JsonObject): string {
  return textAt(body, "location") ?? "";
}

function subnetOf(group: Pick<ResourceRecord, "body">, world: World): ResourceRecord | undefined {
  const id = subnetIdOf(group);
  return id === undefined ? undefined : world.find(id);
}
