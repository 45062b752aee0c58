import type { ResourceType } from "../resource-type";

/** The resource types of `azure-native:standbypool` that the sandbox has. */
export const standbyPoolTypes: readonly ResourceType[] = [
  {
    token: "azure-native:standbypool:StandbyContainerGroupPool",
    apiVersion: "2024-03-01",
    path:
      "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}" +
      "/providers/Microsoft.StandbyPool/standbyContainerGroupPools/{standbyContainerGroupPoolName}",
    autoName: "random",
    hasLocation: true,
    shape: {
      beside: ["id", "location", "name", "systemData", "tags", "type"],
      members: {
        containerGroupProperties: {
          members: { containerGroupProfile: { required: ["id"] }, subnetIds: { required: ["id"] } },
          required: ["containerGroupProfile"],
        },
        elasticityProfile: { required: ["maxReadyCapacity"] },
      },
      computed: ["name", "provisioningState", "systemData", "type"],
      required: ["containerGroupProperties", "elasticityProfile"],
    },
    replacing: ["location"],
  },
];
