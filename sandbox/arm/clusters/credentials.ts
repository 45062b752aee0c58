import { badRequest, conflict } from "../arm-error";
import { objectAt, textAt, valueAt, type JsonObject } from "../json";
import { nameOf } from "../resource-id";
import type { ActionRequest } from "../resource-type";
import { entraKubeconfig, hasEntraId } from "./entra";

/** The kubeconfig of a cluster's user; with Entra ID it holds no credential. */
export function userCredential({ record, world }: ActionRequest): JsonObject {
  const kubeconfig = kubeconfigOf(record);
  const { tenantId } = world.surroundings;
  const properties = objectAt(record.body, "properties");
  const tenant = textAt(properties, "aadProfile.tenantID") ?? tenantId;
  return credential("clusterUser", hasEntraId(properties) ? entraKubeconfig(kubeconfig, tenant) : kubeconfig);
}

/** The kubeconfig of a cluster's local administrator. */
export function adminCredential({ record }: ActionRequest): JsonObject {
  if (valueAt(record.body, "properties.disableLocalAccounts") === true) {
    // hashicorp/terraform-provider-azurerm#15489
    throw badRequest(
      "BadRequest",
      "Getting static credential is not allowed because this cluster is set to disable local accounts.",
    );
  }
  return credential("clusterAdmin", kubeconfigOf(record));
}

function kubeconfigOf({ id, hidden }: ActionRequest["record"]): string {
  const kubeconfig = textAt(hidden, "kubeconfig");
  if (kubeconfig !== undefined) return kubeconfig;
  throw conflict("OperationNotAllowed", `Managed cluster '${nameOf(id)}' has no control plane yet.`);
}

function credential(name: string, kubeconfig: string): JsonObject {
  return { kubeconfigs: [{ name, value: Buffer.from(kubeconfig).toString("base64") }] };
}
