import type * as pulumi from "@pulumi/pulumi";
import type { FleetExposure } from "../../sdk/containers/fleet-access";
import type { FleetUpgradeStrategy, Orchestration } from "../../sdk/containers/fleet-upgrade";
import type { ContainerGroupArgs } from "../container-group/args";
import type { AciQuotaArgs } from "../elastic-service/tier-args";

/** From when on a fleet has another number of replicas. */
export interface ScheduleArgs {
  /** When, as five fields of cron: minute, hour, day of month, month, day of week; such as `0 8 * * 1-5`. */
  readonly cron: pulumi.Input<string>;
  /** How many replicas from then on, 0 to 100,000. */
  readonly replicas: pulumi.Input<number>;
  /**
   * IANA name of the time zone that the times are in, such as `Europe/Berlin`.
   *
   * @default "UTC"
   */
  readonly timeZone?: pulumi.Input<string>;
}

/** Groups that Azure keeps ready, so that a new replica runs within a second or two. They cost as much as those that serve. */
export interface StandbyPoolArgs {
  /** How many are ready at a time, 0 to 2,000. They take part of the quota. */
  readonly readyGroups: pulumi.Input<number>;
}

/** A name of the fleet in a private DNS zone that exists and is linked to the virtual network. */
export interface PrivateDnsArgs {
  /** Name of the zone, such as `shop.internal`. */
  readonly zoneName: pulumi.Input<string>;
  /**
   * Resource group of the zone.
   *
   * @default - that of the fleet
   */
  readonly resourceGroupName?: pulumi.Input<string>;
  /**
   * Name in the zone.
   *
   * @default - that of the component
   */
  readonly recordName?: pulumi.Input<string>;
}

/** How a new version reaches the replicas of a fleet. */
export interface FleetUpgradeArgs {
  /**
   * Whether a new version reaches the groups that run. For NGroups alone.
   *
   * @default FleetUpgradeStrategy.rolling
   */
  readonly strategy?: pulumi.Input<FleetUpgradeStrategy>;
  /**
   * The most replicas that are upgraded at a time, in percent of all, 1 to 100; at least one.
   *
   * @default 20
   */
  readonly maxBatchPercent?: pulumi.Input<number>;
  /**
   * The most replicas that may be sick after a batch, in percent of those upgraded so far, 0 to 100. For NGroups alone.
   *
   * @default 0
   */
  readonly maxUnhealthyPercent?: pulumi.Input<number>;
  /**
   * How long a batch must be well before the next one begins, in seconds, 0 to 3,600. NGroups pause as long.
   *
   * @default 30
   */
  readonly verifySeconds?: pulumi.Input<number>;
  /**
   * How long a replica may take to be well, in minutes, 1 to 1,440. For container groups alone.
   *
   * @default 10
   */
  readonly timeoutMinutes?: pulumi.Input<number>;
  /**
   * Whether each replica must also answer `probe` at its own address, asked by whoever runs `pulumi up`. Only for those who
   * run it in the virtual network, or reach it otherwise: elsewhere nobody has that address, or somebody else. For container
   * groups alone.
   *
   * @default false: that ACI says that a replica runs has to do
   */
  readonly asksReplicas?: pulumi.Input<boolean>;
}

/** What a `ContainerInstanceService` is made from. */
export interface ContainerInstanceServiceArgs extends ContainerGroupArgs {
  /**
   * ARM id of the subnet of the replicas, which is delegated to container groups, such as one of a `VirtualNodeNetwork`'s
   * additional subnets. They reach the world through its NAT gateway.
   */
  readonly subnetId: pulumi.Input<string>;
  /**
   * Number of replicas, 0 to 100,000; each is a container group. With `schedule` it counts until the first time of it. With
   * orchestration "ContainerGroups" it must be a plain number, because it decides which resources there are.
   */
  readonly replicas: pulumi.Input<number>;
  /**
   * Other numbers of replicas from certain times on. They are looked at when `pulumi up` runs, so a pipeline must run it at
   * those times.
   *
   * @default - `replicas` counts at all times
   */
  readonly schedule?: ScheduleArgs[];
  /**
   * Who keeps the replicas. NGroups are a preview of Azure's, which a subscription is registered for
   * (https://learn.microsoft.com/azure/container-instances/container-instance-ngroups/container-instances-about-ngroups).
   * It must be known when the program runs.
   *
   * @default Orchestration.nGroups
   */
  readonly orchestration?: Orchestration;
  /**
   * Availability zones to spread over: "1", "2", "3". To leave one out that is lost moves its own replicas alone; NGroups
   * take new zones, and never lose one.
   *
   * @default - Azure chooses the places
   */
  readonly zones?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Who can reach the service. It must be known when the program runs, because it decides whether there is a load balancer.
   *
   * @default FleetExposure.network, because a service opens to nobody whom its author did not name
   */
  readonly exposure?: FleetExposure;
  /**
   * Port of the load balancer, 1 to 65535.
   *
   * @default 80
   */
  readonly servicePort?: pulumi.Input<number>;
  /**
   * ARM id of the subnet of an internal load balancer's address: one that is not delegated, such as the node subnet of a
   * `VirtualNodeNetwork`.
   *
   * @default - none; required with an internal load balancer
   */
  readonly frontendSubnetId?: pulumi.Input<string>;
  /**
   * A private DNS name of the service.
   *
   * @default - none
   */
  readonly privateDns?: PrivateDnsArgs;
  /**
   * Groups that are kept ready for new replicas. For orchestration "ContainerGroups".
   *
   * @default - none: a new replica starts from nothing
   */
  readonly standbyPool?: StandbyPoolArgs;
  /**
   * How a new version reaches the replicas.
   *
   * @default - a fifth of them at a time, each of which must be well for 30 seconds
   */
  readonly upgrade?: FleetUpgradeArgs;
  /**
   * What Azure Container Instances allows the subscription in the region. What it has no room for is reported as unplaced.
   *
   * @default - what Azure gives a new subscription
   */
  readonly aciQuota?: AciQuotaArgs;
}
