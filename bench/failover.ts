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
const REPLICAS = 6;
/** As bench/programs/failover says it. */
const HOME = { vm: 4, "virtual-node": 2 };
/** How long Kubernetes' own way is watched where it ends by itself, and where it does not, in seconds. */
const PATIENCE = { long: 480, short: 150 };

interface Case {
  readonly what: string;
  readonly fault: readonly string[];
  /** What tells the nodes whose pods serve nobody while it lasts. */
  readonly lostNodes?: string;
  /** What is deleted once the fault is there, as when container groups are restarted. */
  readonly deletedPods?: string;
  readonly alternative: { readonly name: string; readonly prefix: string; readonly patience: number };
}

const PREFERRING = { name: "a Deployment that prefers VMs", prefix: "usual", patience: PATIENCE.long };
const LEFT_ALONE = { name: "two Deployments left alone", prefix: "left", patience: PATIENCE.short };

/** The last one leaves the pods of Deployments that prefer VMs where nothing brings them home from. */
const CASES: readonly Case[] = [
  {
    what: "ACI refuses every container group, as they restart",
    fault: ["refuse", "1/1"],
    deletedPods: "aks-elastic/tier=virtual-node",
    alternative: LEFT_ALONE,
  },
  {
    what: "the virtual node's connector dies",
    fault: ["connector-dead"],
    lostNodes: "type=virtual-kubelet",
    alternative: LEFT_ALONE,
  },
  {
    what: "all VMs of the pool fall silent",
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
    say("creating a cluster");
    const cluster = await createCluster("bench-failover", "uksouth");
    const stack = await createStack(path.join(ROOT, "bench", "programs", "failover"), `bench-failover-${process.pid}`);
    try {
      await stack.secret("kubeconfig", cluster.kubeconfig);
      await stack.config("services", String(SERVICES));
      say("creating services");
      await stack.run("up", "--yes", "--skip-preview");
      const comparisons: Comparison[] = [];
      for (const one of CASES) {
        say(one.what);
        await renewAlternatives(cluster, one);
        await atHome(cluster);
        comparisons.push(await compared(cluster, one));
      }
      return comparisons;
    } finally {
      await stack.remove();
      await cluster.remove();
    }
  },
};

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

/** Those with failover are at home again by themselves. */
function atHome({ apps }: TestCluster): Promise<true> {
  return awaited("the services with failover at home", PATIENCE.long * 1000, async () => {
    const { items } = await apps.listNamespacedDeployment({ namespace: "default" });
    const isHome = names("kept").every((name) =>
      Object.entries(HOME).every(([tier, replicas]) => {
        const found = items.find(({ metadata }) => metadata?.name === `${name}-${tier}`);
        return found?.spec?.replicas === replicas && found.status?.readyReplicas === replicas;
      }),
    );
    return isHome || undefined;
  });
}

/** Nothing brings those home that have been scattered by the fault before. */
async function renewAlternatives({ apps, core }: TestCluster, { alternative }: Case): Promise<void> {
  for (const name of names(alternative.prefix)) {
    const labelSelector = `app.kubernetes.io/name=${name}`;
    if (alternative !== PREFERRING) {
      await core.deleteCollectionNamespacedPod({ namespace: "default", labelSelector, gracePeriodSeconds: 0 });
      continue;
    }
    await apps.createNamespacedDeployment({ namespace: "default", body: preferringDeployment(REPLICAS, name) });
  }
  await awaited("the alternatives at rest", PATIENCE.short * 1000, async () => {
    const ready = await Promise.all(
      names(alternative.prefix).map(async (name) => {
        const labelSelector = `app.kubernetes.io/name=${name}`;
        const { items } = await apps.listNamespacedDeployment({ namespace: "default", labelSelector });
        return items.reduce((sum, { status }) => sum + (status?.readyReplicas ?? 0), 0) === REPLICAS;
      }),
    );
    return ready.every(Boolean) || undefined;
  });
}
