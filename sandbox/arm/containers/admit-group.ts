import { conflict, type ArmError } from "../arm-error";
import { textAt, textsAt, type JsonObject } from "../json";
import { nameOf } from "../resource-id";
import type { PutRequest } from "../resource-type";
import type { ResourceRecord } from "../store";
import type { World } from "../world";
import { isOver, isStarting } from "./group-start";
import { checkUpdate } from "./group-update";
import { checkImages } from "./images";
import { checkDnsLabel } from "./public-address";
import { quotaRefusal, quotaUnder } from "./quota";
import { takeableInstance } from "./standby-instances";
import { checkDelegated, subnetIdOf } from "./subnet";
import { usageIn } from "./usage";
import { checkGroup, groupRequest, isTooLarge } from "./validation";

/** In ACI's order: too many requests, what is wrong with the group, the quota, and only then whether there is room. */
export function admitGroup(request: PutRequest): void {
  const { id, body, current, world } = request;
  if (current !== undefined && isStarting(current, world)) throw transitioning(current.id);
  if (current === undefined) world.admission.checkCreate(textAt(body, "location") ?? "", world.faults);
  checkGroup(id.name, body);
  checkUpdate(request);
  checkDnsLabel(request);
  checkImages(id.name, body, world.faults.badImages);
  const subnet = world.find(subnetIdOf({ body }) ?? "");
  if (subnet !== undefined) checkDelegated(subnet, id.name);
  if (takeableInstance(request) !== undefined) return;
  if (current !== undefined && !isOver(current, world)) return;
  checkRoom(request);
}

/** Whether a stopped group can have its cores back. */
export function coreRefusal(record: ResourceRecord, world: World): ArmError | undefined {
  return refusalIn(record.body, { exceptId: record.id, world }) ?? zoneRefusal(record.body, world);
}

function checkRoom({ id, body, current, world }: PutRequest): void {
  const refusal = refusalIn(body, { world, ...(current === undefined ? {} : { exceptId: current.id }) });
  if (refusal !== undefined) throw refusal;
  if (isTooLarge(groupRequest(body))) throw noCapacity(body);
  const lost = zoneRefusal(body, world);
  if (lost !== undefined) throw lost;
  if (current === undefined && world.admission.refuses(id.text, world.faults)) throw noCapacity(body);
}

function refusalIn(
  body: JsonObject,
  { exceptId, world }: { readonly exceptId?: string; readonly world: World },
): ArmError | undefined {
  const region = textAt(body, "location") ?? "";
  return quotaRefusal(region, {
    quota: quotaUnder(world.faults),
    usage: usageIn(region, world, exceptId),
    wanted: { groups: 1, cores: groupRequest(body).cpu },
  });
}

/** In a zone that is lost there is no room; the words of the refusal are those of every lack of room. */
function zoneRefusal(body: JsonObject, { faults }: World): ArmError | undefined {
  const lost = faults.zoneOutage?.zone;
  return lost !== undefined && textsAt(body, "zones").includes(lost) ? noCapacity(body) : undefined;
}

/** The refusal of a write to a group that is starting. */
export function transitioning(id: string): ArmError {
  return conflict(
    "ContainerGroupTransitioning",
    `The container group '${nameOf(id)}' is still transitioning, please retry later.`,
  );
}

/** virtual-kubelet/virtual-kubelet#592 quotes the answer in full, with its status 409. */
function noCapacity(body: JsonObject): ArmError {
  const { cpu, memoryInGB } = groupRequest(body);
  const os = textAt(body, "properties.osType") ?? "Linux";
  const network = subnetIdOf({ body }) === undefined ? "" : " virtual network";
  return conflict(
    "ServiceUnavailable",
    `The requested resource is not available in the location '${textAt(body, "location") ?? ""}' at this moment. Please retry with a different resource request or in another location. Resource requested: '${cpu}' CPU '${memoryInGB}' GB memory '${os}' OS${network}`,
  );
}
