import type { LabelRequirement, NodeSelection } from "../placement/node-selection";
import { isProperties, listAt, mergeTemplate, objectAt, type Properties } from "./merge-template";

/**
 * A pod template that runs on the selected nodes and no others, whatever it says itself: the labels and the node selector
 * win over its own, and each of its own alternatives of required node affinity must also meet the selection's.
 */
export function pinned(
  template: Properties,
  labels: Readonly<Record<string, string>>,
  { nodeSelector, affinity, tolerations }: NodeSelection,
): Properties {
  const spec = objectAt(template, "spec");
  const own = objectAt(spec, "affinity");
  const nodeAffinity = pinnedAffinity(objectAt(own, "nodeAffinity"), requirementsOf(affinity));
  const pinnedOwn = { ...own, ...(nodeAffinity === undefined ? {} : { nodeAffinity }) };
  const tolerated = [...listAt(spec, "tolerations"), ...(tolerations ?? [])];
  return mergeTemplate(
    {
      ...template,
      spec: {
        ...spec,
        ...(Object.keys(pinnedOwn).length === 0 ? {} : { affinity: pinnedOwn }),
        ...(tolerated.length === 0 ? {} : { tolerations: tolerated }),
      },
    },
    { metadata: { labels }, ...(nodeSelector === undefined ? {} : { spec: { nodeSelector } }) },
  );
}

function requirementsOf(affinity: NodeSelection["affinity"]): readonly LabelRequirement[] {
  const terms = affinity?.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms ?? [];
  return terms.flatMap(({ matchExpressions }) => matchExpressions);
}

/** Terms are alternatives, so each of them gets the requirements. */
function pinnedAffinity(own: Properties, requirements: readonly LabelRequirement[]): Properties | undefined {
  if (requirements.length === 0) return Object.keys(own).length === 0 ? undefined : own;
  const required = objectAt(own, "requiredDuringSchedulingIgnoredDuringExecution");
  const terms = listAt(required, "nodeSelectorTerms").filter(isProperties);
  const nodeSelectorTerms = (terms.length === 0 ? [{}] : terms).map((term: Properties) => ({
    ...term,
    matchExpressions: [...listAt(term, "matchExpressions"), ...requirements],
  }));
  return { ...own, requiredDuringSchedulingIgnoredDuringExecution: { ...required, nodeSelectorTerms } };
}
