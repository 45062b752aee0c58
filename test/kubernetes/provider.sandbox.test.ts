import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { bodyOf, kubernetesClient, KubernetesUnreachable } from "../../sdk/kubernetes/kubernetes-io";
import { kubernetesProvider } from "../../sandbox/kubernetes/provider";
import { InitializationError, UNKNOWN } from "../../sandbox/rpc/provider";
import type { Properties, ProviderInstance, ResourceState } from "../../sandbox/rpc/provider";

const kubeconfig = readFileSync(process.env["KUBECONFIG"] ?? "", "utf8");
const namespace = `provider-${randomBytes(4).toString("hex")}`;
const client = kubernetesClient(kubeconfig);

const quiet = { status: () => undefined, warn: () => undefined };

interface Resource {
  readonly type: string;
  readonly name?: string;
  readonly inputs: Properties;
  readonly preview?: boolean;
  readonly timeout?: number;
}

async function configured(config: Properties = {}): Promise<ProviderInstance> {
  const instance = kubernetesProvider().instance();
  await instance.configure({ kubeconfig, namespace, ...config });
  return instance;
}

const identity = ({ type, name = "web" }: Resource) => ({ urn: `urn:pulumi:s::p::${type}::${name}`, type, name });

async function create(provider: ProviderInstance, resource: Resource): Promise<ResourceState & { inputs: Properties }> {
  const checked = await provider.check({
    ...identity(resource),
    olds: {},
    news: resource.inputs,
    randomSeed: randomBytes(8),
  });
  assert.deepEqual(checked.failures, []);
  const request = { ...identity(resource), inputs: checked.inputs };
  const { preview = false, timeout = 60 } = resource;
  const state = await provider.create({ ...request, preview, timeout }, quiet);
  return { ...state, inputs: checked.inputs };
}

async function live(path: string): Promise<Properties | undefined> {
  const response = await client.request({ method: "GET", path });
  return response.status === 404 ? undefined : (bodyOf(response, `read ${path}`) as Properties);
}

const configMaps = `/api/v1/namespaces/${namespace}/configmaps`;
const configMap = "kubernetes:core/v1:ConfigMap";

before(async () => {
  const body = { metadata: { name: namespace } };
  bodyOf(await client.request({ method: "POST", path: "/api/v1/namespaces", body }), "create a namespace");
});

after(async () => {
  await client.request({ method: "DELETE", path: `/api/v1/namespaces/${namespace}` });
});

describe("an object", () => {
  test("is created, updated without the fields that the program drops, and deleted", async () => {
    const provider = await configured();
    const created = await create(provider, { type: configMap, inputs: { data: { a: "1", b: "2" } } });
    assert.match(created.id, new RegExp(`^${namespace}/web-[0-9a-f]{8}$`));
    const name = created.id.slice(namespace.length + 1);
    const resource = { type: configMap, inputs: {} };
    const inputs = { ...created.inputs, data: { a: "3" } };
    const olds = { oldInputs: created.inputs, oldState: created.state };
    const common = { ...identity(resource), id: created.id, timeout: 30 };
    await provider.update({ ...common, ...olds, inputs, preview: false, ignoreChanges: [] }, quiet);
    assert.deepEqual((await live(`${configMaps}/${name}`))?.["data"], { a: "3" });
    await provider.delete({ ...common, inputs, state: created.state }, quiet);
    assert.equal(await live(`${configMaps}/${name}`), undefined);
    await provider.delete({ ...common, inputs, state: created.state }, quiet);
  });

  test("in a preview is checked by the API server and not created", async () => {
    const provider = await configured();
    const inputs = { metadata: { name: "previewed" }, data: { a: "1" } };
    const previewed = await create(provider, { type: configMap, inputs, preview: true });
    assert.equal(previewed.id, UNKNOWN);
    assert.equal(await live(`${configMaps}/previewed`), undefined);
    const invalid = { metadata: { name: "Not A Name" } };
    await assert.rejects(create(provider, { type: configMap, inputs: invalid, preview: true }), (error) => {
      return (
        error instanceof Error &&
        error.cause instanceof Error &&
        /metadata.name: Invalid value/.test(error.cause.message)
      );
    });
  });

  test("that exists already is not taken over", async () => {
    const provider = await configured();
    const resource = { type: configMap, inputs: { metadata: { name: "taken" } } };
    await create(provider, resource);
    await assert.rejects(create(provider, resource), (error) => {
      return (
        error instanceof Error && error.cause instanceof Error && /upsertExistingObjects/.test(error.cause.message)
      );
    });
  });

  test("reads back without a difference, and is gone when somebody deleted it", async () => {
    const provider = await configured();
    const inputs = { stringData: { password: "hunter2" } };
    const created = await create(provider, { type: "kubernetes:core/v1:Secret", inputs });
    assert.deepEqual(created.secrets, ["data"]);
    const request = { ...identity({ type: "kubernetes:core/v1:Secret", inputs }), id: created.id };
    const read = await provider.read({ ...request, inputs: created.inputs, state: created.state });
    assert.deepEqual(read?.inputs, created.inputs);
    await client.request({
      method: "DELETE",
      path: `/api/v1/namespaces/${namespace}/secrets/${created.id.split("/")[1] ?? ""}`,
    });
    assert.equal(await provider.read({ ...request, inputs: created.inputs, state: created.state }), undefined);
  });

  test("is imported by its id", async () => {
    const provider = await configured();
    const created = await create(provider, {
      type: configMap,
      inputs: { metadata: { name: "imported" }, data: { a: "1" } },
    });
    const request = { ...identity({ type: configMap, inputs: {} }), id: created.id, inputs: {}, state: {} };
    const read = await provider.read(request);
    assert.deepEqual(read?.inputs, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "imported", namespace },
      data: { a: "1" },
    });
  });

  test("whose fields somebody else changed is a conflict that says what to do", async () => {
    const provider = await configured();
    const created = await create(provider, {
      type: configMap,
      inputs: { metadata: { name: "contested" }, data: { a: "1" } },
    });
    const path = `${configMaps}/contested`;
    const query = { fieldManager: "somebody" };
    const contentType = "application/merge-patch+json";
    await client.request({ method: "PATCH", path, query, contentType, body: { data: { a: "2" } } });
    const inputs = { ...created.inputs, data: { a: "3" } };
    const olds = { oldInputs: created.inputs, oldState: created.state, preview: false, ignoreChanges: [] };
    const request = { ...identity({ type: configMap, inputs }), id: created.id, timeout: 30, inputs, ...olds };
    await assert.rejects(provider.update(request, quiet), (error) => {
      return (
        error instanceof Error && error.cause instanceof Error && /pulumi.com\/patchForce/.test(error.cause.message)
      );
    });
  });
});

describe("waiting", () => {
  const deployment = (replicas: number): Properties => ({
    metadata: { name: `waiting-${replicas}` },
    spec: {
      replicas,
      selector: { matchLabels: { app: "waiting" } },
      template: {
        metadata: { labels: { app: "waiting" } },
        // No node has this label, so nothing is ever scheduled.
        spec: { nodeSelector: { "test.invalid/none": "none" }, containers: [{ name: "c", image: "nginx" }] },
      },
    },
  });
  const type = "kubernetes:apps/v1:Deployment";

  test("ends at once for a Deployment without replicas", async () => {
    const created = await create(await configured(), { type, inputs: deployment(0) });
    assert.equal((created.state["status"] as Properties)["observedGeneration"], 1);
  });

  test("gives up after its time, and the engine learns what was created and what is missing", async () => {
    await assert.rejects(create(await configured(), { type, inputs: deployment(1), timeout: 2 }), (error) => {
      assert.ok(error instanceof InitializationError);
      assert.equal(error.resource.id, `${namespace}/waiting-1`);
      assert.match(error.reasons[0] ?? "", /'waiting-1' timed out waiting to be Ready/);
      return true;
    });
  });

  test("is ended by an interruption", async () => {
    const provider = await configured();
    setTimeout(() => {
      provider.cancel();
    }, 1_000);
    await assert.rejects(create(provider, { type, inputs: deployment(2) }), /Resource operation was cancelled/);
  });

  test("gets a load balancer its address", async () => {
    const spec = { type: "LoadBalancer", ports: [{ port: 80 }] };
    const type = "kubernetes:core/v1:Service";
    const created = await create(await configured(), { type, inputs: { spec }, timeout: 10 });
    assert.match(JSON.stringify(created.state["status"]), /"ip":"198\.18\.\d+\.\d+"/);
  });
});

describe("a cluster that can't be reached", () => {
  const unreachable = kubeconfig.replaceAll(client.server, "https://127.0.0.1:1");
  const request = { ...identity({ type: configMap, inputs: {} }), id: "a/b", inputs: {}, state: {}, timeout: 0 };

  test("leaves previews as they are and fails what needs it", async () => {
    const provider = await configured({ kubeconfig: unreachable });
    const inputs = { metadata: { name: "a" } };
    const previewed = await provider.create({ ...request, inputs, preview: true }, quiet);
    assert.deepEqual(previewed, { id: UNKNOWN, state: inputs });
    const creation = provider.create({ ...request, inputs, preview: false }, quiet);
    await assert.rejects(creation, /configured Kubernetes cluster is unreachable: .*127\.0\.0\.1:1/);
    await assert.rejects(
      provider.delete(request, quiet),
      /rerunning the operation with the PULUMI_K8S_DELETE_UNREACHABLE/,
    );
  });

  test("is forgotten where the program says so", async () => {
    const provider = await configured({ kubeconfig: unreachable, deleteUnreachable: true });
    await provider.delete(request, quiet);
    assert.equal(await provider.read(request), undefined);
  });

  test("is named by the client, with what to do", async () => {
    await assert.rejects(kubernetesClient(unreachable).request({ method: "GET", path: "/version" }), (error) => {
      return error instanceof KubernetesUnreachable && /check that the cluster runs/.test(error.message);
    });
  });
});
