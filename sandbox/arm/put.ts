import { badRequest, conflict } from "./arm-error";
import { missingParameter, parentNotFound, resourceGroupNotFound } from "./common-errors";
import { authorizeLinked } from "./grants";
import { isObject, only, textAt, valueAt, type JsonObject } from "./json";
import { knownLocation, normalLocation } from "./locations";
import type { ArmRequest } from "./request";
import { nameOf, parseId, type ResourceId } from "./resource-id";
import type { PutRequest, Reference, ResourceType } from "./resource-type";
import type { Change, ResourceRecord } from "./store";
import { actionPrefix, groupBeingDeleted, type Subject } from "./subject";
import { changed, newRecord, type World } from "./world";
import { checkZones } from "./zones";

/** Checks what every PUT has to satisfy, whatever the type. */
export function putRequest(request: ArmRequest, subject: Subject, world: World): PutRequest {
  const { type, apiVersion } = subject;
  if (!isObject(request.body)) {
    throw badRequest(
      "InvalidRequestContent",
      "The request content was invalid and could not be deserialized: a JSON object is expected.",
    );
  }
  const current = world.find(subject.id);
  const id = current === undefined ? properId(subject, world) : (parseId(current.id) ?? subject.id);
  const located = withLocation(request.body, { type, id, ...(current === undefined ? {} : { current }) });
  const body = type.complete?.(located, world) ?? located;
  for (const path of type.required ?? []) {
    if ((valueAt(body, path) ?? undefined) === undefined) throw missingParameter(path);
  }
  checkZones({ type: type.type, name: id.name }, body);
  checkPlace(id, world);
  return { id, body, principal: request.principal, apiVersion, world, ...(current === undefined ? {} : { current }) };
}

/** The record that a PUT results in, and the whole change that is to be committed. */
export function plannedPut(request: PutRequest, type: ResourceType): { record: ResourceRecord; change: Change } {
  type.admit?.(request);
  const record = plannedRecord(request, type);
  const alongside = type.alongside?.(request, record) ?? {};
  const put = [record, ...(alongside.put ?? [])];
  for (const each of put) checkReferences(each, request, type);
  return { record, change: { ...alongside, put } };
}

function plannedRecord(request: PutRequest, type: ResourceType): ResourceRecord {
  const { body, current } = request;
  const state = current === undefined ? type.creatingState : type.creatingState === undefined ? undefined : "Updating";
  const provisioningState = type.writes === "immediate" && state !== undefined ? "Succeeded" : state;
  const content = {
    body: {
      ...only(body, [...(type.hasLocation ? ["location"] : []), ...(type.envelope ?? [])]),
      ...type.envelopeOf?.(request),
      properties: { ...type.properties(request), ...(provisioningState === undefined ? {} : { provisioningState }) },
    },
    hidden: { ...current?.hidden, ...type.hidden?.(request) },
  };
  return current === undefined
    ? newRecord({ id: request.id.text, type: type.type }, content)
    : changed(current, content);
}

/** An id as Azure gives it back: the scope's and the type's own case, the resource's name as the caller wrote it. */
function properId({ id, type }: Subject, world: World): ResourceId {
  if (id.resourceGroup === undefined) return id;
  const group = world.find(id.resourceGroup);
  const parent = id.parent === undefined ? undefined : world.find(id.parent);
  if (id.parent !== undefined && parent === undefined) return id;
  if (isExtension(id) && world.find(id.scope) === undefined) return id;
  const names = type.type.split("/");
  const prefix =
    parent === undefined
      ? `${world.find(id.scope)?.id ?? group?.id ?? id.scope}/providers/${names.slice(0, 2).join("/")}`
      : `${parent.id}/${names.at(-1) ?? ""}`;
  return id.text === id.resourceGroup ? id : (parseId(`${prefix}/${id.name}`) ?? id);
}

/** Whether it is on another resource, such as a role assignment, and not in a group or a subscription. */
function isExtension({ scope }: ResourceId): boolean {
  return scope.toLowerCase().includes("/providers/");
}

function withLocation(
  body: JsonObject,
  { type, id, current }: { type: ResourceType; id: ResourceId; current?: ResourceRecord },
): JsonObject {
  const location = textAt(body, "location");
  if (!type.hasLocation) return body;
  if (location === undefined) throw missingParameter("location");
  const known = knownLocation(location, type.type, type.locations);
  const kept = textAt(current?.body, "location");
  if (kept !== undefined && normalLocation(kept) !== known) throw invalidLocation(id, kept, known);
  return { ...body, location: known };
}

function invalidLocation(id: ResourceId, kept: string, asked: string): Error {
  const group = id.resourceGroup === undefined || id.resourceGroup === id.text ? "" : nameOf(id.resourceGroup);
  if (group === "") {
    return conflict(
      "InvalidResourceGroupLocation",
      `Invalid resource group location '${asked}'. The Resource group already exists in location '${kept}'.`,
    );
  }
  return conflict(
    "InvalidResourceLocation",
    `The resource '${id.name}' already exists in location '${kept}' in resource group '${group}'. A resource with the same name cannot be created in location '${asked}'. Please select a new resource name.`,
  );
}

/** The group, the parent and the extended resource have to be there, and the group must not be on its way out. */
function checkPlace(id: ResourceId, world: World): void {
  if (id.resourceGroup !== undefined && id.resourceGroup !== id.text) {
    const group = world.find(id.resourceGroup);
    if (group === undefined) throw resourceGroupNotFound(id.resourceGroup);
    const refusal = groupBeingDeleted(group);
    if (refusal !== undefined) throw refusal;
  }
  const above = id.parent ?? (isExtension(id) ? id.scope : undefined);
  if (above !== undefined && world.find(above) === undefined) throw parentNotFound(above);
}

function checkReferences(record: ResourceRecord, request: PutRequest, written: ResourceType): void {
  const { principal, world, id } = request;
  const type = world.typeOf(record.type);
  for (const reference of type?.references?.(record) ?? []) {
    if (world.find(reference.id) === undefined) {
      throw type?.missing?.(reference, record) ?? invalidReference(reference, record);
    }
    const access = { principal, action: `${actionPrefix(written)}/write`, scope: id.text };
    authorizeLinked(access, { action: reference.action, scope: reference.id }, world);
  }
}

function invalidReference(reference: Reference, record: ResourceRecord): Error {
  return badRequest(
    "InvalidResourceReference",
    `Resource ${reference.id} referenced by resource ${record.id} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`,
  );
}
