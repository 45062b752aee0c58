/**
 * Members of a container group whose change ACI refuses: the group has to be deleted and made anew. azure-native does not
 * know of them.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-instances-update#properties-that-require-container-delete
 */
const UNCHANGEABLE = ["osType", "restartPolicy", "containers[*].resources", "subnetIds", "zones"] as const;

/** Members of which no page says that they can be changed, and that decide where a group runs or what it is taken from. */
const UNSTATED = ["priority", "sku", "ipAddress.type", "containerGroupProfile"] as const;

/**
 * The paths whose change makes another group. A sidecar more or less is other resources of the group; Pulumi tells of it by
 * the place of the sidecar, so every change of one counts.
 *
 * @param sidecars - how many there are
 */
export function replacingPaths(sidecars: number): string[] {
  const places = Array.from({ length: sidecars + 1 }, (_none, index) => `containers[${index + 1}]`);
  return [...UNCHANGEABLE, ...UNSTATED, ...places];
}
