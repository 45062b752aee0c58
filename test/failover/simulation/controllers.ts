import type { SimDeployment, SimNode, World } from "./world";

const SECOND = 1000;
/** As a kubelet and the node controller have it, in seconds. */
const HEARTBEAT = 10;
const GIVEN_UP = 40;
const EVICTED = 300;
/** Pods of deleted nodes are collected this long after, in seconds. */
const COLLECTED = 20;
/** A VM comes so long after a pod could not be scheduled, in seconds. */
const VM_START = 120;

export function heartbeats(world: World): void {
  for (const node of allNodes(world)) {
    if (node.isAlive && world.now - node.renewed >= HEARTBEAT * SECOND) node.renewed = world.now;
  }
}

/** The node lifecycle controller. */
export function watchNodes(world: World): void {
  for (const node of allNodes(world)) {
    const isSilent = world.now - node.renewed >= GIVEN_UP * SECOND;
    if (!isSilent && node.ready === "Unknown") Object.assign(node, { ready: "True", readySince: world.now });
    if (isSilent && node.ready === "True") giveUp(world, node);
    if (node.ready === "Unknown" && world.now - node.readySince >= EVICTED * SECOND) evict(world, node);
  }
}

function evict(world: World, { name }: SimNode): void {
  for (const pod of world.alive().filter(({ node }) => node === name)) pod.deleted = world.now;
}

function giveUp(world: World, node: SimNode): void {
  Object.assign(node, { ready: "Unknown", readySince: world.now });
  for (const pod of world.pods.filter((each) => each.node === node.name)) world.drop(pod);
}

/** The pods of nodes that are gone go, too. */
export function collect(world: World): void {
  world.nodes = world.nodes.filter(({ deleted }) => deleted === undefined || world.now - deleted < COLLECTED * SECOND);
  const names = new Set(allNodes(world).map(({ name }) => name));
  const lost = world.pods.filter(({ node }) => node !== undefined && !names.has(node));
  if (lost.length === 0) return;
  for (const pod of lost) world.drop(pod);
  world.pods = world.pods.filter((pod) => !lost.includes(pod));
}

/** The ReplicaSet controller. */
export function replicate(world: World, deployment: SimDeployment): void {
  deployment.observed = deployment.generation;
  const ranked = world.ranked(deployment.tier);
  for (const pod of ranked.slice(0, Math.max(0, ranked.length - deployment.replicas))) world.remove(pod);
  for (let count = ranked.length; count < deployment.replicas; count += 1) world.addPod(deployment.tier);
}

/** The scheduler, and the cluster autoscaler. */
export function schedule(world: World): void {
  const waiting = world.alive().filter(({ node }) => node === undefined);
  for (const pod of waiting) {
    const node = pod.tier === "vm" ? roomOnVms(world) : openVirtualNode(world);
    if (node === undefined && pod.unschedulable !== undefined) continue;
    pod.version += 1;
    if (node === undefined) pod.unschedulable = world.now;
    else pod.node = node.name;
  }
  const oldest = Math.min(...waiting.filter(({ unschedulable }) => unschedulable).map(({ created }) => created));
  const { autoscales, vms } = world.spec;
  if (autoscales && world.now - oldest >= VM_START * SECOND && world.nodes.length < vms) world.addNode();
}

function openVirtualNode({ virtualNode }: World): SimNode | undefined {
  return virtualNode.ready === "True" ? virtualNode : undefined;
}

function roomOnVms(world: World): SimNode | undefined {
  return world.nodes.find((node) => {
    const isOpen = node.ready === "True" && node.deleted === undefined;
    return isOpen && world.pods.filter((pod) => pod.node === node.name).length < node.slots;
  });
}

function allNodes({ nodes, virtualNode }: World): readonly SimNode[] {
  return [...nodes, virtualNode];
}
