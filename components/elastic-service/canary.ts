import * as pulumi from "@pulumi/pulumi";
import type { PodTemplateManifest } from "../../sdk/pods/pod-template";
import { canaryName } from "../../sdk/upgrade/canary-deployment";
import { planRollout } from "../../sdk/upgrade/rollout-plan";
import { canaryTier, rolloutOrder, type RolloutSpec } from "../../sdk/upgrade/rollout-spec";
import { templateHash } from "../../sdk/upgrade/template-hash";
import { canaryStep, tierStep } from "../../sdk/upgrade/upgrade-steps";
import { CanaryRelease } from "../dynamic/canary-release";
import { namespaceOf, type ServiceParts } from "./parts";
import type { TierPods } from "./tiers";

/** What the canary of a service is made from. */
export interface CanaryParts extends Pick<ServiceParts, "name" | "args" | "decided" | "connection"> {
  /** The pods of each tier, made for the nodes that `canaryNodes` gives. */
  readonly pods: readonly TierPods[];
  readonly rollout: pulumi.Output<RolloutSpec>;
}

/**
 * What tries a new version of a service: the Deployments of all tiers must depend on it. It depends on what its template
 * is made from, so a new ConfigMap is there before it.
 */
export function canaryRelease(parent: pulumi.Resource, parts: CanaryParts): CanaryRelease {
  const { name, args, connection, rollout } = parts;
  const template = templateOf(parts);
  const upgrade = rollout.upgrade;
  return new CanaryRelease(
    canaryName(name),
    {
      kubeconfig: args.cluster.kubeconfig,
      namespace: namespaceOf(parts),
      service: name,
      template,
      templateHash: template.apply(templateHash),
      canaryReplicas: upgrade.canaryReplicas,
      verifySeconds: upgrade.verifySeconds,
      timeoutMinutes: upgrade.timeoutMinutes,
      wrongAnswersAllowed: upgrade.wrongAnswersAllowed,
      probe: probeOf(parts),
      steps: steps(parts),
    },
    {
      parent,
      dependsOn: [...connection.dependsOn],
      ...(connection.deletedWith === undefined ? {} : { deletedWith: connection.deletedWith }),
    },
  );
}

/** The template of the tier that it is tried on. */
function templateOf({ pods, rollout }: CanaryParts): pulumi.Output<PodTemplateManifest> {
  const [fallback] = pods;
  return rollout.apply(({ tiers }) => {
    const chosen = pods.find(({ name }) => name === canaryTier(tiers)?.name) ?? fallback;
    if (chosen === undefined) throw new Error("A service has one tier or more.");
    return chosen.template;
  });
}

/** Each step by itself: a preview that does not know the image yet shows the others. */
function steps(parts: CanaryParts): pulumi.Output<string>[] {
  const { decided, args, rollout } = parts;
  const first = pulumi
    .all([rollout, unlessSecret(args.probe, probeOf(parts)), unlessSecret(args.image, pulumi.output(args.image))])
    .apply(([spec, probe, image]) => canaryStep(spec, { probe, image }));
  const rest = rolloutOrder(decided.tiers).map(({ name }) =>
    rollout.apply((spec) => tierStep(name, spec, planRollout(spec))),
  );
  return [first, ...rest];
}

/** The probe is as secret as it was given, also where another part of the pod is a secret. */
function probeOf({ args, decided }: Pick<CanaryParts, "args" | "decided">) {
  const probe = decided.pod.apply((pod) => pod.probe);
  return isSecret(args.probe).apply((secret) => (secret ? probe : pulumi.unsecret(probe)));
}

/** What is shown has no secret in it. */
function unlessSecret<Value>(given: unknown, value: pulumi.Output<Value>): pulumi.Output<Value | undefined> {
  return isSecret(given).apply((secret) => (secret ? pulumi.output(undefined) : value));
}

function isSecret(given: unknown): pulumi.Output<boolean> {
  return pulumi.output(pulumi.isSecret(pulumi.output(given)));
}
