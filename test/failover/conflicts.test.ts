import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { KubernetesStatusError } from "../../sdk/kubernetes/kubernetes-io";
import { apply } from "../../sdk/failover/apply-io";
import { MEMORY_ANNOTATION } from "../../sdk/failover/memory";
import { type Answer, apiServer, deployment, NAMESPACE, refusing } from "./api-server";
import { AT, seconds } from "./sights";

describe("somebody else was faster", () => {
  const conflict =
    (path: RegExp, times = 1): Answer =>
    (request, count) =>
      path.test(request.path) && request.method !== "GET" && count <= times ? { status: 409, body: {} } : undefined;
  const now =
    (rest: { metadata?: object; spec?: object }): Answer =>
    ({ method }) => {
      if (method !== "GET") return undefined;
      const seen = deployment("web-vm");
      return {
        body: {
          metadata: { ...seen.metadata, uid: "uid-vm", resourceVersion: "7", ...rest.metadata },
          spec: { ...seen.spec, ...rest.spec },
        },
      };
    };
  const both =
    (...answers: readonly Answer[]): Answer =>
    (request, count) =>
      answers.reduce<ReturnType<Answer>>((told, answer) => told ?? answer(request, count), undefined);

  test("with no more than the status: it is written again, for the new version", async () => {
    const { client, sent } = apiServer(both(conflict(/web-vm\/status/), now({})));
    assert.equal((await apply(client, refusing())).outcome, "applied");
    const [first, read, second] = sent;
    assert.equal(first?.body?.metadata?.resourceVersion, "1");
    assert.equal(read?.method, "GET");
    assert.equal(second?.body?.metadata?.resourceVersion, "7");
  });

  const changes: readonly [string, { metadata?: object; spec?: object }][] = [
    ["the replicas", { spec: { replicas: 9 }, metadata: { generation: 2 } }],
    ["the template", { metadata: { generation: 2 } }],
    [
      "the memory",
      {
        metadata: {
          annotations: { [MEMORY_ANNOTATION]: '{"revision":4,"tiers":{},"moves":[],"creates":[],"retries":{}}' },
        },
      },
    ],
    ["the whole Deployment", { metadata: { uid: "another" } }],
  ];
  for (const [what, rest] of changes) {
    test(`with ${what}: nothing is overwritten, and nothing else is done`, async () => {
      const { client, sent } = apiServer(both(conflict(/web-vm\/status/), now(rest)));
      const applied = await apply(client, refusing());
      assert.deepEqual(applied, {
        outcome: "changed",
        because: "the Deployment web-vm was changed by somebody else",
      });
      assert.deepEqual(
        sent.map(({ method }) => method),
        ["PATCH", "GET"],
      );
    });
  }

  test("in the middle of a step: the rest of it is left", async () => {
    const { client, lines } = apiServer(both(conflict(/web-vm\/scale/), now({ spec: { replicas: 3 } })));
    assert.equal((await apply(client, refusing())).outcome, "changed");
    assert.equal(lines().at(-1), `GET ${NAMESPACE}/deployments/web-vm`);
  });

  test("with a pod that ACI has taken meanwhile: it is not deleted", async () => {
    const { client, lines } = apiServer(conflict(/refused-0/));
    assert.deepEqual(await apply(client, refusing()), {
      outcome: "changed",
      because: "the pod web-virtual-node-refused-0 has changed",
    });
    assert.equal(lines().at(-1), `DELETE ${NAMESPACE}/pods/web-virtual-node-refused-0`);
  });

  test("or the Deployment is gone", async () => {
    const { client } = apiServer(({ path }) => (path.endsWith("/scale") ? { status: 404, body: {} } : undefined));
    assert.deepEqual(await apply(client, refusing()), { outcome: "changed", because: "the Deployment web-vm is gone" });
  });

  test("or it has taken too long", async () => {
    let time = 0;
    const { client, sent } = apiServer(() => {
      time += 3_000;
      return undefined;
    });
    const applied = await apply(client, refusing(), () => time);
    assert.deepEqual(applied, { outcome: "changed", because: "the decision is older than 5 s" });
    assert.equal(sent.length, 2);
  });

  test("by the API server's clock: the time that the look took counts", async () => {
    const { client } = apiServer(() => ({ date: new Date(AT + seconds(6)) }));
    assert.equal((await apply(client, refusing(), () => 0)).outcome, "changed");
  });

  test("what is no conflict is an error, with what was tried", async () => {
    const { client } = apiServer(({ path }) =>
      path.endsWith("/scale") ? { status: 403, body: { kind: "Status", message: "no rights" } } : undefined,
    );
    await assert.rejects(apply(client, refusing()), (error: unknown) => {
      assert.ok(error instanceof KubernetesStatusError);
      assert.equal(error.message, "change the Deployment web-vm: no rights (HTTP 403)");
      return true;
    });
  });
});
