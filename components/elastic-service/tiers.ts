import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { Service } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import type { TierNodes } from "../../sdk/placement/node-selection";
import { type Tier, TierKind } from "../../sdk/placement/tier";
import { deploymentManifest } from "../../sdk/pods/deployment";
import { tierLabels } from "../../sdk/pods/labels";
import { podTemplateManifest, type PodTemplateManifest } from "../../sdk/pods/pod-template";
import { tierServiceManifest } from "../../sdk/pods/service";
import { adapted } from "../../sdk/pods/virtual-node-pods";
import { inCluster } from "../cluster-ref";
import type { ServiceDecisions } from "./decisions";
import type { ServiceEnvironment } from "./environment";
import { namespaceOf, type ServiceParts } from "./parts";

/** A tier and the pods that it runs. */
export interface TierPods extends Tier {
  readonly template: pulumi.Output<PodTemplateManifest>;
}

/** The pods of each tier, in the tiers' order. */
export function tierPods(parts: ServiceParts, environment: ServiceEnvironment): readonly TierPods[] {
  const { name, decided } = parts;
  const [forAll, ...own] = decided.patches.map(({ spec }) => spec);
  const sources = pulumi.output({
    configMap: environment.configMap?.metadata.name,
    secret: environment.secret?.metadata.name,
  });
  return decided.tiers.map((tier, index) => {
    const patches = pulumi.all([forAll, own[index]]).apply((known) => known.map((patch) => patch?.podTemplate ?? {}));
    const template = pulumi
      .all([tierNodes(tier, { decided, index }), decided.pod, patches, sources])
      .apply(([nodes, pod, known, names]) => podTemplateManifest(name, nodes, { pod, patches: known, ...names }));
    return { ...tier, template: tier.kind === TierKind.virtualNode ? forVirtualNodes(template, decided) : template };
  });
}

/** Pods for virtual nodes, known when it is known that they can run there. */
function forVirtualNodes(template: pulumi.Output<PodTemplateManifest>, decided: ServiceDecisions) {
  return pulumi
    .all([template, decided.virtualNodePods, decided.virtualNodes])
    .apply(([known, { adapts }, { generation }]) => adapted(known, generation, adapts));
}

/** The nodes of one tier. VMs are told apart from virtual nodes of any generation, so theirs need not be known. */
function tierNodes(
  { name, kind }: Tier,
  { decided, index }: Pick<ServiceParts, "decided"> & { readonly index: number },
): pulumi.Output<TierNodes> {
  const nodeSelector = pulumi.output(decided.patches[index + 1]?.spec.nodeSelector ?? {});
  if (kind !== TierKind.virtualNode) {
    return nodeSelector.apply((labels): TierNodes => ({ name, kind, nodeSelector: labels }));
  }
  return pulumi
    .all([nodeSelector, decided.virtualNodes])
    .apply(([labels, virtualNodes]): TierNodes => ({ name, kind, nodeSelector: labels, virtualNodes }));
}

/** One Deployment for each tier, by the tiers' names. A tier without replicas has its Deployment too. */
export function tierDeployments(
  parent: pulumi.Resource,
  parts: ServiceParts,
  tiers: readonly TierPods[],
): Record<string, Deployment> {
  const { name, placement, connection } = parts;
  const made = tiers.map((tier): [string, Deployment] => {
    const replicas = placement.apply(({ counts }) => counts[tier.name] ?? 0);
    const strategy = { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0 } };
    const content = { namespace: namespaceOf(parts), replicas, strategy, template: tier.template };
    const options = { parent, ...inCluster(connection), dependsOn: [...connection.dependsOn] };
    return [tier.name, new Deployment(`${name}-${tier.name}`, deploymentManifest(name, tier.name, content), options)];
  });
  return Object.fromEntries(made);
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
