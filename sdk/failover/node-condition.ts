import type { NodeObservation } from "./observation";
import { isSilent } from "./heartbeats";
import type { Time } from "./time";

/** That a node is down: since when, and how it shows. */
export interface DownNode {
  readonly since: Time;
  readonly words: string;
}

/**
 * Whether a node is down. Its silence shows sooner than that Kubernetes gives it up; that it is Ready says nothing of a
 * virtual node, whose conditions its connector hard-codes (virtual-kubelet/azure-aci, vk_node.go, nodeConditions).
 */
export function downNode(node: NodeObservation, at: Time): DownNode | undefined {
  const { ready, readySince, lastSign = at } = node;
  const isReady = ready === "True";
  if (isSilent(node, at)) {
    return { since: isReady ? lastSign : Math.min(lastSign, readySince), words: "no sign of life" };
  }
  if (isReady) return undefined;
  return { since: readySince, words: ready === "False" ? "not ready" : "given up by Kubernetes" };
}
