import { checkMaintenance } from "../clusters/maintenance";
import { CLUSTER_MANNERS } from "../clusters/manners";
import { CLUSTER_TYPE } from "../clusters/names";
import { objectAt } from "../json";
import type { ResourceType } from "../resource-type";

/** When AKS may do its own work on a cluster. Written at once, also while the cluster is being changed. */
export const maintenanceConfigurations: ResourceType = {
  type: `${CLUSTER_TYPE}/maintenanceConfigurations`,
  apiVersions: CLUSTER_MANNERS.apiVersions,
  hasLocation: false,
  writes: "immediate",
  deletes: "immediate",
  systemData: true,
  admit: ({ id, body }) => {
    checkMaintenance(id.name, objectAt(body, "properties"));
  },
  properties: ({ body }) => objectAt(body, "properties"),
};
