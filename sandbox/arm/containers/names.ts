/** The type of container groups. */
export const CONTAINER_GROUP_TYPE = "Microsoft.ContainerInstance/containerGroups";
