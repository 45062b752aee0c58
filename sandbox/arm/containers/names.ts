/** The type of container groups. */
export const CONTAINER_GROUP_TYPE = "Microsoft.ContainerInstance/containerGroups";
/** The type of the templates of container groups. */
export const PROFILE_TYPE = "Microsoft.ContainerInstance/containerGroupProfiles";
/** The type of NGroups: sets of container groups that Azure makes from a profile. */
export const NGROUP_TYPE = "Microsoft.ContainerInstance/ngroups";
/** The type of pools of container groups that were started beforehand. */
export const STANDBY_POOL_TYPE = "Microsoft.StandbyPool/standbyContainerGroupPools";
