import { CONTAINER_REGISTRY_VERSIONS } from "../api-versions";
import { badRequest, conflict } from "../arm-error";
import { objectAt, textAt, withDefaults, without } from "../json";
import { nameOf } from "../resource-id";
import type { PutRequest, ResourceType } from "../resource-type";

const REGISTRY_TYPE = "Microsoft.ContainerRegistry/registries";

const READ_ONLY = ["provisioningState", "loginServer", "creationDate", "status", "dataEndpointHostNames"];

/** Container registries; the sandbox's hold no images, they are there to be given roles on. */
export const registries: ResourceType = {
  type: REGISTRY_TYPE,
  apiVersions: CONTAINER_REGISTRY_VERSIONS,
  hasLocation: true,
  envelope: ["tags", "identity"],
  required: ["sku.name"],
  writes: "longRunning",
  deletes: "longRunning",
  creatingState: "Creating",
  patchable: true,
  systemData: true,
  admit: checkRegistry,
  envelopeOf: ({ body }) => ({ sku: { ...objectAt(body, "sku"), tier: textAt(body, "sku.name") ?? "" } }),
  // As `az acr show` shows a new registry: https://learn.microsoft.com/cli/azure/acr#az-acr-show
  properties: ({ id, body, current, world }) => ({
    ...withDefaults(without(objectAt(body, "properties"), ...READ_ONLY), {
      adminUserEnabled: false,
      anonymousPullEnabled: false,
      dataEndpointEnabled: false,
      encryption: { status: "disabled" },
      networkRuleBypassOptions: "AzureServices",
      policies: {
        exportPolicy: { status: "enabled" },
        quarantinePolicy: { status: "disabled" },
        retentionPolicy: { days: 7, status: "disabled" },
        trustPolicy: { status: "disabled", type: "Notary" },
      },
      publicNetworkAccess: "Enabled",
      zoneRedundancy: "Disabled",
    }),
    loginServer: `${id.name.toLowerCase()}.azurecr.io`,
    creationDate: textAt(current?.body, "properties.creationDate") ?? world.now().toISOString(),
    dataEndpointHostNames: [],
    privateEndpointConnections: [],
  }),
};

/** Names are one for all of Azure. @see https://learn.microsoft.com/azure/container-registry/container-registry-get-started-portal */
function checkRegistry({ id, current, world }: PutRequest): void {
  if (!/^[A-Za-z0-9]{5,50}$/.test(id.name)) {
    throw badRequest(
      "InvalidRegistryName",
      `The registry name '${id.name}' is invalid. It may contain alphanumeric characters only and must be between 5 and 50 characters.`,
    );
  }
  const taken = world.all(REGISTRY_TYPE).some((other) => nameOf(other.id).toLowerCase() === id.name.toLowerCase());
  if (current !== undefined || !taken) return;
  throw conflict("AlreadyInUse", `The registry DNS name ${id.name.toLowerCase()}.azurecr.io is already in use.`);
}
