import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import * as actions from "../../components/dynamic/canary-release-actions";
import type { CanaryReleaseState } from "../../components/dynamic/canary-release-state";
import { RUN_ANNOTATION } from "../../sdk/upgrade/canary-deployment";
import { canaryState } from "../sdk/canary-states";
import { awaited } from "../waiting";
import { canaryDouble, deploymentOf, type CanaryDouble } from "./canary-double";
import { failureOf, ID, inputs, PROBE, state } from "./canary-inputs";

let cluster: CanaryDouble;

beforeEach(async () => {
  cluster = await canaryDouble();
  cluster.shop.tiers = [deploymentOf("vm", "tier-1")];
  cluster.shop.pods = canaryState("virtual-node-ready").pods;
});
afterEach(() => {
  cluster.close();
});

describe("the first version of a service", () => {
  test("is not tried: there is nothing that it could harm", async () => {
    cluster.shop.tiers = [];
    const { id, outs } = await actions.create(inputs(cluster));
    assert.equal(id, ID);
    assert.deepEqual(outs, {
      ...state(cluster, { templateHash: "two" }),
      findings: "not tried: the first version of the service",
    });
    assert.deepEqual(cluster.changes(), []);
  });

  test("is tried where the service runs already without this resource", async () => {
    const { outs } = await actions.create(inputs(cluster));
    assert.equal(outs?.findings, "1 pod for 1 s: ready, no restarts");
    assert.deepEqual(cluster.deployments(), ["POST uid-1", "DELETE uid-1"]);
  });

  test("that does not pass where the service runs already is to be tried again, and destroyed", async () => {
    cluster.shop.pods = canaryState("aci-refuses").pods;
    const { id, properties } = await failureOf(actions.create(inputs(cluster)));
    assert.equal(id, ID);
    const { findings, ...rest } = state(cluster, { templateHash: "" });
    assert.deepEqual({ findings, ...(properties as CanaryReleaseState) }, { findings, ...rest });
    assert.equal((await actions.diff(ID, rest, inputs(cluster))).changes, true);
  });
});

describe("a new template", () => {
  const update = (parts: Partial<CanaryReleaseState> = {}) =>
    actions.update(ID, state(cluster), inputs(cluster, parts));

  test("is tried by as many pods as asked for, which are gone when it has passed", async () => {
    const [pod] = cluster.shop.pods;
    assert.ok(pod);
    cluster.shop.pods = [pod, { ...pod, metadata: { ...pod.metadata, name: "web-canary-2", uid: "2" } }];
    const { outs } = await update({ canaryReplicas: 2, probe: PROBE });
    assert.match(outs?.findings ?? "", /^2 pods for 1 s: ready, no restarts, (\d+) of \1 answers right$/);
    assert.deepEqual([outs?.templateHash, outs?.template, outs?.steps], ["two", undefined, undefined]);
    const [manifest] = cluster.manifests();
    assert.equal(manifest?.spec.replicas, 2);
    assert.deepEqual(manifest.spec.template.spec, inputs(cluster).template?.["spec"]);
    assert.deepEqual(cluster.changes(), [
      "POST uid-1",
      `PATCH ${pod.metadata.name}`,
      "PATCH web-canary-2",
      "DELETE uid-1",
    ]);
    const asked = cluster.asked.find(({ path }) => path.includes("/proxy/"));
    assert.equal(asked?.path, `/api/v1/namespaces/shop/pods/${pod.metadata.name}:8080/proxy/healthz`);
  });

  test("gets requests of the service once it has answered rightly, and not before", async () => {
    const [pod] = cluster.shop.pods;
    let asked = 0;
    cluster.shop.answer = () => {
      asked += 1;
      if (asked <= 2) assert.deepEqual(cluster.deployments(), cluster.changes(), "it was labelled too early");
      return { status: asked === 1 ? 503 : 200, body: "" };
    };
    const { outs } = await update({ probe: PROBE });
    assert.match(outs?.findings ?? "", /, (\d+) of \1 answers right$/);
    assert.deepEqual(cluster.changes(), ["POST uid-1", `PATCH ${pod?.metadata.name ?? ""}`, "DELETE uid-1"]);
    const patch = cluster.asked.find(({ method }) => method === "PATCH");
    const labels = { "app.kubernetes.io/name": "web", "app.kubernetes.io/managed-by": "aks-elastic" };
    assert.deepEqual(JSON.parse(patch?.body ?? ""), { metadata: { uid: pod?.metadata.uid, labels } });
  });

  test("is asked by HTTPS, with the query of its probe", async () => {
    await update({ probe: { ...PROBE, scheme: "HTTPS", path: "/healthz?deep=1" } });
    const asked = cluster.asked.find(({ path }) => path.includes("/proxy/"));
    assert.match(asked?.path ?? "", /\/pods\/https:web-canary-[^/]+:8080\/proxy\/healthz$/);
    assert.equal(asked?.query.get("deep"), "1");
  });

  test("that crashes is refused, with what was seen of it and nothing of its secrets", async () => {
    const { pods } = canaryState("vm-crash-loop");
    cluster.shop.pods = pods;
    cluster.shop.events = [
      { reason: "Started", message: "Started container web", lastTimestamp: "2026-11-25T15:50:00Z" },
      {
        reason: "BackOff",
        message: "Back-off of postgres://shop:hunter2@db/shop",
        count: 4,
        lastTimestamp: "2026-11-25T15:50:09Z",
      },
    ];
    const { message, properties } = await failureOf(update());
    const name = pods[0]?.metadata.name ?? "";
    assert.deepEqual(message.split("\n"), [
      `upgrade of web: the container web of the pod ${name} does not keep running: it was started again 2 times; it ended ` +
        "last with exit code 1 (Error): panic: DATABASE_URL [DATABASE_URL] refused. Find out why it ends, then run " +
        "`pulumi up` again.",
      "No tier was touched: all replicas run the version that they ran before. The canary is gone.",
      `  pod ${name} on ${pods[0]?.spec?.nodeName ?? ""}: Running, not ready`,
      `    container web: CrashLoopBackOff: back-off 20s restarting failed container=web pod=${name}_shop(` +
        `${pods[0]?.metadata.uid ?? ""}), 2 restarts; it ended last with exit code 1 (Error): panic: DATABASE_URL ` +
        "[DATABASE_URL] refused",
      "  last events:",
      "    2026-11-25T15:50:00Z Started: Started container web",
      "    2026-11-25T15:50:09Z BackOff (4 times): Back-off of [DATABASE_URL]",
    ]);
    assert.equal(properties, undefined, "the state must stay as it is, with the last template that passed");
    assert.deepEqual(cluster.deployments(), ["POST uid-1", "DELETE uid-1"]);
  });

  test("that answers wrongly after a right answer is refused", async () => {
    let asked = 0;
    cluster.shop.answer = () => ((asked += 1) > 1 ? { status: 500, body: "boom\nhunter2" } : { status: 204 });
    const { message } = await failureOf(update({ probe: PROBE, verifySeconds: 20 }));
    assert.match(
      message,
      /^upgrade of web: GET :8080\/healthz gets wrong answers: 1 of 2 are wrong and 0 may be; the last is "500 boom"\./,
    );
    assert.match(message, /\n {2}GET :8080\/healthz was answered wrongly 1 of 2 times\n {4}1 × 500 boom$/);
  });

  test("that never answers rightly is refused when its time is over, with its words", async () => {
    const refused = { apiVersion: "v1", kind: "Status", reason: "ServiceUnavailable" };
    const words = "error trying to reach service: dial tcp 10.0.0.4:8080: connect: connection refused";
    cluster.shop.answer = () => ({ status: 503, body: { ...refused, message: words } });
    const { message } = await failureOf(update({ probe: PROBE, timeoutMinutes: 0.02, verifySeconds: 0 }));
    assert.match(
      message,
      /^upgrade of web: GET :8080\/healthz gets no right answer: the last is "error trying to reach service: dial/,
    );
    assert.deepEqual(cluster.changes(), ["POST uid-1", "DELETE uid-1"], "it got requests of the service");
  });

  test("that is silent is not waited for longer than its probe's time-out and the way to it", async () => {
    cluster.shop.answer = () => undefined;
    const started = Date.now();
    const { message } = await failureOf(update({ probe: PROBE, timeoutMinutes: 0, verifySeconds: 0 }));
    assert.match(
      message,
      /^upgrade of web: GET :8080\/healthz gets no right answer: the last is "no answer within 6 s"/,
    );
    assert.ok(Date.now() - started < 15_000, "one silent pod held up the watch");
  });

  test("that does not become ready is refused when its time is over", async () => {
    cluster.shop.pods = canaryState("virtual-node-starting").pods;
    const { message } = await failureOf(update({ timeoutMinutes: 0.01, verifySeconds: 0 }));
    assert.match(
      message,
      /^upgrade of web: the canary does not become ready: 0 of 1 pod is ready: web-canary-\S+ is Pending/,
    );
  });

  test("is tried again when the program has it again, and not when it has the last good one", async () => {
    assert.equal((await actions.diff(ID, state(cluster), inputs(cluster))).changes, true);
    assert.equal((await actions.diff(ID, state(cluster), inputs(cluster, { templateHash: "one" }))).changes, false);
    assert.equal((await actions.diff(ID, state(cluster, { templateHash: "two" }), inputs(cluster))).changes, false);
  });

  test("outlasts an API server that is away for a while, and one that has too much to do", async () => {
    let refusals = 3;
    cluster.shop.instead = ({ path }) =>
      path.endsWith("/pods") && (refusals -= 1) >= 0 ? { status: 429, body: { kind: "Status" } } : undefined;
    await cluster.goAway();
    const updated = update({ timeoutMinutes: 1 });
    await new Promise((resolve) => setImmediate(resolve));
    await cluster.comeBack();
    assert.equal((await updated).outs?.findings, "1 pod for 1 s: ready, no restarts");
    assert.equal(refusals < 0, true, "the pods were not asked for again");
  });

  test("is refused where the API server goes away and does not come back, and the canary may be left", async () => {
    const refusal = { status: 503, body: { kind: "Status", message: "etcd is down" } };
    cluster.shop.instead = ({ path }) =>
      cluster.manifests().length > 0 && !path.includes("/events") ? refusal : undefined;
    const updated = failureOf(update({ timeoutMinutes: 0.01, verifySeconds: 0 }));
    await awaited("the canary to be watched", 10_000, () =>
      Promise.resolve(cluster.asked.filter(({ method }) => method === "GET").length > 6 || undefined),
    );
    delete cluster.shop.instead;
    const { message } = await updated;
    assert.match(
      message,
      /^upgrade of web: the cluster gives no answer: .*etcd is down \(HTTP 503\)\. See whether it runs/,
    );
  });

  test("is refused at once where a right is missing, and the rights are named", async () => {
    const forbidden = (path: RegExp) => {
      cluster.shop.instead = (asked) =>
        path.test(asked.path)
          ? { status: 403, body: { apiVersion: "v1", kind: "Status", reason: "Forbidden", message: "user may not" } }
          : undefined;
    };
    for (const path of [/\/deployments$/, /\/pods$/, /\/proxy\//, /\/pods\/web-canary-[^/]+$/]) {
      forbidden(path);
      const { message } = await failureOf(update({ probe: PROBE }));
      assert.match(
        message,
        /^upgrade of web: .*user may not \(HTTP 403\)\. No tier was touched\. A canary needs these rights in the namespace shop: get, list, create and delete deployments/,
      );
    }
    assert.equal(cluster.shop.canary, undefined, "a canary was left");
  });

  test("is refused without its events where they may not be read", async () => {
    cluster.shop.pods = canaryState("aci-refuses").pods;
    cluster.shop.events = canaryState("aci-refuses").events;
    assert.match((await failureOf(update())).message, /\n {2}last events:\n.*Scheduled: /);
    cluster.shop.instead = ({ path }) =>
      path.endsWith("/events") ? { status: 403, body: { kind: "Status" } } : undefined;
    const { message } = await failureOf(update());
    assert.match(message, /^upgrade of web: virtual-node-aci-linux refuses the pod web-canary-/);
    assert.ok(!message.includes("last events"), message);
  });

  test("is refused where the API server does not take it, in its words", async () => {
    cluster.shop.instead = ({ method }) =>
      method === "POST"
        ? { status: 422, body: { kind: "Status", message: "spec.template.spec.containers: Required" } }
        : undefined;
    const { message } = await failureOf(update());
    assert.match(
      message,
      /^upgrade of web: create the Deployment web-canary: .*Required \(HTTP 422\)\. No tier was touched\. Change/,
    );
  });

  test("is tried by this run's canary where the answer to its creation was lost", async () => {
    let isLost = false;
    cluster.shop.instead = ({ method, body }) => {
      if (method !== "POST" || isLost) return undefined;
      isLost = true;
      const manifest = JSON.parse(body) as { readonly metadata: { readonly name: string } };
      cluster.shop.canary = { ...manifest, metadata: { ...manifest.metadata, uid: "lost" } };
      return { status: 500, body: { kind: "Status", message: "etcdserver: request timed out" } };
    };
    assert.equal((await update()).outs?.templateHash, "two");
    assert.deepEqual(cluster.deployments(), ["DELETE lost"]);
  });

  test("is not tried by the canary of another run that is at work", async () => {
    cluster.shop.instead = ({ method }) => {
      if (method !== "POST") return undefined;
      const theirs = deploymentOf("canary", "theirs");
      cluster.shop.canary = {
        ...theirs,
        metadata: { ...theirs.metadata, annotations: { [RUN_ANNOTATION]: "theirs" } },
      };
      return { status: 409, body: { kind: "Status", message: "already exists" } };
    };
    const { message } = await failureOf(update());
    assert.match(message, /^upgrade of web: create the Deployment web-canary: already exists \(HTTP 409\)/);
    assert.deepEqual(cluster.changes(), []);
  });

  test("is refused where its canary is replaced by that of another run, which stays", async () => {
    cluster.shop.pods = canaryState("virtual-node-starting").pods;
    const updated = failureOf(update());
    await awaited("the canary", 10_000, () => Promise.resolve(cluster.shop.canary));
    cluster.shop.canary = deploymentOf("canary", "theirs");
    assert.match((await updated).message, /^upgrade of web: the canary was deleted while it was watched/);
    assert.deepEqual(cluster.deployments(), ["POST uid-1"]);
  });
});
