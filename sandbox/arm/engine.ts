import { ArmError } from "./arm-error";
import { invalidResourceType, methodNotAllowed, resourceGroupNotFound, resourceNotFound } from "./common-errors";
import { authorize } from "./grants";
import { isObject, textAt, type Json } from "./json";
import { createRefused, operationFailed } from "./mishaps";
import { operationHeaders } from "./operation-answers";
import type { Operations } from "./operations";
import { plannedPut, putRequest } from "./put";
import { rendered } from "./rendering";
import type { ArmRequest, ArmResponse } from "./request";
import { nameOf, RESOURCE_GROUP_TYPE } from "./resource-id";
import type { Deed } from "./resource-type";
import type { OperationRecord, ResourceRecord } from "./store";
import { actionPrefix, type Subject } from "./subject";
import { changed, withProperties, type World } from "./world";

/** Serves every resource type in the same way; what differs is in the type's entry in the table. */
export class Engine {
  constructor(
    private readonly world: World,
    private readonly operations: Operations,
    private readonly url: () => string,
  ) {}

  serve(request: ArmRequest, subject: Subject): ArmResponse {
    switch (request.method) {
      case "GET":
        return this.read(request, subject);
      case "HEAD":
        return { status: this.read(request, subject).status === 200 ? 204 : 404 };
      case "PUT":
        return this.write(request, subject);
      case "PATCH":
        return this.patch(request, subject);
      case "DELETE":
        return this.remove(request, subject);
      default:
        throw methodNotAllowed(request.method, request.path);
    }
  }

  list(request: ArmRequest, place: { readonly scope: string; readonly type: string }): ArmResponse {
    if (request.method !== "GET") throw methodNotAllowed(request.method, request.path);
    const type = this.world.typeOf(place.type);
    const action = place.type === "*" ? "Microsoft.Resources/subscriptions/resources/read" : `${place.type}/read`;
    authorize({ principal: request.principal, action, scope: place.scope }, this.world);
    this.checkScope(place.scope);
    const kept = this.world.below(place.scope, type?.type).filter((record) => type !== undefined || isTopLevel(record));
    const also = type?.alsoListed?.(place.scope, this.world) ?? [];
    const filter = propertyFilter(request.query.get("$filter"));
    return {
      status: 200,
      body: { value: [...also, ...kept].map((record) => rendered(record, this.world)).filter(filter) },
    };
  }

  /** Serves what is below a resource and is none itself: something to read, an answer to a POST, or a deed. */
  act(request: ArmRequest, subject: Subject & { readonly action: string }): ArmResponse {
    const name = subject.action.toLowerCase();
    const { views, actions, deeds } = subject.type;
    const [view, action, deed] = [views?.[name], actions?.[name], deeds?.[name]];
    if (view === undefined && action === undefined && deed === undefined) {
      throw invalidResourceType(`${subject.type.type}/${subject.action}`, subject.apiVersion);
    }
    if (request.method !== (view === undefined ? "POST" : "GET")) throw methodNotAllowed(request.method, request.path);
    this.authorize(request, subject, view === undefined ? `${subject.action}/action` : `${subject.action}/read`);
    const record = this.existing(subject);
    if (view !== undefined) return { status: 200, body: view(record, this.world) };
    if (deed !== undefined) return this.perform(deed, record, subject);
    const body = isObject(request.body) ? request.body : {};
    return { status: 200, body: action?.({ record, body, world: this.world }) ?? {} };
  }

  private perform(deed: Deed, record: ResourceRecord, subject: Subject): ArmResponse {
    this.operations.checkFree(subject.type, { method: "PATCH", id: record.id });
    const change = deed.change(record, this.world);
    if (deed.manner === "immediate") {
      this.world.commit(change);
      return { status: 204 };
    }
    const operation = this.operations.start("put", record, change);
    return { status: 202, headers: this.headers(operation, subject) };
  }

  private read(request: ArmRequest, subject: Subject): ArmResponse {
    this.authorize(request, subject, "read");
    return { status: 200, body: rendered(this.existing(subject), this.world) };
  }

  private write(request: ArmRequest, subject: Subject): ArmResponse {
    this.authorize(request, subject, "write");
    const put = putRequest(request, subject, this.world);
    checkPreconditions(request, put.current);
    this.operations.checkFree(subject.type, { method: "PUT", id: put.id.text });
    if (put.current === undefined) this.refuseOnPurpose(subject.type, put.id.text);
    const { record, change } = plannedPut(put, subject.type);
    const status = put.current === undefined ? 201 : 200;
    if (subject.type.writes === "immediate") {
      this.failOnPurpose(record);
      this.world.commit(change);
      return { status, body: rendered(record, this.world) };
    }
    const operation = this.operations.start("put", record, change);
    return { status, headers: this.headers(operation, subject), body: rendered(record, this.world) };
  }

  private patch(request: ArmRequest, subject: Subject): ArmResponse {
    if (subject.type.patchable !== true) throw methodNotAllowed(request.method, request.path);
    this.authorize(request, subject, "write");
    const current = this.existing(subject);
    this.operations.checkFree(subject.type, { method: "PATCH", id: current.id });
    const tags = isObject(request.body) ? request.body["tags"] : undefined;
    const record = changed(current, { body: { ...current.body, ...(tags === undefined ? {} : { tags }) } });
    this.world.commit({ put: [record] });
    return { status: 200, body: rendered(record, this.world) };
  }

  private remove(request: ArmRequest, subject: Subject): ArmResponse {
    this.authorize(request, subject, "delete");
    const { type } = subject;
    const record = this.world.find(subject.id);
    if (record === undefined) return this.alreadyGone(subject);
    checkPreconditions(request, record);
    this.operations.checkFree(type, { method: "DELETE", id: record.id });
    type.checkDelete?.(record, this.world);
    if (type.deletes === "immediate") {
      this.failOnPurpose(record);
      const body = type.answersWithDeleted === true ? rendered(record, this.world) : undefined;
      this.world.commit({ ...type.leaves?.(record, this.world), remove: [record.id] });
      return { status: 200, ...(body === undefined ? {} : { body }) };
    }
    const deleting =
      type.creatingState === undefined ? record : withProperties(record, { provisioningState: "Deleting" });
    const operation = this.operations.start("delete", deleting, { put: [deleting] });
    return { status: 202, headers: this.headers(operation, subject) };
  }

  private refuseOnPurpose({ type }: Subject["type"], id: string): void {
    const mishap = this.world.mishap("refuseCreate", { id, type });
    if (mishap !== undefined) throw createRefused(mishap, id);
  }

  /** What is done at once has no operation that could fail, so its request does. */
  private failOnPurpose(record: ResourceRecord): void {
    const mishap = this.world.mishap("failOperation", record);
    if (mishap !== undefined) throw operationFailed(mishap, record.id);
  }

  /** ARM answers 204 where there is nothing to delete, but 404 for a resource group that is not there. */
  private alreadyGone({ id, type }: Subject): ArmResponse {
    if (type.type === RESOURCE_GROUP_TYPE) throw resourceGroupNotFound(id.text);
    return { status: 204 };
  }

  private headers(operation: OperationRecord, { apiVersion }: Subject): Record<string, string> {
    return operationHeaders(operation, { world: this.world, url: this.url(), apiVersion });
  }

  private authorize(request: ArmRequest, { id, type }: Subject, verb: string): void {
    authorize({ principal: request.principal, action: `${actionPrefix(type)}/${verb}`, scope: id.text }, this.world);
  }

  private existing({ id, type }: Subject): ResourceRecord {
    const record = this.world.find(id);
    if (record !== undefined) return record;
    if (type.type === RESOURCE_GROUP_TYPE) throw resourceGroupNotFound(id.text);
    this.checkScope(id.resourceGroup ?? "");
    throw resourceNotFound(id);
  }

  private checkScope(scope: string): void {
    if (!/^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+$/i.test(scope)) return;
    if (this.world.find(scope) === undefined) throw resourceGroupNotFound(scope);
  }
}

function isTopLevel({ type, id }: ResourceRecord): boolean {
  return (
    type.split("/").length === 2 && type !== RESOURCE_GROUP_TYPE && (id.match(/\/providers\//gi) ?? []).length === 1
  );
}

/** ARM's optimistic concurrency: `If-Match` an etag, `If-None-Match: *`. */
function checkPreconditions({ headers }: ArmRequest, current: ResourceRecord | undefined): void {
  const wanted = headers["if-match"];
  const fits = wanted === undefined || wanted === "*" || (current !== undefined && wanted.includes(current.etag));
  if (fits && !(headers["if-none-match"] === "*" && current !== undefined)) return;
  throw new ArmError(412, {
    code: "PreconditionFailed",
    message: `The precondition given in the request headers for '${current === undefined ? "the resource" : nameOf(current.id)}' failed.`,
  });
}

/** Understands `name eq 'value'` on a property, which is what clients send; any other filter lets everything through. */
function propertyFilter(filter: string | null): (body: Json) => boolean {
  const [, name, value] = /^\s*(\w+)\s+eq\s+'([^']*)'\s*$/.exec(filter ?? "") ?? [];
  if (name === undefined) return () => true;
  return (body) => textAt(body, `properties.${name}`)?.toLowerCase() === value?.toLowerCase();
}
