import assert from "node:assert/strict";
import { createServer, type AddressInfo } from "node:net";
import { before, describe, test } from "node:test";
import { kubernetesProvider } from "../../sandbox/kubernetes/provider";
import type { Properties, ProviderInstance } from "../../sandbox/rpc/provider";

const type = "kubernetes:core/v1:ConfigMap";
const release = "kubernetes:helm.sh/v3:Release";
const inputs = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "web", namespace: "shop" } };

const identity = (token: string) => ({ urn: `urn:pulumi:s::p::${token}::web`, type: token, name: "web" });
const deletion = (token: string) => ({ ...identity(token), id: "shop/web", inputs, state: inputs, timeout: 1 });

describe("a cluster that is gone", () => {
  let kubeconfig: string;
  const warnings: string[] = [];
  const diagnostics = { status: () => undefined, warn: (message: string) => warnings.push(message) };

  before(async () => {
    const server = `https://127.0.0.1:${await closedPort()}`;
    kubeconfig = JSON.stringify({
      clusters: [{ name: "c", cluster: { server } }],
      users: [{ name: "u", user: {} }],
      contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
      "current-context": "x",
    });
  });

  const configured = async (config: Properties = {}): Promise<ProviderInstance> => {
    const instance = kubernetesProvider().instance();
    await instance.configure({ kubeconfig, ...config });
    return instance;
  };
  const says = (text: RegExp) => (error: unknown) => error instanceof Error && text.test(error.message);

  test("keeps its objects in the state, with the official provider's advice", async () => {
    const provider = await configured();
    await assert.rejects(
      provider.delete(deletion(type), diagnostics),
      says(
        /^configured Kubernetes cluster is unreachable\. If the cluster was deleted, you can remove this resource from Pulumi state by rerunning the operation with the PULUMI_K8S_DELETE_UNREACHABLE environment variable set to "true"/,
      ),
    );
    assert.match(warnings.at(-1) ?? "", /^configured Kubernetes cluster is unreachable: .*ECONNREFUSED/);
    await assert.rejects(
      provider.read({ ...identity(type), id: "shop/web", inputs, state: inputs }),
      says(/failed to read resource state due to unreachable cluster\. If the cluster was deleted/),
    );
  });

  test("gives its objects up where the provider may forget what it can't reach", async () => {
    const provider = await configured({ deleteUnreachable: "true" });
    await provider.delete(deletion(type), diagnostics);
    const read = await provider.read({ ...identity(type), id: "shop/web", inputs, state: inputs });
    assert.equal(read, undefined);
  });

  test("is asked once, and not again: neither does the official provider try a refused connection again", async () => {
    const provider = await configured();
    const request = { ...identity(type), inputs, preview: false, timeout: 60 };
    await assert.rejects(
      provider.create(request, diagnostics),
      says(/^configured Kubernetes cluster is unreachable: .*ECONNREFUSED/),
    );
  });

  test("never gives a Helm release up by a delete, but by a refresh", async () => {
    const provider = await configured({ deleteUnreachable: "true" });
    await assert.rejects(
      provider.delete(deletion(release), diagnostics),
      says(/^can't delete Helm Release with unreachable cluster\. Reason: ".*ECONNREFUSED/),
    );
    assert.equal(await provider.read({ ...identity(release), id: "shop/web", inputs, state: inputs }), undefined);
  });
});

/** A port that nobody listens on. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
