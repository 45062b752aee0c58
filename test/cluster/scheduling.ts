import type { CoreV1Api, KubeConfig, V1Deployment } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import type { TierNodes } from "../../sdk/placement/node-selection";
import type { PlacementPlan } from "../../sdk/placement/plan-placement";
import type { Tier } from "../../sdk/placement/tier";
import { deploymentManifest } from "../../sdk/pods/deployment";
import { podSpec } from "../../sdk/pods/pod-spec";
import { podTemplateManifest } from "../../sdk/pods/pod-template";
import { virtualNodeSelectorSpec } from "../../sdk/virtual-node/virtual-node-selector";
import { awaited } from "../waiting";

const SCHEDULING_TIMEOUT_MS = 120_000;
const SERVICE = "web";
const SPOT_LABEL = "kubernetes.azure.com/scalesetpriority";

/** Where the pods of a namespace were bound, by kind of node, whether they run already or not. */
export interface Bound {
  readonly vm: number;
  readonly spot: number;
  readonly virtualNode: number;
}

/** A cluster whose real scheduler is asked where it puts pods. */
export interface SchedulingCluster {
  virtualNodeIsReady(): Promise<void>;
  /** Creates the Deployments in a namespace of their own, waits until every pod is bound, and takes them away. */
  schedule(namespace: string, deployments: readonly V1Deployment[]): Promise<Bound>;
}

/** The Deployments that a service of this plan has. */
export function pinnedDeployments(tiers: readonly Tier[], plan: PlacementPlan, cpu = "500m"): readonly V1Deployment[] {
  return tiers.map((tier) => {
    const nodes = { ...tier, virtualNodes: virtualNodeSelectorSpec({}) } as TierNodes;
    const template = podTemplateManifest(SERVICE, nodes, { pod: pod(cpu) });
    const content = {
      namespace: undefined,
      replicas: plan.counts[tier.name],
      annotations: {},
      strategy: undefined,
      template,
    };
    return structuredClone<unknown>(deploymentManifest(SERVICE, tier.name, content)) as V1Deployment;
  });
}

/** The Deployment that most guides show: tolerate the virtual node, prefer everything else. */
export function preferringDeployment(
  replicas: number,
  { service = SERVICE, cpu = "500m" }: { readonly service?: string; readonly cpu?: string } = {},
): V1Deployment {
  const { metadata, spec } = podTemplateManifest(service, { kind: "vm", name: "vm" }, { pod: pod(cpu) });
  const labels = { ...metadata.labels };
  const preference = { matchExpressions: [{ key: "type", operator: "NotIn", values: ["virtual-kubelet"] }] };
  const template = {
    metadata: { labels },
    spec: {
      containers: structuredClone<unknown>(spec.containers) as [],
      affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, preference }] } },
      tolerations: [{ key: "virtual-kubelet.io/provider", operator: "Exists" }],
    },
  };
  return { metadata: { name: service }, spec: { replicas, selector: { matchLabels: labels }, template } };
}

function pod(cpu: string) {
  // The virtual node takes no pod that is asked by TCP.
  return podSpec({ image: "nginx", port: 80, resources: { cpu, memory: "256Mi" }, probe: { path: "/" } });
}

export async function schedulingCluster(config: KubeConfig): Promise<SchedulingCluster> {
  const { AppsV1Api, CoreV1Api } = await import("@kubernetes/client-node");
  const core = config.makeApiClient(CoreV1Api);
  const apps = config.makeApiClient(AppsV1Api);
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
      const isThere = async () => (await nodesBy(core)).virtualNode.size === 1 || undefined;
      await awaited("the virtual node", SCHEDULING_TIMEOUT_MS, isThere);
    },
    schedule: async (namespace, deployments) => {
      await core.createNamespace({ body: { metadata: { name: namespace } } });
      for (const body of deployments) await apps.createNamespacedDeployment({ namespace, body });
      const wanted = deployments.reduce((sum, deployment) => sum + (deployment.spec?.replicas ?? 0), 0);
      const result = await awaited(`${wanted} bound pods in ${namespace}`, SCHEDULING_TIMEOUT_MS, () =>
        bound(core, namespace, wanted),
      );
      await emptied(namespace);
      return result;
    },
  };
}

async function nodesBy(core: CoreV1Api) {
  const { items } = await core.listNode();
  const named = (label: string, value: string) =>
    new Set(items.filter(({ metadata }) => metadata?.labels?.[label] === value).map(({ metadata }) => metadata?.name));
  return { virtualNode: named("type", "virtual-kubelet"), spot: named(SPOT_LABEL, "spot") };
}

async function bound(core: CoreV1Api, namespace: string, wanted: number): Promise<Bound | undefined> {
  const { items } = await core.listNamespacedPod({ namespace });
  const nodes = items.map((each) => each.spec?.nodeName).filter((node) => node !== undefined);
  if (nodes.length !== wanted) return undefined;
  const kinds = await nodesBy(core);
  const virtualNode = nodes.filter((node) => kinds.virtualNode.has(node)).length;
  const spot = nodes.filter((node) => kinds.spot.has(node)).length;
  return { vm: wanted - virtualNode - spot, spot, virtualNode };
}
