import type { ResourceType } from "../resource-type";
import type { Shape } from "../shape";

const environmentVariable: Shape = { required: ["name"] };
const volumeMount: Shape = { required: ["mountPath", "name"] };

const container: Shape = {
  beside: ["name"],
  members: {
    environmentVariables: environmentVariable,
    ports: { required: ["port"] },
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

/** The resource types of `azure-native:containerinstance` that the sandbox has. */
export const containerInstanceTypes: readonly ResourceType[] = [
  {
    token: "azure-native:containerinstance:ContainerGroup",
    apiVersion: "2024-05-01-preview",
    path:
      "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}" +
      "/providers/Microsoft.ContainerInstance/containerGroups/{containerGroupName}",
    autoName: "random",
    hasLocation: true,
    shape: {
      beside: ["id", "identity", "location", "name", "tags", "type", "zones"],
      members: {
        containers: container,
        extensions: { beside: ["name"], required: ["extensionType", "name", "version"] },
        identity: { members: { userAssignedIdentities: { set: true } }, computed: ["principalId", "tenantId"] },
        imageRegistryCredentials: { required: ["server"] },
        initContainers: initContainer,
        ipAddress: { computed: ["fqdn", "ip"], required: ["ports", "type"] },
        subnetIds: { required: ["id"] },
        volumes: { required: ["name"] },
      },
      computed: ["instanceView", "ipAddress", "isCreatedFromStandbyPool", "name", "provisioningState", "type"],
      required: ["containers"],
    },
    replacing: ["location"],
  },
];
