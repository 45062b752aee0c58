/**
 * Names by which the chart's pods are known and told what to do.
 *
 * @see https://github.com/microsoft/virtualnodesOnAzureContainerInstances/blob/main/Helm/virtualnode/templates/deployment.yaml
 */
export const chartNames = {
  /** On every pod that is a virtual node, whatever the release and its values are called. */
  infrastructureLabel: "virtualnodeInfraHealthCheckEligible",
  /** Environment variables of its containers, by the value that they carry. */
  variables: {
    nodeLabels: "CustomNodeLabels",
    aciSubnetName: "Subnets",
    aciResourceGroupName: "ResourceGroup",
    zones: "VirtualNode_Zones",
    customTags: "VirtualNode_CustomTags",
  },
} as const;
