import type { ResourceType } from "../resource-type";
import type { Shape } from "../shape";

const environmentVariable: Shape = { required: ["name"] };
const volumeMount: Shape = { required: ["mountPath", "name"] };

const PROVIDER =
  "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.ContainerInstance";
const BESIDE = ["id", "identity", "location", "name", "systemData", "tags", "type", "zones"] as const;

const probe: Shape = { members: { httpGet: { required: ["port"] } } };

const container: Shape = {
  beside: ["name"],
  members: {
    environmentVariables: environmentVariable,
    livenessProbe: probe,
    ports: { required: ["port"] },
    readinessProbe: probe,
    resources: { members: { requests: { required: ["cpu", "memoryInGB"] } }, required: ["requests"] },
    volumeMounts: volumeMount,
  },
  computed: ["instanceView"],
  required: ["name"],
};

const initContainer: Shape = {
  beside: ["name"],
  members: { environmentVariables: environmentVariable, volumeMounts: volumeMount },
  computed: ["instanceView"],
  required: ["name"],
};

const volume: Shape = {
  members: {
    azureFile: { required: ["shareName", "storageAccountName"] },
    gitRepo: { required: ["repository"] },
  },
  required: ["name"],
};

/** What a container group and a profile of groups have in common. */
const template: NonNullable<Shape["members"]> = {
  containers: container,
  diagnostics: { members: { logAnalytics: { required: ["workspaceId", "workspaceKey"] } } },
  encryptionProperties: { required: ["keyName", "keyVersion", "vaultBaseUrl"] },
  extensions: { beside: ["name"], required: ["extensionType", "name", "version"] },
  imageRegistryCredentials: { required: ["server"] },
  initContainers: initContainer,
  ipAddress: { computed: ["fqdn", "ip"], members: { ports: { required: ["port"] } }, required: ["ports", "type"] },
  volumes: volume,
};

const identity: Shape = {
  members: { userAssignedIdentities: { set: true } },
  computed: ["principalId", "tenantId"],
};

const subnetIds: Shape = { required: ["id"] };

const containerGroup: Shape = {
  beside: BESIDE,
  members: { ...template, dnsConfig: { required: ["nameServers"] }, identity, subnetIds },
  computed: ["instanceView", "ipAddress", "isCreatedFromStandbyPool", "name", "provisioningState", "type"],
  required: ["containers"],
};

const containerGroupProfile: Shape = {
  beside: BESIDE,
  members: template,
  computed: ["name", "revision", "type"],
  required: ["containers", "osType"],
};

/** Unlike a group's containers, those of which NGroups says more keep their `properties` in azure-native. */
const nGroup: Shape = {
  beside: BESIDE,
  members: {
    containerGroupProfiles: {
      members: {
        containerGroupProperties: {
          members: {
            containers: { members: { properties: { members: { volumeMounts: volumeMount } } } },
            subnetIds,
            volumes: volume,
          },
        },
      },
    },
    identity,
  },
  computed: ["name", "provisioningState", "systemData", "type"],
};

/** The resource types of `azure-native:containerinstance` that the sandbox has. */
export const containerInstanceTypes: readonly ResourceType[] = [
  {
    token: "azure-native:containerinstance:ContainerGroup",
    apiVersion: "2024-05-01-preview",
    path: `${PROVIDER}/containerGroups/{containerGroupName}`,
    autoName: "random",
    hasLocation: true,
    shape: containerGroup,
    replacing: ["location"],
  },
  {
    token: "azure-native:containerinstance:ContainerGroupProfile",
    apiVersion: "2024-05-01-preview",
    path: `${PROVIDER}/containerGroupProfiles/{containerGroupProfileName}`,
    autoName: "random",
    hasLocation: true,
    shape: containerGroupProfile,
    replacing: ["location"],
  },
  {
    token: "azure-native:containerinstance:NGroup",
    apiVersion: "2025-09-01",
    path: `${PROVIDER}/ngroups/{ngroupsName}`,
    autoName: "random",
    hasLocation: true,
    shape: nGroup,
    replacing: ["location"],
  },
];
