import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import * as actions from "../../components/dynamic/virtual-node-ready-actions";
import { clusterDouble, type ClusterDouble } from "./cluster-double";
import { lease, node, pod } from "./states";

const NAME = "virtual-node-aci-linux";
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

let cluster: ClusterDouble;

function inputs(parts: Partial<actions.VirtualNodeReadyState> = {}): actions.VirtualNodeReadyState {
  const { kubeconfig } = cluster;
  return { kubeconfig, generation: "v1", nodes: 1, timeoutMinutes: 0.5, triggers: [], ...parts };
}

function appear(): void {
  cluster.objects.nodes = [node("node-ready")];
  cluster.objects.leases = [lease(NAME, new Date(), 1)];
}

beforeEach(async () => {
  cluster = await clusterDouble();
});
afterEach(() => {
  cluster.close();
});

describe("waiting for a virtual node", () => {
  test("ends when it is there, and remembers its name", async () => {
    appear();
    const { id, outs } = await actions.create(inputs());
    assert.equal(id, `v1 at https://${cluster.host}`);
    assert.deepEqual(outs, { ...inputs(), nodeNames: [NAME], usable: true });
    assert.deepEqual(cluster.changes(), []);
  });

  test("starts a crash-looping v1 connector anew, once, and ends when its node comes", async () => {
    cluster.objects.connectors = [pod("connector-crash-loop")];
    cluster.objects.onPodDeleted = (_name, objects) => {
      objects.connectors = [pod("connector-error")];
      setTimeout(appear, 1_500);
    };
    await actions.create(inputs());
    const [[request, body] = []] = cluster.changes();
    assert.equal(cluster.changes().length, 1, "the connector was started anew more than once a minute");
    assert.equal(request, "DELETE /api/v1/namespaces/kube-system/pods/aci-connector-linux-fcd878b5d-qqxnx");
    assert.deepEqual((body as { preconditions?: unknown }).preconditions, {
      uid: "6a0f4a86-8a4e-4f6a-9d0e-1f62b4b7e0a1",
    });
  });

  test("leaves v2's pods alone, and names the cause when the time is over", async () => {
    cluster.objects.connectors = [pod("connector-crash-loop")];
    const state = inputs({ generation: "v2", timeoutMinutes: 0.01 });
    await assert.rejects(actions.create(state), (error: Error & { readonly properties?: unknown }) => {
      assert.match(
        error.message,
        /^wait for 1 usable virtual node \(v2\): not within 0\.01 minutes\. The connector's identity lacks/,
      );
      assert.deepEqual(error.properties, { ...state, nodeNames: [], usable: false });
      assert.ok(!error.message.includes("hunter2"), "the message holds a secret");
      return true;
    });
    assert.deepEqual(cluster.changes(), []);
  });

  test("says that it did not look at the subnet where nobody is signed in to Azure", async () => {
    const environment = process.env;
    const signedOut = Object.entries(environment).filter(([name]) => !name.startsWith("ARM_"));
    process.env = { ...Object.fromEntries(signedOut), PATH: "/nonexistent" };
    const subnetId = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/net/subnets/aci";
    try {
      await assert.rejects(
        actions.create(inputs({ subnetId, timeoutMinutes: 0.01 })),
        /add-on runs nothing.*\(the subnet and its roles were not looked at: sign in to Azure with the Azure CLI/,
      );
    } finally {
      process.env = environment;
    }
  });

  test("outlasts an API server that is away for a while", async () => {
    appear();
    await cluster.goAway();
    const ready = actions.create(inputs());
    await new Promise((resolve) => setImmediate(resolve));
    await cluster.comeBack();
    assert.deepEqual((await ready).outs?.nodeNames, [NAME]);
  });

  test("opens a node again that a broken-off destroy closed, and no other", async () => {
    const closed = node("node-ready");
    const annotations = { "aks-elastic/cordoned": "true" };
    appear();
    cluster.objects.nodes = [
      { ...closed, metadata: { ...closed.metadata, annotations }, spec: { unschedulable: true } },
    ];
    await actions.update("id", inputs(), inputs());
    assert.deepEqual(cluster.changes(), [
      [
        `PATCH /api/v1/nodes/${NAME}`,
        { metadata: { annotations: { "aks-elastic/cordoned": null } }, spec: { unschedulable: null } },
      ],
    ]);
    cluster.asked.length = 0;
    cluster.objects.nodes = [{ ...closed, spec: { unschedulable: true } }];
    await actions.update("id", inputs(), inputs());
    assert.deepEqual(cluster.changes(), []);
  });
});

describe("a refresh of a virtual node", () => {
  const before = () => ({ ...inputs(), nodeNames: [NAME], usable: true });

  test("changes nothing while it is usable", async () => {
    appear();
    assert.deepEqual(await actions.read("id", before()), { id: "id", props: before() });
  });

  test("forgets it where its node is gone", async () => {
    assert.deepEqual(await actions.read("id", before()), { id: "" });
  });

  test("finds it unusable where its lease is stale, and the next up waits for it", async () => {
    appear();
    cluster.objects.leases = [lease(NAME, new Date(), 120)];
    const { props } = await actions.read("id", before());
    assert.deepEqual(props, { ...before(), usable: false });
    assert.equal((await actions.diff("id", { ...before(), usable: false }, inputs())).changes, true);
  });

  test("leaves the state as it is where the API server is silent", async () => {
    cluster.close();
    assert.deepEqual(await actions.read("id", before()), { id: "id", props: before() });
    cluster = await clusterDouble();
  });
});

describe("a change of a virtual node's inputs", () => {
  const diff = (news: object) => actions.diff("id", { ...inputs(), usable: true }, { ...inputs(), ...news });
  const other = (change: (config: string) => string) => ({ kubeconfig: change(cluster.kubeconfig) });

  test("is none where nothing changed, whatever the code's text in the state", async () => {
    assert.deepEqual(await diff({ __provider: "new text" }), { changes: false, replaces: [] });
  });

  test("of triggers waits again", async () => {
    assert.deepEqual(await diff({ triggers: ["1.34"] }), { changes: true, replaces: [] });
    assert.deepEqual(await diff({ triggers: [UNKNOWN] }), { changes: true, replaces: [] });
  });

  test("of the kubeconfig's credentials is kept without a replacement", async () => {
    assert.deepEqual(await diff(other((text) => text.replace("hunter2", "hunter3"))), { changes: true, replaces: [] });
    assert.deepEqual(await diff({ kubeconfig: UNKNOWN }), { changes: true, replaces: [] });
  });

  test("of the API server's name alone is still the same cluster", async () => {
    assert.deepEqual(await diff(other((text) => text.replace("https://127.0.0.1", "https://api"))), {
      changes: true,
      replaces: [],
    });
  });

  test("to another cluster or another generation replaces", async () => {
    const elsewhere = other((text) =>
      text.replace("https://127.0.0.1", "https://api").replace(/(authority-data":")[^"]+/, "$1T1RIRVI="),
    );
    assert.deepEqual(await diff(elsewhere), { changes: true, replaces: ["kubeconfig"] });
    assert.deepEqual(await diff({ generation: "v2" }), { changes: true, replaces: ["generation"] });
  });

  test("to something wrong is refused without giving away the kubeconfig", async () => {
    const wrong = { kubeconfig: "token: [hunter2", generation: "v3", nodes: 0, triggers: "all" };
    const { failures = [] } = await actions.check({}, wrong as unknown as actions.VirtualNodeReadyState);
    assert.deepEqual(
      failures.map(({ property }) => property),
      ["kubeconfig", "generation", "nodes", "triggers"],
    );
    assert.ok(!JSON.stringify(failures.slice(0, 1)).includes("hunter2"), JSON.stringify(failures[0]));
  });
});

describe("taking a virtual node down", () => {
  const web = { metadata: { name: "web", namespace: "shop", uid: "1" } };
  const agent = { metadata: { name: "agent", namespace: "kube-system", ownerReferences: [{ kind: "DaemonSet" }] } };
  const requests = () => cluster.changes().map(([request]) => request);

  test("closes it, deletes its pods and waits until they are gone", async () => {
    appear();
    cluster.objects.pods = [web, agent];
    await actions.delete("id", inputs());
    assert.deepEqual(requests(), [`PATCH /api/v1/nodes/${NAME}`, "DELETE /api/v1/namespaces/shop/pods/web"]);
    const [cordoned, deletion] = cluster.changes().map(([, body]) => body as Record<string, unknown>);
    assert.deepEqual(cordoned?.["spec"], { unschedulable: true });
    assert.equal(deletion?.["gracePeriodSeconds"], undefined);
  });

  test("does not wait for a connector that is dead", async () => {
    cluster.objects.nodes = [node("node-unknown")];
    cluster.objects.leases = [lease(NAME, new Date(), 300)];
    cluster.objects.pods = [{ metadata: { ...web.metadata, deletionTimestamp: new Date().toISOString() } }];
    await actions.delete("id", inputs());
    const [, [, deletion] = []] = cluster.changes();
    assert.equal((deletion as Record<string, unknown>)["gracePeriodSeconds"], 0);
  });

  test("has nothing to do where no node is there", async () => {
    await actions.delete("id", inputs());
    assert.deepEqual(cluster.changes(), []);
  });

  test("is done where the cluster's name is gone with it", async () => {
    const kubeconfig = cluster.kubeconfig.replace(cluster.host, "no-such-cluster.invalid");
    await actions.delete("id", inputs({ kubeconfig }));
  });

  test("outlasts an API server that is away for a while", async () => {
    appear();
    cluster.objects.pods = [web];
    await cluster.goAway();
    const down = actions.delete("id", inputs());
    await new Promise((resolve) => setImmediate(resolve));
    await cluster.comeBack();
    await down;
    assert.deepEqual(requests(), [`PATCH /api/v1/nodes/${NAME}`, "DELETE /api/v1/namespaces/shop/pods/web"]);
  });

  test("says what to do where the kubeconfig counts no more", async () => {
    cluster.objects.refusal = { status: 401, body: { kind: "Status", message: "Unauthorized" } };
    await assert.rejects(
      actions.delete("id", inputs()),
      /^Error: take the pods off the virtual nodes of https:.*Unauthorized \(HTTP 401\); see whether.*pulumi up renews/,
    );
  });
});
