import { MaintenanceConfiguration, type ManagedCluster } from "@pulumi/azure-native/containerservice";
import type * as pulumi from "@pulumi/pulumi";
import type { ClusterUpgradesSpec, WeekDay } from "../../sdk/cluster/cluster-upgrades";
import type { VirtualNodeClusterArgs } from "./args";

/** When AKS may upgrade a cluster by itself. */
export interface MaintenanceWindowArgs {
  /** Day of the week on which it starts. */
  readonly dayOfWeek: pulumi.Input<WeekDay>;
  /** Time at which it starts, from `00:00` to `23:59`. */
  readonly startTime: pulumi.Input<string>;
  /**
   * How long an upgrade may begin or go on, in hours, 4 to 24.
   *
   * @default 4, the least that AKS takes
   */
  readonly durationHours?: pulumi.Input<number>;
  /**
   * Offset from UTC of the start, such as `+01:00`. It knows no summer time.
   *
   * @default "+00:00"
   */
  readonly utcOffset?: pulumi.Input<string>;
  /**
   * Weeks from one window to the next, 1 to 4.
   *
   * @default 1
   */
  readonly intervalWeeks?: pulumi.Input<number>;
}

/** What a maintenance window is put on. */
export interface MaintenanceParts {
  readonly args: Pick<VirtualNodeClusterArgs, "maintenanceWindow" | "resourceGroupName">;
  readonly cluster: ManagedCluster;
  readonly decided: { readonly upgrades: pulumi.Output<ClusterUpgradesSpec> };
}

/**
 * The names by which AKS knows what a window is for: upgrades of Kubernetes, and those of the nodes' system.
 *
 * @see https://learn.microsoft.com/azure/aks/planned-maintenance
 */
const SCHEDULES = [
  { role: "upgrade-schedule", configName: "aksManagedAutoUpgradeSchedule" },
  { role: "node-os-upgrade-schedule", configName: "aksManagedNodeOSUpgradeSchedule" },
] as const;

/** Keeps AKS's own upgrades to a window, where there is one. */
export function maintenanceSchedules(
  parent: pulumi.Resource,
  name: string,
  { args, cluster, decided: { upgrades } }: MaintenanceParts,
): readonly MaintenanceConfiguration[] {
  if (args.maintenanceWindow === undefined) return [];
  const window = upgrades.apply(({ maintenanceWindow }) => maintenanceWindow);
  const maintenanceWindow = window.apply((known) => known && armWindow(known));
  const place = { resourceGroupName: args.resourceGroupName, resourceName: cluster.name, maintenanceWindow };
  return SCHEDULES.map(
    ({ role, configName }) =>
      new MaintenanceConfiguration(
        `${name}-${role}`,
        { ...place, configName },
        { parent, deleteBeforeReplace: true, deletedWith: cluster },
      ),
  );
}

function armWindow({ dayOfWeek, intervalWeeks, ...window }: NonNullable<ClusterUpgradesSpec["maintenanceWindow"]>) {
  return { ...window, schedule: { weekly: { dayOfWeek, intervalWeeks } } };
}
