import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { KubeConfig, V1Deployment } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { placementSpec } from "../../sdk/placement/placement-spec";
import { planPlacement } from "../../sdk/placement/plan-placement";
import type { TierNodes } from "../../sdk/placement/node-selection";
import { deploymentManifest } from "../../sdk/pods/deployment";
import { podSpec } from "../../sdk/pods/pod-spec";
import { podTemplateManifest } from "../../sdk/pods/pod-template";
import { virtualNodeSelectorSpec } from "../../sdk/virtual-node/virtual-node-selector";
import { createStack, type Stack } from "../engine/stack";
import { kubeConfig, ROOT } from "../sandbox";
import { awaited } from "../waiting";

const SCHEDULING_TIMEOUT_MS = 60_000;
const SERVICE = "web";

/** Six D4s_v5 hold seven such pods each: 42 in all, so that every size below has room for all its VM replicas. */
const POD = podSpec({ image: "nginx", port: 80, resources: { cpu: "500m", memory: "512Mi" } });
const VMS: TierNodes = { kind: "vm", name: "vm" };
const VIRTUAL_NODE: TierNodes = {
  kind: "virtualNode",
  name: "virtual-node",
  virtualNodes: virtualNodeSelectorSpec({}),
};
const SIZES = [
  { replicas: 8, vmReplicas: 8 },
  { replicas: 12, vmReplicas: 8 },
  { replicas: 30, vmReplicas: 30 },
  { replicas: 36, vmReplicas: 36 },
  { replicas: 60, vmReplicas: 36 },
];

/** Where the pods of a namespace were bound, whether they run already or not. */
interface Bound {
  readonly vm: number;
  readonly virtualNode: number;
}

describe("where the real scheduler puts the pods of a service", () => {
  let stack: Stack;
  let cluster: Cluster;

  before(async () => {
    stack = await createStack(path.join(ROOT, "test", "programs", "cluster"), `scheduler-${process.pid}`);
    await stack.run("up", "--yes", "--skip-preview");
    cluster = await connect(await kubeConfig((await stack.output("kubeconfig")) as string));
    await cluster.virtualNodeIsReady();
  });
  after(() => stack.remove());

  test("a preference for VMs leaks pods to the virtual node while VMs have room; pinned tiers misplace none", async (context) => {
    let leaked = 0;
    for (const size of SIZES) {
      const plan = planPlacement(placementSpec(size));
      const preferred = await cluster.schedule(`soft-${size.replicas}-${size.vmReplicas}`, [preferring(size.replicas)]);
      const pinned = await cluster.schedule(`pinned-${size.replicas}-${size.vmReplicas}`, [
        tierDeployment(VMS, plan.counts["vm"]),
        tierDeployment(VIRTUAL_NODE, plan.counts["virtual-node"]),
      ]);
      context.diagnostic(
        `${size.replicas} replicas, ${size.vmReplicas} for VMs: preferred ${split(preferred)}, pinned ${split(pinned)}`,
      );
      leaked += Math.max(0, Math.min(size.vmReplicas, size.replicas) - preferred.vm);
      assert.deepEqual(pinned, { vm: plan.counts["vm"], virtualNode: plan.counts["virtual-node"] });
    }
    assert.ok(leaked > 0, "soft affinity misplaced nothing: then counted tiers would not be needed");
  });
});

/** The Deployment that most guides show: tolerate the virtual node, prefer everything else. */
function preferring(replicas: number): V1Deployment {
  const template = podTemplateManifest(SERVICE, VMS, { pod: POD });
  const preference = { matchExpressions: [{ key: "type", operator: "NotIn", values: ["virtual-kubelet"] }] };
  const spec = {
    containers: template.spec.containers,
    affinity: {
      nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, preference }] },
    },
    tolerations: [{ key: "virtual-kubelet.io/provider", operator: "Exists" }],
  };
  const labels = { ...template.metadata.labels };
  return {
    metadata: { name: SERVICE },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
}

function tierDeployment(nodes: TierNodes, replicas = 0): V1Deployment {
  const template = podTemplateManifest(SERVICE, nodes, { pod: POD });
  const content = { namespace: undefined, replicas, strategy: undefined, template };
  return structuredClone<unknown>(deploymentManifest(SERVICE, nodes.name, content)) as V1Deployment;
}

function split({ vm, virtualNode }: Bound): string {
  return `${vm} + ${virtualNode}`;
}

interface Cluster {
  virtualNodeIsReady(): Promise<void>;
  /** Creates the Deployments in a namespace of their own, waits until every pod is bound, and takes them away. */
  schedule(namespace: string, deployments: readonly V1Deployment[]): Promise<Bound>;
}

async function connect(config: KubeConfig): Promise<Cluster> {
  const { AppsV1Api, CoreV1Api } = await import("@kubernetes/client-node");
  const core = config.makeApiClient(CoreV1Api);
  const apps = config.makeApiClient(AppsV1Api);
  const virtualNodes = async () => {
    const { items } = await core.listNode({ labelSelector: "type=virtual-kubelet" });
    return new Set(items.map((node) => node.metadata?.name));
  };
  const bound = async (namespace: string, wanted: number): Promise<Bound | undefined> => {
    const { items } = await core.listNamespacedPod({ namespace });
    const nodes = items.map((pod) => pod.spec?.nodeName).filter((node) => node !== undefined);
    if (nodes.length !== wanted) return undefined;
    const names = await virtualNodes();
    const virtualNode = nodes.filter((node) => names.has(node)).length;
    return { vm: wanted - virtualNode, virtualNode };
  };
  const emptied = async (namespace: string) => {
    await apps.deleteCollectionNamespacedDeployment({ namespace, propagationPolicy: "Background" });
    await awaited(`no pod in ${namespace}`, SCHEDULING_TIMEOUT_MS, async () => {
      // Until the ReplicaSets have gone they make new pods, and a grace period would only be waited for.
      await core.deleteCollectionNamespacedPod({ namespace, gracePeriodSeconds: 0 });
      const { items } = await core.listNamespacedPod({ namespace });
      return items.length === 0 || undefined;
    });
  };
  return {
    virtualNodeIsReady: async () => {
      await awaited(
        "the virtual node",
        SCHEDULING_TIMEOUT_MS,
        async () => (await virtualNodes()).size === 1 || undefined,
      );
    },
    schedule: async (namespace, deployments) => {
      await core.createNamespace({ body: { metadata: { name: namespace } } });
      for (const body of deployments) await apps.createNamespacedDeployment({ namespace, body });
      const wanted = deployments.reduce((sum, deployment) => sum + (deployment.spec?.replicas ?? 0), 0);
      const result = await awaited(`${wanted} bound pods in ${namespace}`, SCHEDULING_TIMEOUT_MS, () =>
        bound(namespace, wanted),
      );
      await emptied(namespace);
      return result;
    },
  };
}
