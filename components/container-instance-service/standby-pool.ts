import type { ContainerGroupArgs } from "@pulumi/azure-native/containerinstance";
import { StandbyContainerGroupPool } from "@pulumi/azure-native/standbypool";
import type * as pulumi from "@pulumi/pulumi";
import { standbyPoolName } from "../../sdk/containers/standby-name";
import { said } from "../container-group/attachments";
import { pick } from "../resolve";
import type { FleetParts } from "./parts";
import { groupProfile } from "./profile";

/** A container of which only the name is said: everything else is the profile's. The API asks for a member all the same. */
const ofProfile = (name: string) => ({ name, configMap: { keyValuePairs: {} } });

/**
 * Groups that are kept ready, and how a replica is made from one of them. Where none is ready Azure makes one from nothing.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-instances-standby-pool-overview
 */
export function standbyTemplate(
  parent: pulumi.Resource,
  parts: FleetParts,
): Omit<ContainerGroupArgs, "resourceGroupName"> {
  const { name, args } = parts;
  const profile = groupProfile(parent, parts);
  const reference = { id: profile.id, revision: profile.revision };
  const pool = new StandbyContainerGroupPool(
    `${name}-standby-pool`,
    {
      resourceGroupName: args.resourceGroupName,
      ...said(pick(args, "location", "tags")),
      standbyContainerGroupPoolName: standbyPoolName(name),
      elasticityProfile: { maxReadyCapacity: args.standbyPool?.readyGroups ?? 0, refillPolicy: "always" },
      containerGroupProperties: { containerGroupProfile: reference, subnetIds: [{ id: args.subnetId }] },
    },
    { parent },
  );
  return {
    ...said(pick(args, "location", "tags")),
    containers: [name, ...(args.sidecars ?? []).map((sidecar) => sidecar.name)].map(ofProfile),
    containerGroupProfile: reference,
    standbyPoolProfile: { id: pool.id },
  };
}
