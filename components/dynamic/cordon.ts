import { bodyOf, type KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import type { NodeObject } from "../../sdk/virtual-node/cluster-objects";
import { NODES } from "./cluster-observation";

/** Tells a virtual node that was cordoned here from one that somebody else has cordoned. */
const CORDONED = "aks-elastic/cordoned";

/** Keeps new pods off a virtual node. One that is gone needs none. */
export async function cordon(client: KubernetesClient, { metadata }: NodeObject): Promise<void> {
  await patch(client, metadata.name, {
    metadata: { annotations: { [CORDONED]: "true" } },
    spec: { unschedulable: true },
  });
}

/** Lets pods on the virtual nodes again that {@link cordon} closed: a destroy may have come no further than that. */
export async function lift(client: KubernetesClient, nodes: readonly NodeObject[]): Promise<void> {
  for (const { metadata } of nodes.filter((node) => node.metadata.annotations?.[CORDONED] !== undefined)) {
    await patch(client, metadata.name, {
      metadata: { annotations: { [CORDONED]: null } },
      spec: { unschedulable: null },
    });
  }
}

async function patch(client: KubernetesClient, node: string, body: unknown): Promise<void> {
  const contentType = "application/merge-patch+json";
  const answer = await client.request({ method: "PATCH", path: `${NODES}/${node}`, contentType, body });
  if (answer.status !== 404) bodyOf(answer, `cordon or uncordon node ${node}`);
}
