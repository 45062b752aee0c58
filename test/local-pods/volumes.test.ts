import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import { AccountTokens } from "../../sandbox/local-pods/account-token";
import type { LocalPod } from "../../sandbox/local-pods/local-pod";
import { PodVolumes } from "../../sandbox/local-pods/volumes";
import type { KubernetesClient, KubernetesRequest } from "../../sdk/kubernetes/kubernetes-io";

const directory = mkdtempSync(path.join(os.tmpdir(), "aks-elastic-volumes-"));
after(() => {
  rmSync(directory, { recursive: true });
});

/** An API server with these objects, which makes tokens good for `lifeSeconds` and keeps what it was asked. */
function apiServer(objects: Record<string, unknown>, now: () => number = Date.now) {
  const asked: KubernetesRequest[] = [];
  const client: KubernetesClient = {
    server: "https://127.0.0.1:6443",
    request: (request) => {
      asked.push(request);
      if (request.method === "POST") {
        const { spec } = request.body as { spec: { expirationSeconds: number } };
        const expirationTimestamp = new Date(now() + spec.expirationSeconds * 1000).toISOString();
        return Promise.resolve({
          status: 201,
          body: { status: { token: `token-${asked.length}`, expirationTimestamp } },
        });
      }
      const body = objects[request.path];
      return Promise.resolve({ status: body === undefined ? 404 : 200, body });
    },
    watch: () => {
      throw new Error("nobody watches");
    },
  };
  return { client, asked };
}

const configMap = "/api/v1/namespaces/shop/configmaps/conf";
const secret = "/api/v1/namespaces/shop/secrets/key";

function podWith(...volumes: NonNullable<NonNullable<LocalPod["spec"]>["volumes"]>): LocalPod {
  return {
    metadata: { name: "agent-1", namespace: "shop", uid: "u" },
    spec: { serviceAccountName: "agent", volumes },
  };
}

describe("a pod's volumes", () => {
  const read = (file: string) => readFileSync(path.join(directory, file), "utf8");

  test("hold what they are made from, and follow it", async () => {
    const objects: Record<string, unknown> = {
      [configMap]: { data: { a: "1", b: "2" }, binaryData: { c: Buffer.from("3").toString("base64") } },
      [secret]: { data: { password: Buffer.from("secret").toString("base64") } },
    };
    const volumes = new PodVolumes(apiServer(objects).client, directory);
    const pod = podWith(
      { name: "conf", configMap: { name: "conf" } },
      { name: "key", secret: { secretName: "key", items: [{ key: "password", path: "deep/password" }] } },
      { name: "scratch", emptyDir: {} },
      {
        name: "account",
        projected: {
          sources: [
            { serviceAccountToken: { path: "token", audience: "vault", expirationSeconds: 3607 } },
            { configMap: { name: "conf", items: [{ key: "a", path: "ca.crt" }] } },
            { downwardAPI: { items: [{ path: "namespace", fieldRef: { fieldPath: "metadata.namespace" } }] } },
          ],
        },
      },
    );
    await volumes.sync(pod);
    assert.deepEqual([read("conf/a"), read("conf/b"), read("conf/c")], ["1", "2", "3"]);
    assert.equal(read("key/deep/password"), "secret");
    assert.ok(existsSync(path.join(directory, "scratch")));
    assert.match(read("account/token"), /^token-/);
    assert.deepEqual([read("account/ca.crt"), read("account/namespace")], ["1", "shop"]);
    assert.equal(statSync(path.join(directory, "account/token")).mode & 0o777, 0o600);
    objects[configMap] = { data: { a: "4" } };
    await volumes.sync(pod);
    assert.equal(read("conf/a"), "4");
    assert.ok(!existsSync(path.join(directory, "conf/b")));
  });

  const missing: readonly (readonly [what: string, pod: LocalPod, message: RegExp])[] = [
    [
      "an object is missing",
      podWith({ name: "v", configMap: { name: "nothing" } }),
      /^MountVolume.SetUp failed for volume "v" : configmap "nothing" not found$/,
    ],
    [
      "a key is missing",
      podWith({ name: "v", configMap: { name: "conf", items: [{ key: "x", path: "x" }] } }),
      /references non-existent configmap key: x/,
    ],
    ["they are of a kind that the sandbox does not make", podWith({ name: "v" }), /makes none of this kind/],
    [
      "the pod has init containers",
      { ...podWith(), spec: { initContainers: [{ name: "first" }] } },
      /runs no init containers/,
    ],
  ];
  for (const [what, pod, message] of missing) {
    test(`are not set up where ${what}, and the reason is told`, async () => {
      const volumes = new PodVolumes(apiServer({ [configMap]: { data: {} } }).client, directory);
      await assert.rejects(volumes.sync(pod), { name: "PodSetupError", message });
    });
  }
});

describe("an account's token", () => {
  test("is bound to its pod, for its audience, and asked for anew before it expires", async () => {
    let now = Date.parse("2026-01-01T00:00:00Z");
    const { client, asked } = apiServer({}, () => now);
    const tokens = new AccountTokens(client, () => now);
    const source = { path: "token", audience: "vault", expirationSeconds: 600 };
    const first = await tokens.token(podWith(), source);
    assert.equal(asked[0]?.path, "/api/v1/namespaces/shop/serviceaccounts/agent/token");
    assert.deepEqual((asked[0].body as { spec: unknown }).spec, {
      audiences: ["vault"],
      expirationSeconds: 600,
      boundObjectRef: { apiVersion: "v1", kind: "Pod", name: "agent-1", uid: "u" },
    });
    now += 479_000;
    assert.equal(await tokens.token(podWith(), source), first);
    now += 2_000;
    assert.notEqual(await tokens.token(podWith(), source), first);
    assert.equal(asked.length, 2);
  });
});
