import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import {
  bodyOf,
  kubernetesClient,
  KubernetesStatusError,
  KubernetesUnreachable,
} from "../../sdk/kubernetes/kubernetes-io";

const client = kubernetesClient(readFileSync(process.env["KUBECONFIG"] ?? "", "utf8"));
const namespaces = "/api/v1/namespaces";

describe("a request", () => {
  test("is answered with the status and the parsed body, whatever the status", async () => {
    const found = await client.request({ method: "GET", path: `${namespaces}/default` });
    assert.equal(found.status, 200);
    const missing = await client.request({ method: "GET", path: `${namespaces}/no-such-namespace` });
    assert.equal(missing.status, 404);
    assert.throws(
      () => bodyOf(missing, "read a namespace"),
      (error) =>
        error instanceof KubernetesStatusError &&
        error.reason === "NotFound" &&
        error.message === 'read a namespace: namespaces "no-such-namespace" not found (HTTP 404)',
    );
  });

  test("that takes too long says so", async () => {
    const endless = client.request({ method: "GET", path: namespaces, query: { watch: "true" }, timeoutMs: 300 });
    await assert.rejects(
      endless,
      (error) => error instanceof KubernetesUnreachable && error.message.includes("no answer within 0.3 s"),
    );
  });
});

describe("a watch", () => {
  test("tells what happens, and ends quietly when it is not wanted any more", async () => {
    const name = `watched-${randomBytes(4).toString("hex")}`;
    const end = new AbortController();
    const seen: string[] = [];
    const watched = (async () => {
      const query = { fieldSelector: `metadata.name=${name}` };
      for await (const { type } of client.watch(namespaces, query, end.signal)) {
        seen.push(type);
        if (type === "ADDED") await client.request({ method: "DELETE", path: `${namespaces}/${name}` });
        if (type === "MODIFIED") end.abort();
      }
    })();
    await client.request({ method: "POST", path: namespaces, body: { metadata: { name } } });
    await watched;
    assert.deepEqual(
      seen.filter((type) => type !== "BOOKMARK"),
      ["ADDED", "MODIFIED"],
    );
  });

  test("may be left before it ends", async () => {
    const end = new AbortController();
    for await (const { type } of client.watch(namespaces, { resourceVersion: "0" }, end.signal)) {
      assert.equal(type, "ADDED");
      break;
    }
    end.abort();
    // What went wrong only now would be nobody's, and Node would end the process for it.
    assert.equal((await client.request({ method: "GET", path: namespaces })).status, 200);
  });

  test("that is refused is an error", async () => {
    const watch = client.watch("/apis/none.example/v1/things", {}, new AbortController().signal);
    await assert.rejects(async () => {
      for await (const event of watch) assert.fail(`unexpected ${event.type}`);
    }, KubernetesStatusError);
  });
});
