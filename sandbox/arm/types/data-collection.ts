import { randomUUID } from "node:crypto";
import { MONITOR_VERSIONS } from "../api-versions";
import { badRequest } from "../arm-error";
import { objectAt, objectsAt, textAt } from "../json";
import type { PutRequest, ResourceType } from "../resource-type";

const RULE_TYPE = "Microsoft.Insights/dataCollectionRules";

/** What Azure Monitor takes in, and where it puts it; the sandbox's take in nothing. */
export const dataCollectionRules: ResourceType = {
  type: RULE_TYPE,
  apiVersions: MONITOR_VERSIONS,
  hasLocation: true,
  envelope: ["tags", "kind", "identity"],
  writes: "immediate",
  deletes: "immediate",
  creatingState: "Creating",
  patchable: true,
  etag: "etag",
  systemData: true,
  admit: checkDestinations,
  properties: ({ body, current }) => ({
    ...objectAt(body, "properties"),
    immutableId: textAt(current?.body, "properties.immutableId") ?? `dcr-${randomUUID().replaceAll("-", "")}`,
  }),
};

/** Which rule a resource is collected by. */
export const dataCollectionRuleAssociations: ResourceType = {
  type: "Microsoft.Insights/dataCollectionRuleAssociations",
  apiVersions: MONITOR_VERSIONS,
  hasLocation: false,
  writes: "immediate",
  deletes: "immediate",
  etag: "etag",
  systemData: true,
  admit: checkRule,
  properties: ({ body }) => objectAt(body, "properties"),
};

/** The words are ours. @see https://learn.microsoft.com/azure/azure-monitor/essentials/data-collection-rule-structure */
function checkDestinations({ body, world }: PutRequest): void {
  for (const destination of objectsAt(body, "properties.destinations.logAnalytics")) {
    const workspace = textAt(destination, "workspaceResourceId") ?? "";
    const found = world.find(workspace);
    if (found === undefined) throw invalid(`the workspace '${workspace}' was not found`);
    const [there, here] = [textAt(found.body, "location"), textAt(body, "location")];
    if (there !== here) throw invalid(`the workspace is in ${there ?? ""}, and the rule in ${here ?? ""}`);
  }
}

function checkRule({ body, world }: PutRequest): void {
  const rule = textAt(body, "properties.dataCollectionRuleId");
  if (rule !== undefined && world.find(rule) === undefined) throw invalid(`the rule '${rule}' was not found`);
}

function invalid(reason: string): Error {
  return badRequest("InvalidPayload", `Data collection rule is invalid: ${reason}.`);
}
