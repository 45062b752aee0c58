import { podRule } from "../rules/all";
import type { Adaptation } from "./adaptation";

const RULE = "termination-grace-period";

/**
 * As short as it is on ACI. Not 0: then the API server would forget the pod before v1's connector has seen that it is to
 * go.
 */
const SHORTEST_SECONDS = 1;

export const SHORTER_GRACE: Adaptation = {
  rules: [RULE],
  edits: (pod, generation) =>
    podRule(RULE)
      .find(pod, generation)
      .map(({ path }) => ({ rule: RULE, path, after: SHORTEST_SECONDS })),
};
