import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import type { Deployment } from "@pulumi/kubernetes/apps/v1";
import { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2";
import * as pulumi from "@pulumi/pulumi";
import type { Tier } from "../../sdk/placement/tier";
import { AutoscaleEngine, type AutoscaleSpec } from "../../sdk/scaling/autoscale-spec";
import { autoscalerMetadata, SCALED_OBJECT, TRIGGER_AUTHENTICATION } from "../../sdk/scaling/autoscaler";
import { HPA_ANNOTATIONS, hpaManifest } from "../../sdk/scaling/horizontal-pod-autoscaler";
import type { ScaledTier, ScalingPlan } from "../../sdk/scaling/plan-scaling";
import { scaledObjectAnnotations, scaledObjectManifest } from "../../sdk/scaling/scaled-object";
import { triggerAuthenticationManifest } from "../../sdk/scaling/trigger-authentication";
import { FORCE } from "../../sdk/pods/deployment";
import { serviceLabels } from "../../sdk/pods/labels";
import { type ClusterConnection, inCluster } from "../cluster-ref";
import type { AutoscaleArgs } from "./args";

/** What the autoscalers of a service are made from. */
export interface AutoscalerParts {
  /** What the user wrote: which children there are hangs on what is plain of it. */
  readonly args: AutoscaleArgs;
  readonly namespace: pulumi.Output<string>;
  readonly spec: pulumi.Output<AutoscaleSpec>;
  readonly plan: pulumi.Output<ScalingPlan>;
  readonly tiers: readonly Tier[];
  /** The Deployment of each tier, by the tier's name. */
  readonly deployments: Readonly<Record<string, Deployment>>;
  /**
   * Whether somebody else moves the bounds, so that what the plan says counts at first only.
   *
   * @default false
   */
  readonly boundsAreMoved?: boolean;
  /** What else is there before the autoscalers and goes after them. */
  readonly after: readonly pulumi.Resource[];
  readonly connection: ClusterConnection;
}

/** What is told to an autoscaler when its tier's bounds move. */
const HPA_BOUNDS = ["spec.minReplicas", "spec.maxReplicas"];
const SCALED_OBJECT_BOUNDS = [
  "spec.minReplicaCount",
  "spec.maxReplicaCount",
  'metadata.annotations["autoscaling.keda.sh/paused"]',
];

/** The autoscaler of a tier, of whichever engine. */
export type Autoscaler = HorizontalPodAutoscaler | CustomResource;

/**
 * One autoscaler for each tier, by the tiers' names; and, where KEDA signs in to Azure, the TriggerAuthentication by which
 * it does. A tier that has no replicas at any time has its autoscaler too, so that a plan which is not known yet changes
 * no children; its Deployment must say that it has 0.
 */
export function autoscalers(
  parent: pulumi.Resource,
  name: string,
  parts: AutoscalerParts,
): Readonly<Record<string, Autoscaler>> {
  const isKeda = parts.args.engine === AutoscaleEngine.keda;
  const authentication = isKeda && signsIn(parts.args) ? [triggerAuthentication(parent, name, parts)] : [];
  const made = parts.tiers.map((tier): [string, Autoscaler] => {
    const deployment = parts.deployments[tier.name];
    const options = {
      parent,
      ...inCluster(parts.connection),
      ...(parts.boundsAreMoved === true ? { ignoreChanges: [...(isKeda ? SCALED_OBJECT_BOUNDS : HPA_BOUNDS)] } : {}),
      dependsOn: [...(deployment === undefined ? [] : [deployment]), ...authentication, ...parts.after],
    };
    const make = isKeda ? scaledObject : horizontalPodAutoscaler;
    return [tier.name, make({ name, tier, parts }, options)];
  });
  return Object.fromEntries(made);
}

/** Whether KEDA reads the metric by an Azure identity. */
function signsIn({ serviceBusQueue, prometheus, trigger }: AutoscaleArgs): boolean {
  return serviceBusQueue !== undefined || (prometheus ?? trigger)?.workloadIdentity !== undefined;
}

interface TierParts {
  readonly name: string;
  readonly tier: Tier;
  readonly parts: AutoscalerParts;
}

function horizontalPodAutoscaler(
  { name, tier, parts }: TierParts,
  options: pulumi.CustomResourceOptions,
): HorizontalPodAutoscaler {
  const { spec, namespace } = parts;
  const metadata = { ...autoscalerMetadata(name, tier.name), namespace, annotations: { ...HPA_ANNOTATIONS, ...FORCE } };
  const manifest = pulumi.all([spec, scaledTier(tier, parts)]).apply(([{ metric }, scaled]) => {
    if (metric.kind === "external")
      throw new Error("A HorizontalPodAutoscaler has no metric from outside the cluster.");
    return hpaManifest(name, metric, scaled);
  });
  return new HorizontalPodAutoscaler(`${name}-${tier.name}-autoscaler`, { metadata, spec: manifest }, options);
}

function scaledObject({ name, tier, parts }: TierParts, options: pulumi.CustomResourceOptions): CustomResource {
  const { spec, namespace } = parts;
  const scaled = scaledTier(tier, parts);
  return new CustomResource(
    `${name}-${tier.name}-autoscaler`,
    {
      ...SCALED_OBJECT,
      metadata: {
        ...autoscalerMetadata(name, tier.name),
        namespace,
        annotations: scaled.apply((plan) => ({ ...scaledObjectAnnotations(plan), ...FORCE })),
      },
      spec: pulumi.all([spec, scaled]).apply(([known, plan]) => scaledObjectManifest(name, known, plan)),
    },
    options,
  );
}

function triggerAuthentication(
  parent: pulumi.Resource,
  name: string,
  { spec, namespace, connection }: AutoscalerParts,
): CustomResource {
  return new CustomResource(
    `${name}-trigger-authentication`,
    {
      ...TRIGGER_AUTHENTICATION,
      metadata: { name, namespace, labels: serviceLabels(name) },
      spec: spec.apply(({ metric }) =>
        triggerAuthenticationManifest((metric.kind === "external" ? metric.trigger.workloadIdentity : undefined) ?? {}),
      ),
    },
    { parent, ...inCluster(connection) },
  );
}

function scaledTier({ name }: Tier, { plan }: AutoscalerParts): pulumi.Output<ScaledTier> {
  return plan.apply(({ tiers }) => {
    const tier = tiers.find((candidate) => candidate.name === name);
    if (tier === undefined)
      throw new Error(`The plan has no tier ${name}; it has ${tiers.map((each) => each.name).join(", ")}.`);
    return tier;
  });
}
