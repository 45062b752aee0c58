import assert from "node:assert/strict";
import https from "node:https";
import { after, before, describe, test } from "node:test";
import { type CertifiedKey, createAuthority, issueCertificate } from "../../sandbox/certificates";
import { Meter } from "../../sandbox/metrics/meter";
import { metricsAnswer } from "../../sandbox/metrics/metrics-api";
import { listenForMetrics, type MetricsServer } from "../../sandbox/metrics/metrics-server";
import { metricsHost } from "../../sandbox/metrics/metrics-service";
import { clusterFake, nodeFake, podFake } from "./cluster-fake";

const API = "/apis/metrics.k8s.io/v1beta1";
const FRONT_PROXY = "front-proxy-client";

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Asking {
  readonly method?: string;
  /** Whose certificate is shown. @default - that of the API server as a proxy */
  readonly as?: CertifiedKey | "nobody";
}

describe("a server of the resource metrics API", () => {
  const cluster = clusterFake();
  const lines: string[] = [];
  let authority: CertifiedKey;
  let proxyAuthority: CertifiedKey;
  let proxy: CertifiedKey;
  let server: MetricsServer;

  before(async () => {
    authority = await createAuthority("cluster");
    proxyAuthority = await createAuthority("front proxy");
    proxy = await issueCertificate(proxyAuthority, { commonName: FRONT_PROXY });
    const loads = () => [{ cluster: "/subscriptions/s/aks", namespace: "shop", service: "web", cpu: "1" }];
    const meter = new Meter({ client: cluster.client, loads, virtualNodesAnswer: () => true, windowSeconds: 15 });
    server = await listenForMetrics({
      certificate: await issueCertificate(authority, { commonName: "metrics-server", hosts: [metricsHost] }),
      frontProxy: { authority: proxyAuthority.cert, name: FRONT_PROXY },
      answer: (request) => metricsAnswer(request, meter),
      log: (line) => lines.push(line),
    });
    cluster.nodes.push(nodeFake("vm-0"));
    cluster.pods.push(
      podFake({ name: "web-1", labels: { "app.kubernetes.io/name": "web" } }),
      podFake({ name: "job-1", phase: "Succeeded" }),
    );
  });
  after(() => server.close());

  const ask = (path: string, { method = "GET", as = proxy }: Asking = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const request = https.request(
        {
          ...{ host: "127.0.0.1", port: server.port, path, method, agent: false },
          ...{ ca: authority.cert, servername: metricsHost, ...(as === "nobody" ? {} : as) },
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on("data", (chunk: Buffer) => chunks.push(chunk));
          answer.on("error", reject);
          answer.on("end", () => {
            const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as Answer["body"];
            resolve({ status: answer.statusCode ?? 0, body });
          });
        },
      );
      request.on("error", reject);
      request.end();
    });

  test("answers the API server alone: no other client, and nobody else whom the same authority knows", async () => {
    assert.equal((await ask(API)).status, 200);
    await assert.rejects(ask(API, { as: "nobody" }), "a client without a certificate gets no connection");
    const user = await issueCertificate(authority, { commonName: FRONT_PROXY });
    await assert.rejects(ask(API, { as: user }), "the cluster's authority does not vouch for the front proxy");
    const other = await issueCertificate(proxyAuthority, { commonName: "somebody" });
    const { status, body } = await ask(API, { as: other });
    assert.deepEqual([status, body["reason"]], [403, "Forbidden"]);
  });

  test("says what it has: nodes, and pods by namespace, to get and to list", async () => {
    const { body } = await ask(API);
    assert.deepEqual([body["kind"], body["groupVersion"]], ["APIResourceList", "metrics.k8s.io/v1beta1"]);
    assert.deepEqual(body["resources"], [
      { name: "nodes", singularName: "", namespaced: false, kind: "NodeMetrics", verbs: ["get", "list"] },
      { name: "pods", singularName: "", namespaced: true, kind: "PodMetrics", verbs: ["get", "list"] },
    ]);
  });

  test("lists and gets what runs", async () => {
    const names = ({ body }: Answer) => (body["items"] as { metadata: { name: string } }[]).map((i) => i.metadata.name);
    const all = await ask(`${API}/pods`);
    assert.deepEqual([all.body["kind"], names(all)], ["PodMetricsList", ["web-1"]]);
    assert.deepEqual(names(await ask(`${API}/namespaces/shop/pods`)), ["web-1"]);
    assert.deepEqual(names(await ask(`${API}/namespaces/test/pods`)), []);
    const { body } = await ask(`${API}/namespaces/shop/pods/web-1`);
    assert.equal(body["kind"], "PodMetrics");
    assert.deepEqual(body["containers"], [{ name: "app", usage: { cpu: "1000000000n", memory: "20480Ki" } }]);
    const nodes = await ask(`${API}/nodes`);
    assert.deepEqual([nodes.body["kind"], names(nodes)], ["NodeMetricsList", ["vm-0"]]);
    assert.equal((await ask(`${API}/nodes/vm-0`)).body["kind"], "NodeMetrics");
  });

  test("has the cluster choose by label and field, and passes on why it would not", async () => {
    const query = new URLSearchParams({ labelSelector: "tier=vm", fieldSelector: "metadata.name=web-1", limit: "5" });
    assert.deepEqual((await ask(`${API}/namespaces/shop/pods?${query.toString()}`)).body["items"], []);
    const listed = cluster.asked.findLast(({ path }) => path === "/api/v1/namespaces/shop/pods");
    assert.deepEqual(listed?.query, { labelSelector: "tier=vm", fieldSelector: "metadata.name=web-1" });
    const { status, body } = await ask(`${API}/pods?labelSelector=${encodeURIComponent("!!")}`);
    assert.deepEqual([status, body["message"]], [400, "no selector: !!"]);
  });

  test("tells what is not there from what has no metrics", async () => {
    const missing = await ask(`${API}/namespaces/shop/pods/none`);
    assert.deepEqual([missing.status, missing.body["message"]], [404, 'pods "none" not found']);
    const ended = await ask(`${API}/namespaces/shop/pods/job-1`);
    assert.deepEqual([ended.status, ended.body["message"]], [404, 'pods.metrics.k8s.io "shop/job-1" not found']);
    assert.equal((await ask(`${API}/nodes/none`)).status, 404);
    for (const path of ["/apis", "/openapi/v2", `${API}/pods/web-1`, `${API}/namespaces/shop`, `${API}beta2`]) {
      const { status, body } = await ask(path);
      assert.deepEqual([path, status, body["kind"]], [path, 404, "Status"]);
    }
  });

  test("changes nothing and lets nobody watch", async () => {
    for (const [path, method] of [
      [`${API}/pods?watch=true`, "GET"],
      [`${API}/namespaces/shop/pods/web-1`, "DELETE"],
    ] as const) {
      const { status, body } = await ask(path, { method });
      assert.deepEqual([status, body["reason"]], [405, "MethodNotAllowed"]);
    }
  });

  test("says so, and in its log too, when the cluster does not answer", async () => {
    cluster.failure = new Error("no route to the API server");
    const { status, body } = await ask(`${API}/pods`);
    cluster.failure = undefined;
    assert.deepEqual([status, body["message"]], [500, "no route to the API server"]);
    assert.match(lines.join("\n"), /metrics: GET .*\/pods: no route to the API server/);
  });
});
