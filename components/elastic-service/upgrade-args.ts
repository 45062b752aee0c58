import type * as pulumi from "@pulumi/pulumi";
import type { UpgradeStrategy } from "../../sdk/upgrade/upgrade-spec";

/** How a new version of a service's pods takes the place of the old one. */
export interface UpgradeArgs {
  /**
   * Whether a new version is first tried on pods of its own. It must be known when the program runs, because it decides
   * whether there is a resource that tries it.
   *
   * @default UpgradeStrategy.canary
   */
  readonly strategy?: UpgradeStrategy;
  /**
   * Number of pods that try a new version, 1 to 100. On the virtual node each is a container group of the quota.
   *
   * @default 1
   */
  readonly canaryReplicas?: pulumi.Input<number>;
  /**
   * How long they must be well among the service's other pods before a tier is touched, in seconds, 0 to 3,600: ready,
   * without one restart, and with right answers to the service's `probe`.
   *
   * @default 30
   */
  readonly verifySeconds?: pulumi.Input<number>;
  /**
   * How long they may take to be ready and to give a first right answer to `probe`, in minutes, 1 to 1,440.
   *
   * @default 10
   */
  readonly timeoutMinutes?: pulumi.Input<number>;
  /**
   * How many wrong answers to `probe` may be let pass, of all canary pods together, 0 to 1,000. What a pod answers before
   * its first right answer does not count.
   *
   * @default 0
   */
  readonly wrongAnswersAllowed?: pulumi.Input<number>;
  /**
   * The most pods that a tier may have above its number while it rolls, 1 or more. On virtual nodes ACI's quota may leave
   * room for fewer.
   *
   * @default - a quarter of the tier's replicas
   */
  readonly maxSurge?: pulumi.Input<number>;
}
