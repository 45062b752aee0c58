/**
 * The two implementations of AKS virtual nodes.
 *
 * @see https://github.com/microsoft/virtualnodesOnAzureContainerInstances#limitations-of-the-prior-virtual-node-vs-this-virtual-node-on-azure-container-instances
 */
export const VirtualNodeGeneration = {
  /** The AKS add-on `aciConnectorLinux`: one virtual node, run by AKS. */
  v1: "v1",
  /** The Helm chart `virtualnodesOnAzureContainerInstances`: virtual nodes that run on the cluster's VMs. */
  v2: "v2",
} as const;
export type VirtualNodeGeneration = (typeof VirtualNodeGeneration)[keyof typeof VirtualNodeGeneration];
