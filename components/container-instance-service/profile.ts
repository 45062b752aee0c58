import { ContainerGroupProfile } from "@pulumi/azure-native/containerinstance";
import type * as pulumi from "@pulumi/pulumi";
import type { FleetParts } from "./parts";
import { groupTemplate } from "./template";

/**
 * The template that Azure makes groups from. It is never changed: another version is another profile, which is what
 * NGroups take for a new version, and what a standby pool renews its groups by.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-instance-ngroups/container-instances-rolling-update
 */
export function groupProfile(parent: pulumi.Resource, parts: FleetParts): ContainerGroupProfile {
  const { name, args } = parts;
  return new ContainerGroupProfile(
    `${name}-profile`,
    { resourceGroupName: args.resourceGroupName, ...groupTemplate(parts) },
    { parent, replaceOnChanges: ["*"] },
  );
}
