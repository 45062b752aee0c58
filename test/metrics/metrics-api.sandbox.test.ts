import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import https from "node:https";
import { after, before, describe, test } from "node:test";
import type { CoreV1Api, KubeConfig, Metrics } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { parseQuantity } from "../../sdk/pods/quantity";
import { aksElastic, kubeConfig, sandboxName } from "../sandbox";
import { awaited } from "../waiting";

/** The cluster to which `KUBECONFIG` leads in a test run. */
const CLUSTER = "shared";
const NAMESPACE = `metered-${process.pid}`;
const TIMEOUT_MS = 300_000;
/** A thousandth of a core. */
const IDLE = "1000000n";

describe("the resource metrics API, through the real API server", () => {
  let config: KubeConfig;
  let core: CoreV1Api;
  let metrics: Metrics;

  before(async () => {
    const { AppsV1Api, CoreV1Api, Metrics } = await import("@kubernetes/client-node");
    config = await kubeConfig(readFileSync(process.env["KUBECONFIG"] ?? "", "utf8"));
    core = config.makeApiClient(CoreV1Api);
    metrics = new Metrics(config);
    await core.createNamespace({ body: { metadata: { name: NAMESPACE } } });
    const apps = config.makeApiClient(AppsV1Api);
    await apps.createNamespacedDeployment({ namespace: NAMESPACE, body: deployment("web", 2) });
    await apps.createNamespacedDeployment({ namespace: NAMESPACE, body: deployment("api", 1) });
    await readyPods(3);
  });
  after(async () => {
    await load("clear", "--namespace", NAMESPACE);
    // It goes only when the API server knows all kinds of objects, those of the metrics API among them.
    await core.deleteNamespace({ name: NAMESPACE });
    await awaited("the namespace to go", TIMEOUT_MS, async () => {
      const { items } = await core.listNamespace({ fieldSelector: `metadata.name=${NAMESPACE}` });
      return items.length === 0 || undefined;
    });
  });

  const load = (...words: readonly string[]) =>
    aksElastic("sandbox", "load", ...words, "--cluster", CLUSTER, "--name", sandboxName());
  const readyPods = (count: number) =>
    awaited(`${count} ready pods`, TIMEOUT_MS, async () => {
      const { items } = await core.listNamespacedPod({ namespace: NAMESPACE });
      const ready = items.filter(({ status }) =>
        status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True"),
      );
      return (items.length === count && ready.length === count) || undefined;
    });
  const cpuOf = async (service: string) => {
    const { items } = await metrics.getPodMetrics(NAMESPACE);
    return items
      .filter(({ metadata }) => metadata.name.startsWith(`${service}-`))
      .flatMap(({ containers }) => containers.map(({ usage }) => usage.cpu));
  };

  test("pods are idle until their service has a load, and share it at the next read", async () => {
    assert.deepEqual(await cpuOf("web"), [IDLE, IDLE]);
    const line = `web --cpu 600m --memory 1Gi --namespace ${NAMESPACE} --cluster ${CLUSTER}`;
    const said = await load("web", "--cpu", "600m", "--memory", "1Gi", "--namespace", NAMESPACE);
    assert.ok(said.split("\n").includes(line), said);
    assert.deepEqual(await cpuOf("web"), ["300000000n", "300000000n"]);
    assert.deepEqual(await cpuOf("api"), [IDLE]);
    assert.equal(await load("list", "--namespace", NAMESPACE), `${line}\n`);
    await load("web", "--cpu", "4", "--namespace", NAMESPACE);
    assert.deepEqual(await cpuOf("web"), ["500000000n", "500000000n"], "no container uses more than its limit");
    await load("clear", "web", "--namespace", NAMESPACE);
    assert.deepEqual(await cpuOf("web"), [IDLE, IDLE]);
  });

  test("a user of pods and nodes sees what they use beside what they may use", async () => {
    const { topNodes, topPods } = await import("@kubernetes/client-node");
    await load("web", "--cpu", "500m", "--namespace", NAMESPACE);
    const pods = await topPods(core, metrics, NAMESPACE);
    const shown = pods.map(({ Pod, CPU }) => [Pod.metadata?.name?.split("-")[0], CPU.CurrentUsage, CPU.LimitTotal]);
    assert.deepEqual(shown.sort(), [
      ["api", 0.001, 0.5],
      ["web", 0.25, 0.5],
      ["web", 0.25, 0.5],
    ]);
    const nodes = await topNodes(core);
    const { items } = await metrics.getNodeMetrics();
    assert.deepEqual(
      items.map(({ metadata }) => metadata.name),
      nodes.map(({ Node }) => Node.metadata?.name),
    );
    assert.ok(items.every(({ usage }) => (parseQuantity(usage.cpu) ?? 0) >= 0.6));
  });

  test("it is for those who may read pods, as the API server knows them", async () => {
    const { KubeConfig: Config, Metrics: Client, RbacAuthorizationV1Api } = await import("@kubernetes/client-node");
    const subject = { kind: "ServiceAccount", name: "default", namespace: NAMESPACE };
    const { status } = await core.createNamespacedServiceAccountToken({
      ...{ name: subject.name, namespace: NAMESPACE },
      body: { spec: { audiences: [] } },
    });
    const [cluster] = config.clusters;
    assert.ok(cluster && status);
    const own = new Config();
    own.loadFromClusterAndUser(cluster, { name: "reader", token: status.token });
    const asReader = () => new Client(own).getPodMetrics(NAMESPACE);
    await assert.rejects(asReader(), /403/);
    await config.makeApiClient(RbacAuthorizationV1Api).createNamespacedRoleBinding({
      namespace: NAMESPACE,
      body: {
        metadata: { name: "reader" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
        subjects: [subject],
      },
    });
    await awaited("the reader's rights", 60_000, async () => (await asReader()).items.length === 3 || undefined);
  });

  test("the server behind the API server answers nobody else", async () => {
    const { ApiregistrationV1Api } = await import("@kubernetes/client-node");
    const { spec, status } = await config
      .makeApiClient(ApiregistrationV1Api)
      .readAPIService({ name: "v1beta1.metrics.k8s.io" });
    assert.deepEqual([spec?.service?.namespace, spec?.service?.name], ["kube-system", "metrics-server"]);
    assert.ok(status?.conditions?.some(({ type, status: is }) => type === "Available" && is === "True"));
    const connection = new Promise((resolve, reject) => {
      https
        .get(`https://127.0.0.1:${spec?.service?.port ?? 0}/apis/metrics.k8s.io/v1beta1`, {
          rejectUnauthorized: false,
        })
        .on("response", resolve)
        .on("error", reject);
    });
    await assert.rejects(connection, /certificate required|ECONNRESET|socket hang up/);
  });
});

function deployment(name: string, replicas: number) {
  const labels = { "app.kubernetes.io/name": name };
  const resources = { requests: { cpu: "100m" }, limits: { cpu: "500m" } };
  return {
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: "app", image: "nginx", resources }] } },
    },
  };
}
