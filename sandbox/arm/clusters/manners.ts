import { CONTAINER_SERVICE_VERSIONS } from "../api-versions";
import { badRequest, conflict, type ArmError } from "../arm-error";
import { valueAt, type Json } from "../json";
import { nameOf, resourceGroupOf } from "../resource-id";
import type { BusyRequest, Reference, ResourceType } from "../resource-type";
import type { ResourceRecord } from "../store";

/** What the types of Microsoft.ContainerService have in common. */
export const CLUSTER_MANNERS = {
  apiVersions: CONTAINER_SERVICE_VERSIONS,
  writes: "longRunning",
  deletes: "longRunning",
  creatingState: "Creating",
  busy: clusterBusy,
  missing: subnetNotFound,
} as const satisfies Partial<ResourceType>;

/** Azure/azure-cli-extensions#9855 quotes the answer in full. */
function clusterBusy({ operation }: BusyRequest): ArmError {
  const verb = operation.kind === "put" ? "update" : "delete";
  return conflict(
    "OperationNotAllowed",
    `Operation is not allowed because there's an in progress ${verb} managed cluster operation (operation ID: ${operation.id}) on the managed cluster started on UTC ${operation.startTime}. Please wait for it to finish before starting a new operation.`,
  );
}

/** MicrosoftDocs/azure-docs#66257 quotes the answer in full. */
export function subnetNotFound({ id }: Pick<Reference, "id">): ArmError {
  const parts = id.split("/");
  return badRequest(
    "GetSubnetError",
    `Could not find subnet ${nameOf(id)} in vnet ${parts[8] ?? ""} from resource group ${nameOf(resourceGroupOf(id) ?? "")} of subscription ${parts[2] ?? ""}.`,
  );
}

/** Refuses to change what stays as it was when the resource was made. */
export function checkUnchanged(current: ResourceRecord, sent: Json, paths: readonly string[]): void {
  for (const path of paths) {
    const [before, after] = [valueAt(current.body["properties"], path), valueAt(sent, path)];
    if (after === undefined || after === null || JSON.stringify(before) === JSON.stringify(after)) continue;
    throw badRequest(
      "PropertyChangeNotAllowed",
      `Changing property 'properties.${path}' is not allowed.`,
      `properties.${path}`,
    );
  }
}
