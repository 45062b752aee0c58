import type { SimNode, SimPod, World } from "./world";

const SECOND = 1000;
const VM_START_SECONDS = 2;

/** The kubelets of the VMs. */
export function runOnVms(world: World): void {
  for (const node of world.nodes.filter(({ isAlive, deleted }) => isAlive && deleted === undefined)) {
    for (const pod of world.pods.filter((each) => each.node === node.name)) run(world, pod, VM_START_SECONDS);
    end(world, node);
  }
}

/** The connector and ACI. */
export function runOnAci(world: World): void {
  const { virtualNode: node } = world;
  if (!node.isAlive || node.ready !== "True") return;
  end(world, node);
  for (const pod of world.pods.filter((each) => each.node === node.name)) runGroup(world, pod);
}

function runGroup(world: World, pod: SimPod): void {
  const { aci, now, virtualNode } = world;
  if (pod.starts === undefined && now < pod.nextTry) return;
  const groups = world.pods.filter(({ node, starts }) => node === virtualNode.name && starts !== undefined).length;
  if (pod.starts === undefined && (aci.isRefusing || groups >= aci.quota)) {
    if (pod.refusal === undefined) pod.version += 1;
    pod.refusal = aci.isRefusing ? "refused for the drill" : "QuotaExceeded";
    pod.tries += 1;
    // virtual-kubelet asks again ever more rarely.
    pod.nextTry = now + Math.min(1000, 2 ** pod.tries) * SECOND;
    return;
  }
  delete pod.refusal;
  run(world, pod, aci.coldStartSeconds);
}

function run(world: World, pod: SimPod, startSeconds: number): void {
  if (pod.deleted !== undefined || pod.isReady) return;
  if (pod.starts === undefined) pod.version += 1;
  pod.starts ??= world.now + startSeconds * SECOND;
  if (world.now < pod.starts) return;
  pod.version += 1;
  pod.isReady = true;
  pod.readySince = world.now;
}

/** Pods that were told to go are gone a second later. */
function end(world: World, { name }: SimNode): void {
  const isGone = (pod: SimPod): boolean => pod.node === name && pod.deleted !== undefined && pod.deleted < world.now;
  if (world.pods.some(isGone)) world.pods = world.pods.filter((pod) => !isGone(pod));
}
