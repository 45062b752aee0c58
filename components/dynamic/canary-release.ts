import * as pulumi from "@pulumi/pulumi";
import type { ProbeSpec } from "../../sdk/pods/probe";
import { dynamicType, installedActions } from "./installed-actions";

/** What a {@link CanaryRelease} is made from. */
export interface CanaryReleaseArgs {
  /**
   * Kubeconfig of a user who may get, list, create and delete Deployments, list and patch pods, list events, and get
   * `pods/proxy` in the namespace, YAML. It is kept as a secret.
   */
  readonly kubeconfig: pulumi.Input<string>;
  /** Namespace of the service. */
  readonly namespace: pulumi.Input<string>;
  /** Name of the service, of which those of its Deployments are made. */
  readonly service: string;
  /** Pod template that is tried. It is in the state as an input, as secret as it is given. */
  readonly template: pulumi.Input<object>;
  /** Tells the template from another. */
  readonly templateHash: pulumi.Input<string>;
  /** Number of pods that try it, 1 to 100. */
  readonly canaryReplicas: pulumi.Input<number>;
  /** How long they must be well, in seconds, 0 to 3,600. */
  readonly verifySeconds: pulumi.Input<number>;
  /** How long they may take to be ready and to answer rightly for the first time, in minutes, 1 to 1,440. */
  readonly timeoutMinutes: pulumi.Input<number>;
  /** How many answers may be wrong, of all pods together, 0 to 1,000. */
  readonly wrongAnswersAllowed: pulumi.Input<number>;
  /**
   * What each pod is asked.
   *
   * @default - nothing: to be ready, without restarts, is enough
   */
  readonly probe?: pulumi.Input<ProbeSpec | undefined>;
  /** What an upgrade does, a sentence a step: shown in the preview of one. */
  readonly steps: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * The gate before the tiers of a service. A new pod template is tried here first, by a Deployment of its own whose pods
 * take part of the service's requests as soon as they are well, and which is taken away afterwards. What depends on this
 * resource is only touched once the template has passed. The first template of a service, before which there is nothing to
 * protect, passes at once, and so does one that has not changed.
 */
export class CanaryRelease extends pulumi.CustomResource {
  /** What was seen of the canary of the version that runs. */
  declare readonly findings: pulumi.Output<string>;

  constructor(name: string, args: CanaryReleaseArgs, opts?: pulumi.CustomResourceOptions) {
    const props = {
      ...installedActions("canary-release"),
      ...args,
      kubeconfig: pulumi.secret(args.kubeconfig),
      findings: undefined,
      isLeftOver: undefined,
    };
    const secrets = { additionalSecretOutputs: ["kubeconfig", "template"] };
    super(dynamicType("CanaryRelease"), name, props, pulumi.mergeOptions(secrets, opts));
  }
}
