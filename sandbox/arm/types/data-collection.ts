import { randomUUID } from "node:crypto";
import { MONITOR_VERSIONS } from "../api-versions";
import { badRequest, conflict } from "../arm-error";
import { objectAt, objectsAt, textAt, without, type JsonObject } from "../json";
import { nameOf, sameId } from "../resource-id";
import type { PutRequest, ResourceType } from "../resource-type";
import type { ResourceRecord } from "../store";
import type { World } from "../world";

const ASSOCIATION_TYPE = "Microsoft.Insights/dataCollectionRuleAssociations";
const READ_ONLY = ["provisioningState", "immutableId", "metadata"];

const MANNERS = {
  apiVersions: MONITOR_VERSIONS,
  writes: "immediate",
  deletes: "immediate",
  systemData: true,
  render: ({ etag, body }) => ({ etag: `"${etag}"`, ...body }),
} as const satisfies Partial<ResourceType>;

/** What Azure Monitor takes in, and where it puts it; the sandbox's take in nothing. */
export const dataCollectionRules: ResourceType = {
  ...MANNERS,
  type: "Microsoft.Insights/dataCollectionRules",
  hasLocation: true,
  envelope: ["tags", "kind", "identity"],
  creatingState: "Creating",
  patchable: true,
  admit: checkDestinations,
  properties: ({ body, current, world }) => ({
    ...withWorkspaceIds(without(objectAt(body, "properties"), ...READ_ONLY), world),
    immutableId: textAt(current?.body, "properties.immutableId") ?? `dcr-${randomUUID().replaceAll("-", "")}`,
  }),
  checkDelete: refuseWhileAssociated,
};

/** Which rule a resource is collected by. It goes with the resource, and not with the rule. */
export const dataCollectionRuleAssociations: ResourceType = {
  ...MANNERS,
  type: ASSOCIATION_TYPE,
  hasLocation: false,
  admit: checkRule,
  properties: ({ body }) => without(objectAt(body, "properties"), ...READ_ONLY),
};

/** Azure adds the id by which a workspace is known to those who write to it (Azure/azure-powershell#25727 shows it). */
function withWorkspaceIds(properties: JsonObject, world: World): JsonObject {
  const destinations = objectAt(properties, "destinations");
  if (destinations["logAnalytics"] === undefined) return properties;
  const logAnalytics = objectsAt(destinations, "logAnalytics").map((destination) => ({
    ...destination,
    workspaceId: textAt(workspaceOf(destination, world)?.body, "properties.customerId"),
  }));
  return { ...properties, destinations: { ...destinations, logAnalytics } };
}

/** @see https://learn.microsoft.com/azure/azure-monitor/essentials/data-collection-rule-overview#supported-regions */
function checkDestinations({ body, world }: PutRequest): void {
  const here = textAt(body, "location") ?? "";
  for (const destination of objectsAt(body, "properties.destinations.logAnalytics")) {
    const id = textAt(destination, "workspaceResourceId") ?? "";
    const workspace = workspaceOf(destination, world);
    if (workspace === undefined) throw invalidRule(`the workspace '${id}' was not found`);
    const there = textAt(workspace.body, "location") ?? "";
    if (there !== here) throw invalidRule(`the workspace '${id}' is in '${there}', and the rule in '${here}'`);
  }
}

function workspaceOf(destination: JsonObject, world: World): ResourceRecord | undefined {
  return world.find(textAt(destination, "workspaceResourceId") ?? "");
}

/**
 * The code and the sentence are Azure's (hashicorp/terraform-provider-azurerm#28709 has an answer in full). The reason
 * is ours, and so is its place: Azure puts it into `details`, which azure-native does not print.
 */
function invalidRule(reason: string): Error {
  return badRequest("InvalidPayload", `Data collection rule is invalid: ${reason}.`);
}

/** The words are ours. */
function checkRule({ id, body, world }: PutRequest): void {
  const rule = textAt(body, "properties.dataCollectionRuleId");
  if (rule === undefined || world.find(rule) !== undefined) return;
  throw badRequest("InvalidPayload", `Association '${id.name}' is invalid: the rule '${rule}' was not found.`);
}

/**
 * Azure/azure-sdk-for-python#31264 has the code; the status and the words are ours.
 *
 * @see https://learn.microsoft.com/rest/api/monitor/data-collection-rules/delete
 */
function refuseWhileAssociated(rule: ResourceRecord, world: World): void {
  const associations = world
    .all(ASSOCIATION_TYPE)
    .filter(({ body }) => sameId(textAt(body, "properties.dataCollectionRuleId") ?? "", rule.id));
  if (associations.length === 0) return;
  throw conflict(
    "ExistingAssociationsPreventDelete",
    `Existing associations with Azure Monitor Data Collection Rule '${nameOf(rule.id)}' prevent that it is deleted: ${associations.map(({ id }) => id).join(", ")}.`,
  );
}
