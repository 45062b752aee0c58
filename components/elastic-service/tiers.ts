import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { Service } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { targetAnnotation } from "../../sdk/failover/declared-target";
import type { TierNodes } from "../../sdk/placement/node-selection";
import { type Tier, TierKind } from "../../sdk/placement/tier";
import { deploymentAnnotations, deploymentManifest } from "../../sdk/pods/deployment";
import { tierLabels } from "../../sdk/pods/labels";
import { podTemplateManifest, type PodTemplateManifest } from "../../sdk/pods/pod-template";
import { tierServiceManifest } from "../../sdk/pods/service";
import { adapted } from "../../sdk/pods/virtual-node-pods";
import { canaryNodes } from "../../sdk/upgrade/canary-deployment";
import type { RolloutPlan } from "../../sdk/upgrade/rollout-plan";
import { inCluster } from "../cluster-ref";
import type { ServiceDecisions } from "./decisions";
import type { ServiceEnvironment } from "./environment";
import { namespaceOf, type ServiceParts } from "./parts";
import { type OwnedParts, replicasOf } from "./replica-owners";

/** A tier and the pods that it runs. */
export interface TierPods extends Tier {
  readonly template: pulumi.Output<PodTemplateManifest>;
}

/** What the pods of a service are made from. */
export interface PodParts extends Pick<ServiceParts, "name" | "decided"> {
  readonly environment: ServiceEnvironment;
}

/** The pods of each tier, in the tiers' order. */
export function tierPods(parts: PodParts): readonly TierPods[] {
  return parts.decided.tiers.map((tier) => ({ ...tier, template: podTemplate(parts, tier, tierNodes(parts, tier)) }));
}

/** The pods that try a new version, for the nodes of each tier. */
export function canaryPods(parts: PodParts): readonly TierPods[] {
  return parts.decided.tiers.map((tier) => ({
    ...tier,
    template: podTemplate(parts, tier, tierNodes(parts, tier).apply(canaryNodes)),
  }));
}

function podTemplate(
  { name, decided, environment }: PodParts,
  tier: Tier,
  nodes: pulumi.Output<TierNodes>,
): pulumi.Output<PodTemplateManifest> {
  const [forAll] = decided.patches;
  const patches = pulumi
    .all([forAll?.spec, patchOf(decided, tier)])
    .apply((known) => known.map((patch) => patch?.podTemplate ?? {}));
  const sources = pulumi.output({
    configMap: environment.configMap?.metadata.name,
    secret: environment.secret?.metadata.name,
  });
  const template = pulumi
    .all([nodes, decided.pod, patches, sources])
    .apply(([known, pod, merged, names]) => podTemplateManifest(name, known, { pod, patches: merged, ...names }));
  return tier.kind === TierKind.virtualNode ? forVirtualNodes(template, decided) : template;
}

/** Pods for virtual nodes, known when it is known that they can run there. */
function forVirtualNodes(template: pulumi.Output<PodTemplateManifest>, decided: ServiceDecisions) {
  return pulumi
    .all([template, decided.virtualNodePods, decided.virtualNodes])
    .apply(([known, { adapts }, { generation }]) => adapted(known, generation, adapts));
}

/** The nodes of one tier. VMs are told apart from virtual nodes of any generation, so theirs need not be known. */
function tierNodes({ decided }: PodParts, tier: Tier): pulumi.Output<TierNodes> {
  const { name, kind } = tier;
  const nodeSelector = pulumi.output(patchOf(decided, tier)?.nodeSelector ?? {});
  if (kind !== TierKind.virtualNode) {
    return nodeSelector.apply((labels): TierNodes => ({ name, kind, nodeSelector: labels }));
  }
  return pulumi
    .all([nodeSelector, decided.virtualNodes])
    .apply(([labels, virtualNodes]): TierNodes => ({ name, kind, nodeSelector: labels, virtualNodes }));
}

/** The patch of one tier stands behind that of all. */
function patchOf({ tiers, patches }: ServiceDecisions, { name }: Tier) {
  return patches[tiers.findIndex((tier) => tier.name === name) + 1]?.spec;
}

/**
 * A tier that fails over may be without capacity while its Deployment changes: whether the service is ready is for all
 * tiers together, and `Failover` waits for that.
 */
const SKIP_AWAIT = { "pulumi.com/skipAwait": "true" };

/** What the Deployments of a service are made from, besides its pods. */
export interface DeploymentParts extends OwnedParts {
  readonly tiers: readonly TierPods[];
  readonly rollout: pulumi.Output<RolloutPlan>;
  /** What must have passed before a tier is touched. */
  readonly gates: readonly pulumi.Resource[];
}

/** One Deployment for each tier, by the tiers' names. A tier without replicas has its Deployment too. */
export function tierDeployments(parent: pulumi.Resource, parts: DeploymentParts): Record<string, Deployment> {
  const { name, connection, tiers, rollout, gates } = parts;
  const made = tiers.map((tier, index): [string, Deployment] => {
    const replicas = replicasOf(tier, parts);
    const content = {
      namespace: namespaceOf(parts),
      replicas: replicas as pulumi.Output<number>,
      annotations: annotationsOf(replicas, parts, index === 0),
      strategy: rollout.apply(({ strategies }) => strategies[tier.name] ?? {}),
      template: tier.template,
    };
    const options = { parent, ...inCluster(connection), dependsOn: [...connection.dependsOn, ...gates] };
    return [tier.name, new Deployment(`${name}-${tier.name}`, deploymentManifest(name, tier.name, content), options)];
  });
  return Object.fromEntries(made);
}

/** Pulumi's own, and on the first tier's how the service fails over: whoever looks after it reads it there. */
function annotationsOf(
  replicas: pulumi.Output<number | undefined>,
  { args, decided }: DeploymentParts,
  isFirst: boolean,
): pulumi.Output<Readonly<Record<string, string>>> {
  if (args.failover === undefined) return replicas.apply(deploymentAnnotations);
  return pulumi.all([replicas, decided.failover]).apply(([count, failover]): Readonly<Record<string, string>> => ({
    ...deploymentAnnotations(count),
    ...SKIP_AWAIT,
    ...(isFirst && failover !== undefined ? targetAnnotation(failover.target) : {}),
  }));
}

/** One Service for each tier, without an address of its own, for asking that tier alone how it is. */
export function tierServices(parent: pulumi.Resource, parts: ServiceParts): void {
  const { name, decided, connection } = parts;
  for (const tier of decided.tiers) {
    new Service(
      `${name}-${tier.name}-service`,
      {
        metadata: {
          name: `${name}-${tier.name}`,
          namespace: namespaceOf(parts),
          labels: tierLabels(name, tier.name),
          // A tier may be without pods at any time, and nobody waits for them.
          annotations: { "pulumi.com/skipAwait": "true" },
        },
        spec: decided.service.apply((known) => tierServiceManifest(name, tier.name, known)),
      },
      { parent, ...inCluster(connection) },
    );
  }
}
