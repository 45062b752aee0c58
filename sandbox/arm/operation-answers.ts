import { ArmError } from "./arm-error";
import { operationLocation } from "./operations";
import type { ArmResponse } from "./request";
import { RESOURCE_GROUP_TYPE } from "./resource-id";
import type { OperationRecord } from "./store";
import type { World } from "./world";

/** Where the headers of an accepted request point. */
export interface HeaderPlace {
  readonly world: World;
  readonly url: string;
  readonly apiVersion: string;
}

/**
 * The headers by which a client follows an operation. Microsoft.Resources has only `Location`; the others have
 * `Azure-AsyncOperation`, and `Location` as well on a delete.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations
 */
export function operationHeaders(operation: OperationRecord, place: HeaderPlace): Record<string, string> {
  const { world, url, apiVersion } = place;
  const subscription = `${url}/subscriptions/${world.surroundings.subscriptionId}`;
  const query = `api-version=${apiVersion}`;
  const wait = retryHeaders(world);
  if (operation.resourceType === RESOURCE_GROUP_TYPE) {
    return { Location: `${subscription}/operationresults/${operation.id}?${query}`, ...wait };
  }
  const [namespace = ""] = operation.resourceType.split("/");
  const record = world.find(operation.resourceId);
  const location = record === undefined ? "global" : operationLocation(record, world);
  const base = `${subscription}/providers/${namespace}/locations/${location}`;
  const headers = { "Azure-AsyncOperation": `${base}/operations/${operation.id}?${query}`, ...wait };
  return operation.kind === "put"
    ? headers
    : { ...headers, Location: `${base}/operationResults/${operation.id}?${query}` };
}

/** The state of an operation, as its `Azure-AsyncOperation` URL answers. */
export function operationStatus(operation: OperationRecord, world: World): ArmResponse {
  const { id, status, startTime, endTime, error } = operation;
  const body = { name: id, status, startTime, endTime, ...(error === undefined ? {} : { error: { ...error } }) };
  return status === "InProgress" ? { status: 200, headers: retryHeaders(world), body } : { status: 200, body };
}

/** The outcome of an operation, as its `Location` URL answers: 202 as long as it runs. */
export function operationResult(operation: OperationRecord, world: World, self: string): ArmResponse {
  if (operation.status === "InProgress") {
    return { status: 202, headers: { Location: self, ...retryHeaders(world) } };
  }
  if (operation.error === undefined) return { status: operation.kind === "delete" ? 204 : 200 };
  throw new ArmError(409, operation.error);
}

/**
 * Retry-After is in whole seconds, more than most operations take here. So that a sandbox is quick, `retry-after-ms`,
 * which Azure's own client pipelines prefer where they find it, says it more finely.
 */
function retryHeaders(world: World): Record<string, string> {
  const { operationSeconds } = world.surroundings;
  const milliseconds = Math.min(1000, Math.max(50, Math.round(operationSeconds * 500)));
  return { "Retry-After": "1", "retry-after-ms": String(milliseconds) };
}
