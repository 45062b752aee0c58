import type * as pulumi from "@pulumi/pulumi";
import type { EndpointScheme } from "../../sdk/failover/endpoint-probe";
import type { FailoverAgentArgs } from "../failover-agent/args";

/** What the replicas of each tier are asked to find out whether the tier serves. */
export interface FailoverProbeArgs {
  /**
   * How they are asked.
   *
   * @default EndpointScheme.http
   */
  readonly scheme?: pulumi.Input<EndpointScheme>;
  /**
   * Path of the request, which starts with `/`. Required, but with `EndpointScheme.tcp`, which has none.
   *
   * @default - none
   */
  readonly path?: pulumi.Input<string>;
  /**
   * Port of the request, 1 to 65535.
   *
   * @default - the service's `port`
   */
  readonly port?: pulumi.Input<number>;
  /**
   * The only status that is a right answer, 100 to 599. Not with `EndpointScheme.tcp`.
   *
   * @default - any from 200 to 399
   */
  readonly expectedStatus?: pulumi.Input<number>;
  /**
   * Seconds after which a request counts as unanswered, 1 to `periodSeconds`.
   *
   * @default - 2, or `periodSeconds` where that is less
   */
  readonly timeoutSeconds?: pulumi.Input<number>;
  /**
   * Seconds between two rounds of requests, 1 to 300.
   *
   * @default 5
   */
  readonly periodSeconds?: pulumi.Input<number>;
  /**
   * How many of the last rounds are looked at, 1 to 20.
   *
   * @default 5
   */
  readonly rounds?: pulumi.Input<number>;
  /**
   * With how many bad rounds among them a tier is sick, 1 to `rounds`. A round is bad in which fewer than half answer
   * rightly.
   *
   * @default - 3, or `rounds` where that is less
   */
  readonly failures?: pulumi.Input<number>;
  /**
   * With how many good rounds in a row it is well again, 1 to `rounds`.
   *
   * @default - 3, or `rounds` where that is less
   */
  readonly successes?: pulumi.Input<number>;
}

/** When a service leaves a tier that is sick, and when it comes home. It takes two tiers or more. */
export interface FailoverArgs {
  /**
   * For how long a tier must be sick before its replicas move, in seconds, 5 to 3,600.
   *
   * @default 30
   */
  readonly windowSeconds?: pulumi.Input<number>;
  /**
   * For how long a tier must be well again before they come home, in seconds, `windowSeconds` to 86,400. It doubles each
   * time that the tier falls sick again soon after.
   *
   * @default - 300, or `windowSeconds` where that is more
   */
  readonly holdDownSeconds?: pulumi.Input<number>;
  /**
   * The most replicas that one step moves, and how many more than wanted there may be meanwhile, 1 to 1,000.
   *
   * @default 20
   */
  readonly rate?: pulumi.Input<number>;
  /**
   * After how many moves in an hour failover holds still and says so, 2 to 20.
   *
   * @default 6
   */
  readonly breaker?: pulumi.Input<number>;
  /**
   * The fewest ready replicas that are left when some are taken away on purpose, 0 to `replicas`.
   *
   * @default - as many as are wanted
   */
  readonly floor?: pulumi.Input<number>;
  /**
   * How long a replica may take from its creation until it is ready before its tier counts as sick, in seconds, 10 to
   * 1,800.
   *
   * @default 120
   */
  readonly coldStartSeconds?: pulumi.Input<number>;
  /**
   * Whether the other tiers may run more than their `max` while one is sick.
   *
   * @default true, because a service that is up costs less than one that is not
   */
  readonly mayExceedMax?: pulumi.Input<boolean>;
  /**
   * What the replicas of each tier are asked, by who is in the cluster.
   *
   * @default - nothing: Kubernetes' word counts
   */
  readonly probe?: FailoverProbeArgs;
  /**
   * How long `pulumi up` waits until all replicas are where they are to be, and ready, in minutes, 1 to 1,440.
   *
   * @default 10
   */
  readonly timeoutMinutes?: pulumi.Input<number>;
  /**
   * The agent that looks after the service between two runs of `pulumi up`.
   *
   * @default - two pods on the system pool
   */
  readonly agent?: FailoverAgentArgs;
}
