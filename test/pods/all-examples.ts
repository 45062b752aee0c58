import { CONTAINER_EXAMPLES } from "./container-examples";
import type { PodExample } from "./example";
import { LIFECYCLE_EXAMPLES } from "./lifecycle-examples";
import { POD_WIDE_EXAMPLES } from "./pod-examples";
import { RESOURCE_EXAMPLES } from "./resource-examples";
import { VOLUME_EXAMPLES } from "./volume-examples";

/** For each rule a pod that it finds fault with, and the same pod put right. */
export const POD_EXAMPLES: readonly PodExample[] = [
  ...CONTAINER_EXAMPLES,
  ...LIFECYCLE_EXAMPLES,
  ...RESOURCE_EXAMPLES,
  ...VOLUME_EXAMPLES,
  ...POD_WIDE_EXAMPLES,
];
