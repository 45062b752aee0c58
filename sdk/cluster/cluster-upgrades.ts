import { checked, type Check } from "../check";

/**
 * Which versions of Kubernetes AKS moves a cluster to by itself.
 *
 * @see https://learn.microsoft.com/azure/aks/auto-upgrade-cluster
 */
export const UpgradeChannel = {
  none: "none",
  /** The latest patch of the minor version that the cluster has. */
  patch: "patch",
  /** The latest patch of the minor version before the latest. */
  stable: "stable",
  /** The latest patch of the latest minor version. */
  rapid: "rapid",
} as const;
export type UpgradeChannel = (typeof UpgradeChannel)[keyof typeof UpgradeChannel];

/**
 * Where the nodes' operating system gets its updates from.
 *
 * @see https://learn.microsoft.com/azure/aks/auto-upgrade-node-os-image
 */
export const NodeOsUpgradeChannel = {
  none: "None",
  /** From the distribution, by the node itself, which nobody restarts. */
  unmanaged: "Unmanaged",
  /** Security patches, tested by AKS, mostly without a restart. */
  securityPatch: "SecurityPatch",
  /** A new image every week, to which the nodes are moved one after the other. */
  nodeImage: "NodeImage",
} as const;
export type NodeOsUpgradeChannel = (typeof NodeOsUpgradeChannel)[keyof typeof NodeOsUpgradeChannel];

/** A day of the week, in Azure's words. */
export const WeekDay = {
  monday: "Monday",
  tuesday: "Tuesday",
  wednesday: "Wednesday",
  thursday: "Thursday",
  friday: "Friday",
  saturday: "Saturday",
  sunday: "Sunday",
} as const;
export type WeekDay = (typeof WeekDay)[keyof typeof WeekDay];

/** What a user may say about the upgrades of a cluster. */
export interface ClusterUpgradesArgs {
  readonly kubernetesVersion?: string | undefined;
  readonly upgradeChannel?: UpgradeChannel | undefined;
  readonly nodeOsUpgradeChannel?: NodeOsUpgradeChannel | undefined;
  readonly maintenanceWindow?: MaintenanceWindowArgs | undefined;
}

/** What a user may say about when AKS upgrades a cluster. */
export interface MaintenanceWindowArgs {
  readonly dayOfWeek: WeekDay;
  readonly startTime: string;
  readonly durationHours?: number | undefined;
  readonly utcOffset?: string | undefined;
  readonly intervalWeeks?: number | undefined;
}

/** The upgrades of a cluster, complete and checked. */
export interface ClusterUpgradesSpec {
  readonly kubernetesVersion?: string;
  readonly upgradeChannel: UpgradeChannel;
  readonly nodeOsUpgradeChannel: NodeOsUpgradeChannel;
  /** Any time where there is none. */
  readonly maintenanceWindow?: Required<{
    [Name in keyof MaintenanceWindowArgs]: NonNullable<MaintenanceWindowArgs[Name]>;
  }>;
}

/** Patches hold fixes of security and break no API; a new minor version may. */
export const DEFAULT_UPGRADE_CHANNEL = UpgradeChannel.patch;

const VERSION = { pattern: /^\d+\.\d+(\.\d+)?$/, description: "a version of Kubernetes such as 1.34" };
/** AKS takes the latest patch, and leaves it alone when it is given the same minor version again. */
const MINOR_VERSION = {
  pattern: /^\d+\.\d+$/,
  description: 'a minor version such as 1.34 where upgradeChannel is "patch", which chooses the patch',
};
const TIME = { pattern: /^([01]\d|2[0-3]):[0-5]\d$/, description: "a time from 00:00 to 23:59" };
const UTC_OFFSET = { pattern: /^[+-]\d{2}:\d{2}$/, description: "an offset from UTC such as +01:00" };

/** @throws ArgumentError where an argument is wrong */
export function clusterUpgradesSpec(args: ClusterUpgradesArgs): ClusterUpgradesSpec {
  return checked((check) => {
    const { none, patch, stable, rapid } = UpgradeChannel;
    const channel = check.oneOf("upgradeChannel", args.upgradeChannel ?? DEFAULT_UPGRADE_CHANNEL, [
      none,
      patch,
      stable,
      rapid,
    ]);
    const { kubernetesVersion, maintenanceWindow } = args;
    const rule = channel === patch ? MINOR_VERSION : VERSION;
    return {
      ...(kubernetesVersion === undefined
        ? {}
        : { kubernetesVersion: check.text("kubernetesVersion", kubernetesVersion, rule) }),
      upgradeChannel: channel,
      nodeOsUpgradeChannel: nodeOsUpgradeChannel(args, check),
      ...(maintenanceWindow === undefined
        ? {}
        : { maintenanceWindow: maintenanceWindowSpec(maintenanceWindow, check.within("maintenanceWindow")) }),
    };
  });
}

/** Whether AKS may move a cluster to another minor version than the one that it was made with. */
export function movesMinorVersion(channel: UpgradeChannel): boolean {
  return channel === UpgradeChannel.stable || channel === UpgradeChannel.rapid;
}

function nodeOsUpgradeChannel(args: ClusterUpgradesArgs, check: Check): NodeOsUpgradeChannel {
  const { none, unmanaged, securityPatch, nodeImage } = NodeOsUpgradeChannel;
  const choices = [none, unmanaged, securityPatch, nodeImage] as const;
  return check.oneOf("nodeOsUpgradeChannel", args.nodeOsUpgradeChannel ?? nodeImage, choices);
}

/** @see https://learn.microsoft.com/azure/aks/planned-maintenance */
function maintenanceWindowSpec(args: MaintenanceWindowArgs, check: Check) {
  const days = Object.values(WeekDay) as [WeekDay, ...WeekDay[]];
  return {
    dayOfWeek: check.oneOf("dayOfWeek", args.dayOfWeek, days),
    startTime: check.text("startTime", args.startTime, TIME),
    durationHours: check.wholeNumber("durationHours", args.durationHours ?? 4, { min: 4, max: 24 }),
    utcOffset: check.text("utcOffset", args.utcOffset ?? "+00:00", UTC_OFFSET),
    intervalWeeks: check.wholeNumber("intervalWeeks", args.intervalWeeks ?? 1, { min: 1, max: 4 }),
  };
}
