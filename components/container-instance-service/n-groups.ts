import { NGroup } from "@pulumi/azure-native/containerinstance";
import type { LoadBalancer } from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import { FleetUpgradeStrategy } from "../../sdk/containers/fleet-upgrade";
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
      ...said(pick(args, "location", "zones")),
      ...said({ identity: identity(args) }),
      tags: tags(parts),
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
        ...(strategy === FleetUpgradeStrategy.manual
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

/**
 * NGroups replace groups in a rolling update only where this tag allows it; otherwise they change them in place, which ACI
 * refuses for half of what a group is.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-instance-ngroups/container-instances-rolling-update
 */
function tags({ args, decided }: FleetParts): pulumi.Output<Record<string, string>> {
  return pulumi.all([args.tags ?? {}, decided.upgrade]).apply(([own, { strategy }]) => {
    const allowed: Record<string, string> =
      strategy === FleetUpgradeStrategy.rolling ? { "rollingupdate.replace.enabled": "true" } : {};
    return { ...own, ...allowed };
  });
}

function inPool(loadBalancer: LoadBalancer) {
  return { loadBalancer: { backendAddressPools: [{ resource: backendPoolId(loadBalancer) }] } };
}
