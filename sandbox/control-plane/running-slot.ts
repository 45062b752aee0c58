import type { BadImages } from "../arm/faults";
import type { ClusterAutoscaler } from "../autoscaler/cluster-autoscaler";
import type { HeldPods } from "../images/held-pods";
import type { MetricsServer } from "../metrics/metrics-server";
import type { ChartNodes } from "./chart-nodes";
import type { ControlPlane } from "./control-plane";
import type { KedaDefinitions } from "./keda-definitions";
import type { Connector } from "./virtual-node";

/** A control plane that runs, and what works in its cluster. */
export interface RunningSlot {
  readonly controlPlane: ControlPlane;
  readonly connector: Connector;
  readonly chartNodes: ChartNodes;
  readonly autoscaler: ClusterAutoscaler;
  readonly metrics: MetricsServer;
  readonly heldPods: HeldPods;
  readonly keda: KedaDefinitions;
}

/** Stops all that runs in a slot; what is stored stays. */
export async function stopSlot(slot: RunningSlot): Promise<void> {
  await stopWork(slot);
  await slot.controlPlane.stop();
  await slot.metrics.close();
}

/** Stops what goes on in a cluster before its control plane goes. */
export async function stopWork({ connector, chartNodes, autoscaler, heldPods }: RunningSlot): Promise<void> {
  await autoscaler.stop();
  await heldPods.stop();
  await chartNodes.stop();
  await connector.stop();
}

/** Has no container start on a VM from these images from now on. */
export async function useImages(
  { controlPlane, heldPods }: Pick<RunningSlot, "controlPlane" | "heldPods">,
  badImages: BadImages | undefined,
): Promise<void> {
  if (badImages !== undefined) heldPods.follow();
  await controlPlane.useImages(badImages);
}
