import { podRule } from "../rules/all";
import type { Adaptation } from "./adaptation";

/** Leaves out what a rule finds, where ACI does without it. */
function removal(id: string): Adaptation {
  return {
    rules: [id],
    edits: (pod, generation) =>
      podRule(id)
        .find(pod, generation)
        .map(({ path }) => ({ rule: id, path, after: undefined }))
        .reverse(),
  };
}

export const REMOVALS: readonly Adaptation[] = [
  removal("startup-probe"),
  removal("tcp-or-grpc-probe"),
  removal("init-container-resources"),
  removal("empty-env"),
  removal("host-aliases"),
  removal("ephemeral-storage"),
];
