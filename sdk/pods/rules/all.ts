import { CONTAINER_RULES } from "./containers";
import { DEVICE_RULES } from "./devices";
import { ENVIRONMENT_RULES } from "./environment";
import { IDENTITY_RULES } from "./identity";
import { INIT_CONTAINER_RULES } from "./init-containers";
import { LIFECYCLE_RULES } from "./lifecycle";
import { PLACEMENT_RULES } from "./placement";
import { POD_WIDE_RULES } from "./pods";
import { PROJECTED_VOLUME_RULES } from "./projected-volumes";
import { RESOURCE_RULES } from "./resources";
import type { PodRule } from "./rule";
import { VOLUME_RULES } from "./volumes";

/** The rules by their topics, in the order in which one reads about them. */
export const POD_RULE_TOPICS: readonly { readonly title: string; readonly rules: readonly PodRule[] }[] = [
  { title: "Containers", rules: CONTAINER_RULES },
  { title: "Init containers", rules: INIT_CONTAINER_RULES },
  { title: "Probes, hooks and restarts", rules: LIFECYCLE_RULES },
  { title: "Environment variables", rules: ENVIRONMENT_RULES },
  { title: "Resources", rules: [...RESOURCE_RULES, ...DEVICE_RULES] },
  { title: "Volumes", rules: [...VOLUME_RULES, ...PROJECTED_VOLUME_RULES] },
  { title: "The pod as a whole", rules: POD_WIDE_RULES },
  { title: "Nodes", rules: PLACEMENT_RULES },
  { title: "Identity and registries", rules: IDENTITY_RULES },
];

/** Everything that is looked for in a pod that is to run on ACI. */
export const POD_RULES: readonly PodRule[] = POD_RULE_TOPICS.flatMap(({ rules }) => rules);

/** @throws Error for an id that no rule has */
export function podRule(id: string): PodRule {
  const rule = POD_RULES.find((candidate) => candidate.id === id);
  if (rule === undefined) throw new Error(`no pod rule is called ${id}`);
  return rule;
}
