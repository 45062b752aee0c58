import { parse, stringify } from "yaml";
import { isObject, objectAt, objectsAt, textAt, valueAt, type Json, type JsonObject } from "../json";

/** The application of AKS's own API servers, for which a user's token has to be. */
export const SERVER_APPLICATION = "6dae42f8-4368-4678-94ff-3960e28e3630";
/** The application as which kubelogin signs a person in. */
const CLIENT_APPLICATION = "80faf920-1908-4b52-b5ef-a8e7bedfc67a";

const INSTALL_HINT = `
kubelogin is not installed which is required to connect to AAD enabled cluster.

To learn more, please go to https://aka.ms/aks/kubelogin
`;

/** Whether users of a cluster sign in with Entra ID. */
export function hasEntraId(properties: JsonObject): boolean {
  return valueAt(properties, "aadProfile.managed") === true;
}

/** The Entra profile of a cluster with what AKS adds. */
export function entraProfile(properties: JsonObject, tenantId: string): JsonObject {
  if (!hasEntraId(properties)) return {};
  const profile = { enableAzureRBAC: false, tenantID: tenantId, ...objectAt(properties, "aadProfile") };
  return { aadProfile: profile };
}

/**
 * A cluster user's kubeconfig as AKS gives it for a cluster with Entra ID: it holds no credential, but has kubelogin get
 * one.
 *
 * @see https://learn.microsoft.com/azure/aks/kubelogin-authentication#how-to-use-kubelogin-with-aks
 */
export function entraKubeconfig(kubeconfig: string, tenantId: string): string {
  const config = parse(kubeconfig) as Json;
  if (!isObject(config)) return kubeconfig;
  const users = objectsAt(config, "users").map((user) => ({
    name: textAt(user, "name") ?? "",
    user: { exec: plugin(tenantId) },
  }));
  return stringify({ ...config, users }, { lineWidth: 0 });
}

function plugin(tenantId: string): JsonObject {
  return {
    apiVersion: "client.authentication.k8s.io/v1beta1",
    args: [
      "get-token",
      ...["--environment", "AzurePublicCloud"],
      ...["--server-id", SERVER_APPLICATION],
      ...["--client-id", CLIENT_APPLICATION],
      ...["--tenant-id", tenantId],
      ...["--login", "devicecode"],
    ],
    command: "kubelogin",
    env: null,
    installHint: INSTALL_HINT,
    provideClusterInfo: false,
  };
}
