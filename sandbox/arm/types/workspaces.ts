import { randomUUID } from "node:crypto";
import { OPERATIONAL_INSIGHTS_VERSIONS } from "../api-versions";
import { badRequest } from "../arm-error";
import { numberAt, objectAt, textAt, withDefaults, without } from "../json";
import type { PutRequest, ResourceType } from "../resource-type";

const READ_ONLY = ["provisioningState", "customerId", "createdDate", "modifiedDate", "privateLinkScopedResources"];

/** Log Analytics workspaces; the sandbox's take in nothing. */
export const workspaces: ResourceType = {
  type: "Microsoft.OperationalInsights/workspaces",
  apiVersions: OPERATIONAL_INSIGHTS_VERSIONS,
  hasLocation: true,
  envelope: ["tags", "identity"],
  writes: "longRunning",
  deletes: "longRunning",
  creatingState: "Creating",
  patchable: true,
  admit: checkWorkspace,
  properties: (request) => {
    const { body, current, world } = request;
    const now = world.now().toISOString();
    const sent = withDefaults(without(objectAt(body, "properties"), ...READ_ONLY), {
      retentionInDays: 30,
      publicNetworkAccessForIngestion: "Enabled",
      publicNetworkAccessForQuery: "Enabled",
    });
    const created = textAt(current?.body, "properties.createdDate") ?? now;
    return {
      ...sent,
      customerId: textAt(current?.body, "properties.customerId") ?? randomUUID(),
      sku: withDefaults(objectAt(sent, "sku"), { name: "PerGB2018", lastSkuUpdate: created }),
      features: withDefaults(objectAt(sent, "features"), {
        legacy: 0,
        searchVersion: 1,
        enableLogAccessUsingOnlyResourcePermissions: true,
      }),
      workspaceCapping: withDefaults(objectAt(sent, "workspaceCapping"), {
        dailyQuotaGb: -1,
        dataIngestionStatus: "RespectQuota",
      }),
      createdDate: created,
      modifiedDate: now,
    };
  },
  render: (record) => ({ etag: `"${record.etag}"`, ...record.body }),
};

/** The limits are documented, the words are ours. @see https://learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure */
function checkWorkspace({ id, body }: PutRequest): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$/.test(id.name)) {
    throw badRequest("InvalidParameter", `Workspace name '${id.name}' is not valid: 4 to 63 letters, digits and '-'.`);
  }
  const days = numberAt(body, "properties.retentionInDays") ?? 30;
  if (days === -1 || (days >= 7 && days <= 730)) return;
  throw badRequest("InvalidParameter", `'RetentionInDays' property value '${days}' is not valid: it is from 7 to 730.`);
}
