import { bodyOf, type KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import type { KubernetesObject } from "../../sdk/kubernetes/object";
import { V2_LABEL, VIRTUAL_KUBELET_LABEL } from "../../sdk/virtual-node/virtual-node-selector";
import { listAllNodes, listPods } from "../nodes/node-requests";
import { isMarkedLost } from "../nodes/vm-loss";
import { containerUsages, type ContainerUsage, serviceLabel } from "./container-usage";
import { totalUsage, type Usage } from "./division";
import type { Load } from "./load";
import { amountsOf, meteredPod, type MeteredPod } from "./metered-pod";
import { type Measurement, nodeMetrics, podMetrics } from "./metrics-objects";

export interface MeterOptions {
  readonly client: KubernetesClient;
  /** The loads of this cluster. */
  readonly loads: () => readonly Load[];
  /** Whether the virtual nodes' processes run, which tell what their pods use. */
  readonly virtualNodesAnswer: () => boolean;
  /** Over how many seconds before a read usage counts as measured. */
  readonly windowSeconds: number;
}

/** What a VM uses itself, for its kubelet, its container runtime and its system. */
const nodeItself: Usage = { cpu: 0.1, memory: 2 ** 30 };

/** The selectors of a request, as they came. */
export type Selectors = Readonly<Record<string, string>>;

/**
 * Measures what pods and nodes use at the moment of a read. Both methods throw a KubernetesStatusError with the API
 * server's own words where it refuses the namespace, the name or the selectors.
 */
export class Meter {
  constructor(private readonly options: MeterOptions) {}

  /** The metrics of all pods that have some, or of those in one namespace. */
  async pods(selectors: Selectors, namespace?: string): Promise<readonly KubernetesObject[]> {
    const path = podsPath(namespace);
    const response = await this.options.client.request({ method: "GET", path, query: selectors });
    const { items } = bodyOf(response, `list ${path}`) as { readonly items: readonly KubernetesObject[] };
    return this.measured(items.map(meteredPod));
  }

  /** The metrics of one pod; nothing where it has none. */
  async pod(namespace: string, name: string): Promise<KubernetesObject | undefined> {
    const path = `${podsPath(namespace)}/${name}`;
    const pod = bodyOf(await this.options.client.request({ method: "GET", path }), `read ${path}`);
    return (await this.measured([meteredPod(pod as KubernetesObject)]))[0];
  }

  async nodes(selectors: Selectors): Promise<readonly KubernetesObject[]> {
    const path = "/api/v1/nodes";
    const response = await this.options.client.request({ method: "GET", path, query: selectors });
    const { items } = bodyOf(response, `list ${path}`) as { readonly items: readonly KubernetesObject[] };
    return this.measuredNodes(items);
  }

  /** The metrics of one node; nothing where it has none. */
  async node(name: string): Promise<KubernetesObject | undefined> {
    const path = `/api/v1/nodes/${name}`;
    const node = bodyOf(await this.options.client.request({ method: "GET", path }), `read ${path}`);
    return (await this.measuredNodes([node as KubernetesObject]))[0];
  }

  /** As metrics-server: pods that run, on nodes whose kubelet can be asked. */
  private async measured(pods: readonly MeteredPod[]): Promise<readonly KubernetesObject[]> {
    const { client, loads } = this.options;
    const services = new Set(loads().map(({ service }) => service));
    const labelSelector = `${serviceLabel} in (${[...services].join(",")})`;
    const [nodes, loaded] = await Promise.all([
      listAllNodes(client),
      services.size === 0 ? [] : listPods(client, { labelSelector }),
    ]);
    const answering = new Set(nodes.filter((node) => this.answers(node)).map(({ metadata }) => metadata?.name));
    const usages = this.usages(loaded.map(meteredPod), nodes);
    return pods
      .filter(({ isRunning, node }) => isRunning && answering.has(node))
      .map((pod) => podMetrics(pod, usages(pod), this.measurement()));
  }

  /** The connectors tell what their pods use, but nothing of a node (virtual-kubelet/azure-aci, pkg/metrics/metrics.go). */
  private async measuredNodes(nodes: readonly KubernetesObject[]): Promise<readonly KubernetesObject[]> {
    const pods = (await listPods(this.options.client)).map(meteredPod);
    const usages = this.usages(pods, nodes);
    return nodes
      .filter((node) => !isVirtual(node) && this.answers(node))
      .map((node) => {
        const own = pods.filter((pod) => pod.isRunning && pod.node === node.metadata?.name);
        const used = own.flatMap(usages).map(({ usage }) => usage);
        return nodeMetrics(node, totalUsage([nodeItself, ...used]), this.measurement());
      });
  }

  private usages(
    pods: readonly MeteredPod[],
    nodes: readonly KubernetesObject[],
  ): (pod: MeteredPod) => readonly ContainerUsage[] {
    const nodeLimits = new Map(nodes.map((node) => [node.metadata?.name ?? "", allocatableOf(node)]));
    return containerUsages({ loads: this.options.loads(), pods, nodeLimits });
  }

  private answers(node: KubernetesObject): boolean {
    return isVirtual(node) ? this.options.virtualNodesAnswer() : !isMarkedLost(node);
  }

  private measurement(): Measurement {
    return { at: new Date(), windowSeconds: this.options.windowSeconds };
  }
}

function podsPath(namespace: string | undefined): string {
  return namespace === undefined ? "/api/v1/pods" : `/api/v1/namespaces/${namespace}/pods`;
}

function isVirtual({ metadata }: KubernetesObject): boolean {
  return [VIRTUAL_KUBELET_LABEL, V2_LABEL].some(({ key, value }) => metadata?.labels?.[key] === value);
}

function allocatableOf(node: KubernetesObject): Partial<Usage> {
  const { allocatable = {} } = (node["status"] ?? {}) as { readonly allocatable?: Readonly<Record<string, string>> };
  return amountsOf(allocatable);
}
