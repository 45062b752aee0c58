import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type KubernetesClient, KubernetesUnreachable } from "../../sdk/kubernetes/kubernetes-io";
import { CredentialPluginError } from "../../sdk/kubernetes/credential-plugin-io";
import { decide } from "../../sdk/failover/decide";
import { look } from "../../sdk/failover/reconcile-io";
import { observe } from "../../sdk/failover/observe-io";
import type { DeploymentObject, PodObject } from "../../sdk/failover/objects";
import { isSilent } from "../../sdk/failover/heartbeats";
import { type FailoverObservation, PodState } from "../../sdk/failover/observation";
import { failoverObservation } from "../../sdk/failover/observe";
import { podObservation } from "../../sdk/failover/pod-observation";
import { recordedObjects } from "./recorded";
import { AT, seconds, web } from "./sights";

const target = web({ placement: { replicas: 6, vmReplicas: 4 } });
const objects = recordedObjects("all-ready");
const VIRTUAL = "virtual-node-aci-linux";

/** An API server that has what was recorded, unless it is told otherwise. */
function apiServer(answer: (path: string) => { status: number; body?: unknown } | undefined = () => undefined) {
  const asked: string[] = [];
  const bodies: readonly [RegExp, unknown][] = [
    [/\/deployments$/, { items: objects.deployments }],
    [/\/pods$/, { items: objects.pods }],
    [/\/nodes$/, { items: objects.nodes }],
    [/\/leases$/, { items: objects.leases }],
    [/\/poddisruptionbudgets\/web$/, objects.disruptionBudget],
  ];
  const client: KubernetesClient = {
    server: "https://api",
    request: ({ method, path, query }) => {
      assert.equal(method, "GET");
      asked.push(`${path}${query === undefined ? "" : `?${new URLSearchParams(query).toString()}`}`);
      const body = bodies.find(([pattern]) => pattern.test(path))?.[1];
      return Promise.resolve({ status: 200, body, date: new Date(objects.at), ...answer(path) });
    },
    watch: () => {
      throw new Error("nothing is watched");
    },
  };
  return { client, asked };
}

describe("a look", () => {
  test("sees the tiers of a service, with the nodes that they may run on", async () => {
    const { client, asked } = apiServer();
    const seen = await observe(client, target);
    assert.deepEqual(seen.missing, []);
    assert.equal(seen.at, objects.at);
    assert.equal(seen.disruptionsAllowed, objects.disruptionBudget?.status?.disruptionsAllowed);
    assert.deepEqual(
      seen.tiers.map(({ name, deployment, pods, nodes }) => [name, deployment.replicas, pods.length, nodes.length]),
      [
        ["vm", 4, 4, 6],
        ["virtual-node", 2, 2, 1],
      ],
    );
    const selector = "&labelSelector=app.kubernetes.io%2Fname%3Dweb%2Capp.kubernetes.io%2Fmanaged-by%3Daks-elastic";
    assert.deepEqual(asked.sort(), [
      "/api/v1/namespaces/default/pods?limit=250" + selector,
      "/api/v1/nodes?limit=250",
      "/apis/apps/v1/namespaces/default/deployments?limit=250" + selector,
      "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases?limit=250",
      "/apis/policy/v1/namespaces/default/poddisruptionbudgets/web",
    ]);
  });

  test("needs no PodDisruptionBudget", async () => {
    const { client } = apiServer((path) => (path.includes("budgets") ? { status: 404, body: {} } : undefined));
    const seen = await observe(client, target);
    assert.deepEqual([seen.missing, seen.disruptionsAllowed], [[], undefined]);
  });

  test("says what it may not see, and then nothing is decided", async () => {
    const { client } = apiServer((path) =>
      path.endsWith("/leases") ? { status: 403, body: { kind: "Status", message: "no rights" } } : undefined,
    );
    const { decision } = await look(client, target);
    assert.deepEqual(decision.reasons, ["Not everything can be seen: list the leases of nodes: no rights (HTTP 403)."]);
    assert.equal(decision.action, "hold");
  });

  test("says once that the API server is gone", async () => {
    const client: KubernetesClient = {
      ...apiServer().client,
      request: ({ path }) => Promise.reject(new KubernetesUnreachable("https://api", path, new Error("refused"))),
    };
    const { decision } = await look(client, target);
    assert.deepEqual(decision.reasons.slice(0, 1), [
      "Not everything can be seen: the API server at https://api gives no answer.",
    ]);
    assert.deepEqual([decision.action, decision.step], ["hold", undefined]);
  });

  test("fails where signing in does: somebody must do something about it", async () => {
    const client: KubernetesClient = {
      ...apiServer().client,
      request: () => Promise.reject(new CredentialPluginError("kubelogin ended with 1")),
    };
    await assert.rejects(look(client, target), CredentialPluginError);
  });
});

const changed = (change: (deployment: DeploymentObject) => DeploymentObject) =>
  failoverObservation({ ...objects, deployments: objects.deployments.map(change) }, target);

describe("what keeps everything from being decided", () => {
  test("is a Deployment that is not there, or is being deleted", () => {
    const gone = failoverObservation({ ...objects, deployments: objects.deployments.slice(0, 1) }, target);
    assert.equal(gone.missing.length, 1);
    const going = changed(({ metadata, ...rest }) => ({
      ...rest,
      metadata: { ...metadata, deletionTimestamp: "2026-01-05T12:00:00Z" },
    }));
    assert.deepEqual(going.missing, ["there is no Deployment web-vm", "there is no Deployment web-virtual-node"]);
    assert.equal(decide(gone, target).action, "hold");
  });

  test("is a memory that somebody has garbled", () => {
    const garbled = changed(({ metadata, ...rest }) => ({
      ...rest,
      metadata: { ...metadata, annotations: metadata.name === "web-vm" ? { "aks-elastic/failover": "{" } : {} },
    }));
    assert.deepEqual(garbled.missing, [
      "the annotation aks-elastic/failover of the Deployment web-vm cannot be read; remove it",
    ]);
  });

  test("is a person who holds it", () => {
    const held = changed(({ metadata, ...rest }) => ({
      ...rest,
      metadata: { ...metadata, annotations: { "aks-elastic/failover-hold": "maintenance" } },
    }));
    assert.equal(held.held, "maintenance");
  });

  test("is an autoscaler that is not there", () => {
    const bounds = { vm: { min: 2, max: 8 }, "virtual-node": { min: 1, max: 50 } };
    const scaled = web({ placement: { replicas: 6, vmReplicas: 4 }, autoscale: { engine: "hpa", bounds } });
    assert.deepEqual(failoverObservation(objects, scaled).missing, [
      "there is no autoscaler web-vm",
      "there is no autoscaler web-virtual-node",
    ]);
  });
});

describe("a node's last sign of life", () => {
  const lease = (renewed: number) => ({
    metadata: { name: VIRTUAL, uid: "1", resourceVersion: "1" },
    spec: { renewTime: new Date(AT + seconds(renewed)).toISOString() },
  });
  /** How the virtual node seems after looks at these times, by its lease; `undefined` where the API server is away. */
  const after = (...looks: readonly (readonly [at: number, renewed: number | undefined])[]) => {
    let before: FailoverObservation | undefined;
    for (const [now, renewed] of looks) {
      const known = {
        ...objects,
        at: AT + seconds(now),
        leases: [lease(renewed ?? 0)],
        missing: renewed === undefined ? ["the API server at https://api gives no answer"] : [],
      };
      before = failoverObservation(known, target, before);
    }
    const node = before?.tiers.flatMap(({ nodes }) => nodes).find(({ name }) => name === VIRTUAL);
    assert.ok(before !== undefined && node?.lastSign !== undefined);
    return [(node.lastSign - AT) / seconds(1), node.isUnproven, isSilent(node, before.at)];
  };

  test("is the time that its lease states, while somebody looks", () => {
    assert.deepEqual(after([0, 0], [5, 0], [10, 8]), [8, false, false]);
    assert.deepEqual(after([0, 0], [10, 0], [20, 0]), [0, false, false]);
    assert.deepEqual(after([0, 0], [10, 0], [20, 0], [25, 0]), [0, false, true]);
  });

  test("is not known before the second look, where the lease is old", () => {
    assert.deepEqual(after([60, 0]), [60, true, false]);
    assert.deepEqual(after([60, 0], [65, 62]), [62, false, false]);
    assert.deepEqual(after([60, 0], [70, 0], [80, 0], [85, 0]), [60, true, true]);
  });

  test("is looked for anew after an outage of the API server, which was looked for meanwhile or not", () => {
    assert.deepEqual(after([0, 0], [10, undefined], [20, undefined], [30, 0]), [30, true, false]);
    assert.deepEqual(after([0, 0], [30, 0]), [30, true, false]);
    assert.deepEqual(after([0, 0], [10, undefined], [20, undefined], [30, 0], [35, 33]), [33, false, false]);
  });
});

test("the newest of the memories on the Deployments counts", () => {
  const memory = (revision: number): string =>
    JSON.stringify({ revision, tiers: {}, moves: [], creates: [], retries: {} });
  const seen = changed(({ metadata, ...rest }) => ({
    ...rest,
    metadata: { ...metadata, annotations: { "aks-elastic/failover": memory(metadata.name === "web-vm" ? 3 : 9) } },
  }));
  assert.equal(seen.memory.revision, 9);
  assert.deepEqual(
    seen.tiers.map(({ deployment }) => deployment.revision),
    [3, 9],
  );
});

const at = (secondsAgo: number): string => new Date(AT - seconds(secondsAgo)).toISOString();
const pod = (rest: Partial<Omit<PodObject, "metadata">>, metadata: object = {}): PodObject => ({
  metadata: { name: "web", uid: "u", resourceVersion: "1", creationTimestamp: at(100), ...metadata },
  ...rest,
});

const PODS: readonly [title: string, pod: PodObject, state: PodState | undefined, secondsAgo: number][] = [
  ["has just been created", pod({}), PodState.starting, 100],
  [
    "has no node to go to",
    pod({
      status: {
        phase: "Pending",
        conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", lastTransitionTime: at(90) }],
      },
    }),
    PodState.unschedulable,
    90,
  ],
  ["is on its node", pod({ spec: { nodeName: "vm" }, status: { phase: "Pending" } }), PodState.starting, 100],
  [
    "is ready",
    pod({
      spec: { nodeName: "vm" },
      status: { phase: "Running", conditions: [{ type: "Ready", status: "True", lastTransitionTime: at(50) }] },
    }),
    PodState.ready,
    50,
  ],
  [
    "was refused by ACI",
    pod({ spec: { nodeName: "vn" }, status: { phase: "Pending", reason: "ProviderFailed", message: "no" } }),
    PodState.refused,
    100,
  ],
  [
    "was refused by ACI and is not started again",
    pod({ spec: { nodeName: "vn" }, status: { phase: "Failed", reason: "ProviderFailed", message: "no" } }),
    PodState.refused,
    100,
  ],
  ["has ended", pod({ spec: { nodeName: "vm" }, status: { phase: "Failed", reason: "Evicted" } }), undefined, 0],
  ["is on its way out", pod({ status: { phase: "Running" } }, { deletionTimestamp: at(20) }), PodState.terminating, 20],
];

describe("a pod that", () => {
  for (const [title, object, state, secondsAgo] of PODS) {
    test(`${title} is ${state ?? "none"}`, () => {
      const seen = podObservation(object, AT);
      assert.equal(seen?.state, state);
      if (seen !== undefined) assert.equal(seen.since, AT - seconds(secondsAgo));
    });
  }
});
