import type * as pulumi from "@pulumi/pulumi";
import type { ProbeScheme } from "../../sdk/pods/probe";

/** An HTTP request by which the container is asked how it is. */
export interface ProbeArgs {
  /** Path of the request, which starts with `/`. */
  readonly path: pulumi.Input<string>;
  /**
   * Port of the request, 1 to 65535.
   *
   * @default - the service's `port`
   */
  readonly port?: pulumi.Input<number>;
  /**
   * How it is asked.
   *
   * @default ProbeScheme.http
   */
  readonly scheme?: pulumi.Input<ProbeScheme>;
  /**
   * Seconds after the container's start before the first request, 0 to 3,600.
   *
   * @default 0
   */
  readonly initialDelaySeconds?: pulumi.Input<number>;
  /**
   * Seconds between two requests, 1 to 3,600.
   *
   * @default 10
   */
  readonly periodSeconds?: pulumi.Input<number>;
  /**
   * Seconds after which a request counts as unanswered, 1 to 3,600.
   *
   * @default 1
   */
  readonly timeoutSeconds?: pulumi.Input<number>;
  /**
   * How many requests in a row must fail, 1 to 100.
   *
   * @default 3
   */
  readonly failureThreshold?: pulumi.Input<number>;
}
