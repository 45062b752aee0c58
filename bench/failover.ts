import path from "node:path";
import { createCluster, type TestCluster } from "../test/engine/services";
import { createStack } from "../test/engine/stack";
import { preferringDeployment } from "../test/cluster/scheduling";
import { aksElastic, ROOT, sandboxName } from "../test/sandbox";
import { awaited } from "../test/waiting";
import { Recovery } from "./recovery";
import type { Benchmark, Comparison } from "./measure";

/** All of them meet the same fault, each with an agent of its own that is somewhere else in its round. */
const SERVICES = 5;
/** As bench/programs/failover says them. */
const REPLICAS = 6;
const CPU = "250m";
/** How long Kubernetes' own way is watched where it ends by itself, and where it does not, in seconds. */
const PATIENCE = { long: 480, short: 150 };

interface Case {
  readonly what: string;
  /** ACI lets a subscription create 100 groups in 5 minutes in a region, which is less than all cases take. */
  readonly location: string;
  readonly fault: readonly string[];
  /** What tells the nodes whose pods serve nobody while it lasts. */
  readonly lostNodes?: string;
  /** What is deleted once the fault is there, as when container groups are restarted. */
  readonly deletedPods?: string;
  readonly alternative: { readonly name: string; readonly prefix: string; readonly patience: number };
}

const PREFERRING = { name: "a Deployment that prefers VMs", prefix: "usual", patience: PATIENCE.long };
const LEFT_ALONE = { name: "two Deployments left alone", prefix: "left", patience: PATIENCE.short };

const CASES: readonly Case[] = [
  {
    what: "ACI refuses every container group, as they restart",
    location: "uksouth",
    fault: ["refuse", "1/1"],
    deletedPods: "aks-elastic/tier=virtual-node",
    alternative: LEFT_ALONE,
  },
  {
    what: "the virtual node's connector dies",
    location: "northeurope",
    fault: ["connector-dead"],
    lostNodes: "type=virtual-kubelet",
    alternative: LEFT_ALONE,
  },
  {
    what: "all VMs of the pool fall silent",
    location: "swedencentral",
    fault: ["vm-loss", "--pool", "user"],
    lostNodes: "agentpool=user",
    alternative: PREFERRING,
  },
];

/** For how long services have too few ready replicas when a tier is lost. */
export const failover: Benchmark = {
  name: "failover",
  title: "seconds until all replicas are ready again elsewhere, with failover against Kubernetes alone",
  needsSandbox: true,
  run: async (say) => {
    const comparisons: Comparison[] = [];
    for (const one of CASES) {
      say(one.what);
      comparisons.push(await onCluster(one, (cluster) => compared(cluster, one)));
    }
    return comparisons;
  },
};

/** A cluster with services that are at home, for one case. */
async function onCluster<T>(
  { location, alternative }: Case,
  measure: (cluster: TestCluster) => Promise<T>,
): Promise<T> {
  const cluster = await createCluster(`bench-failover-${location}`, location);
  const stack = await createStack(path.join(ROOT, "bench", "programs", "failover"), `bench-failover-${process.pid}`);
  try {
    await stack.secret("kubeconfig", cluster.kubeconfig);
    await stack.config("services", String(SERVICES));
    await stack.run("up", "--yes", "--skip-preview");
    if (alternative === PREFERRING) await createPreferring(cluster);
    return await measure(cluster);
  } finally {
    await stack.remove();
    await cluster.remove();
  }
}

async function compared(cluster: TestCluster, { what, alternative, ...broken }: Case): Promise<Comparison> {
  const recovery = await Recovery.start(cluster.core, { replicas: REPLICAS, lostNodes: broken.lostNodes });
  await fault(...broken.fault);
  if (broken.deletedPods !== undefined) {
    await cluster.core.deleteCollectionNamespacedPod({ namespace: "default", labelSelector: broken.deletedPods });
  }
  recovery.broken();
  const [ours, theirs] = await Promise.all([
    recovery.until(names("kept"), PATIENCE.long),
    recovery.until(names(alternative.prefix), alternative.patience),
  ]);
  await fault("clear");
  return {
    what,
    ours: { name: "with failover", unit: "s", values: ours },
    alternative: { name: `${alternative.name}, watched for ${alternative.patience} s`, unit: "s", values: theirs },
  };
}

function fault(...words: readonly string[]): Promise<string> {
  return aksElastic("sandbox", "fault", ...words, "--name", sandboxName());
}

function names(prefix: string): readonly string[] {
  return Array.from({ length: SERVICES }, (_, index) => `${prefix}-${index + 1}`);
}

async function createPreferring({ apps }: TestCluster): Promise<void> {
  for (const name of names(PREFERRING.prefix)) {
    await apps.createNamespacedDeployment({
      namespace: "default",
      body: preferringDeployment(REPLICAS, { service: name, cpu: CPU }),
    });
  }
  await awaited("all replicas of the Deployments that prefer VMs", PATIENCE.long * 1000, async () => {
    const { items } = await apps.listNamespacedDeployment({ namespace: "default" });
    const own = items.filter(({ metadata }) => metadata?.name?.startsWith(PREFERRING.prefix));
    return own.every(({ status }) => status?.readyReplicas === REPLICAS) || undefined;
  });
}
