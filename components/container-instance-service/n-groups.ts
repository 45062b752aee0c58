import { NGroup } from "@pulumi/azure-native/containerinstance";
import type { LoadBalancer } from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import { identity, said } from "../container-group/attachments";
import { pick } from "../resolve";
import { backendPoolId } from "./load-balancer";
import type { FleetParts } from "./parts";
import { groupProfile } from "./profile";

/** The groups of a fleet as Azure keeps them: as many as are wanted, at all times, in its own load balancer's pool. */
export function nGroups(parent: pulumi.Resource, parts: FleetParts, loadBalancer: LoadBalancer | undefined): NGroup {
  const { name, args, decided, plan } = parts;
  const profile = groupProfile(parent, parts);
  return new NGroup(
    `${name}-n-groups`,
    {
      resourceGroupName: args.resourceGroupName,
      ...said(pick(args, "location", "tags", "zones")),
      ...said({ identity: identity(args) }),
      elasticProfile: {
        desiredCount: plan.apply(({ groups }) => groups.length),
        maintainDesiredCount: true,
        containerGroupNamingPolicy: { guidNamingPolicy: { prefix: `${name}-` } },
      },
      containerGroupProfiles: [
        {
          resource: { id: profile.id },
          containerGroupProperties: { subnetIds: [{ id: args.subnetId }] },
          ...(loadBalancer === undefined ? {} : { networkProfile: inPool(loadBalancer) }),
        },
      ],
      updateProfile: decided.upgrade.apply(({ strategy, maxBatchPercent, maxUnhealthyPercent, verifySeconds }) => ({
        updateMode: strategy,
        ...(strategy === "Manual"
          ? {}
          : {
              rollingUpdateProfile: {
                maxBatchPercent,
                maxUnhealthyPercent,
                pauseTimeBetweenBatches: `PT${verifySeconds}S`,
              },
            }),
      })),
    },
    { parent },
  );
}

function inPool(loadBalancer: LoadBalancer) {
  return { loadBalancer: { backendAddressPools: [{ resource: backendPoolId(loadBalancer) }] } };
}
