import type { VirtualNodeSpec } from "./virtual-node-spec";

/** Where the chart of v2 is published (microsoft/virtualnodesOnAzureContainerInstances, Docs/NodeCustomizations.md). */
export const CHART_REPOSITORY = "https://microsoft.github.io/virtualnodesOnAzureContainerInstances/";
export const CHART = "virtualnode";

/**
 * The release has the chart's own name, so that its nodes are called `virtualnode-0`, `virtualnode-1` …; and it is the
 * cluster's only one that brings the admission webhook, whose name is fixed (Helm/virtualnode/templates/_helpers.tpl and
 * webhook.yaml).
 */
export const RELEASE = "virtualnode";

/**
 * Only into this namespace; what the release makes is in `vn2`, which the chart makes and takes away with the release
 * (Helm/virtualnode/templates/namespace.yml).
 */
export const RELEASE_NAMESPACE = "default";

/** The settings of the chart, in its own words. */
export interface ChartValues {
  readonly replicaCount: number;
  readonly aciSubnetName: string;
  readonly zones?: string;
  readonly customTags?: string;
}

/** What the chart of a cluster is made with. */
export interface ChartInstallation {
  readonly spec: VirtualNodeSpec;
  readonly subnetId: string;
  /** Tags of every container group. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** @see https://github.com/microsoft/virtualnodesOnAzureContainerInstances/blob/main/Docs/NodeCustomizations.md */
export function chartValues({ spec, subnetId, tags = {} }: ChartInstallation): ChartValues {
  const customTags = Object.entries(tags).filter(isWritable);
  return {
    replicaCount: spec.nodes,
    aciSubnetName: subnetId,
    ...(spec.chart?.zone === undefined ? {} : { zones: spec.chart.zone }),
    ...(customTags.length > 0 ? { customTags: customTags.map((tag) => tag.join("=")).join(";") } : {}),
  };
}

/** The names of the tags that the chart cannot put on container groups: it has no way to write their `;` or `=`. */
export function unwritableTags(tags: Readonly<Record<string, string>> = {}): readonly string[] {
  return Object.entries(tags).flatMap((tag) => (isWritable(tag) ? [] : [tag[0]]));
}

function isWritable(tag: readonly string[]): boolean {
  return tag.every((text) => !/[;=]/.test(text));
}
