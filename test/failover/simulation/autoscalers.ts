import type { World } from "./world";

const SECOND = 1000;
/** As kube-controller-manager has it, in seconds. */
const ROUND = 15;
const SCALE_DOWN_WAIT = 150;
const TOLERANCE = 0.1;

/** A HorizontalPodAutoscaler. */
export interface SimAutoscaler {
  readonly tier: string;
  readonly target: number;
  min: number;
  max: number;
  version: number;
  /** What it would have done in the last rounds. */
  history: { readonly at: number; readonly replicas: number }[];
}

/**
 * What HorizontalPodAutoscalers do, each for its tier: by the usage of its ready pods, which all carry the same.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#algorithm-details
 */
export function scaleByLoad(world: World): void {
  if (world.now % (ROUND * SECOND) !== 0) return;
  const usage = world.load / Math.max(1, world.ready());
  for (const autoscaler of world.autoscalers) scaleTier(world, autoscaler, Math.min(1, usage));
}

function scaleTier(world: World, autoscaler: SimAutoscaler, usage: number): void {
  const deployment = world.deployments.find(({ tier }) => tier === autoscaler.tier);
  // One that has none is left alone.
  if (deployment === undefined || deployment.replicas === 0) return;
  const { target, min, max } = autoscaler;
  const ready = world.ready(autoscaler.tier);
  const ratio = usage / target;
  // Without metrics, or near enough to the target, the number stays, within the bounds.
  const asks = ready === 0 || Math.abs(ratio - 1) <= TOLERANCE ? deployment.replicas : Math.ceil(ready * ratio);
  const wanted = Math.min(max, Math.max(min, asks));
  autoscaler.history = [...autoscaler.history, { at: world.now, replicas: wanted }].filter(
    ({ at }) => world.now - at <= SCALE_DOWN_WAIT * SECOND,
  );
  const highest = Math.max(...autoscaler.history.map(({ replicas }) => replicas));
  const waited = wanted < deployment.replicas ? Math.min(deployment.replicas, highest) : wanted;
  world.scale(deployment, Math.min(max, Math.max(min, waited)));
}
