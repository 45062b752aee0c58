import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { TwoTiers } from "../cluster/two-tiers";
import { createService, type ServiceStack } from "../engine/services";
import { podsByTier } from "../sandbox";
import { awaited } from "../waiting";

const NAMESPACE = "default";
const WEB = "app.kubernetes.io/name=web";
const TIMEOUT_MS = 300_000;
const ACI_IMAGE = "registry/web:aci";

describe("a service whose replicas its agent asks", { concurrency: false }, () => {
  let cluster: TwoTiers;
  let stack: ServiceStack;

  before(async () => {
    cluster = await TwoTiers.up("probe");
    stack = await createService("probe", { kubeconfig: cluster.config.exportConfig() });
    // None comes home before the test says so.
    await holdDown(3600);
  });
  after(async () => {
    await stack.remove();
    await cluster.down();
  });

  const holdDown = async (seconds: number): Promise<void> => {
    const probe = { path: "/healthz", periodSeconds: 5, timeoutSeconds: 5 };
    const podTemplate = { spec: { containers: [{ name: "web", image: ACI_IMAGE }] } };
    await stack.args({
      tiers: [
        { kind: "vm", max: 4 },
        { kind: "virtualNode", podTemplate },
      ],
      failover: { probe, windowSeconds: 5, holdDownSeconds: seconds },
    });
    await stack.run("up", "--yes", "--skip-preview");
  };
  const settled = (vm: number, virtualNode: number) =>
    awaited(`${vm} on VMs and ${virtualNode} on the virtual node`, TIMEOUT_MS, async () => {
      const pods = await podsByTier(cluster.core, NAMESPACE, WEB);
      return pods.vm === vm && pods.virtualNode === virtualNode && pods.all === vm + virtualNode ? true : undefined;
    });
  /** The leader's metrics of the service, as its agent answers them. */
  const metrics = async (): Promise<string> => {
    const { CoordinationV1Api } = await import("@kubernetes/client-node");
    const leases = cluster.config.makeApiClient(CoordinationV1Api);
    const lease = await leases.readNamespacedLease({ name: "web-failover-agent", namespace: NAMESPACE });
    return (await cluster.ask(`pods/http:${lease.spec?.holderIdentity ?? ""}:8080/proxy/metrics`)).text;
  };
  const events = async (): Promise<readonly string[]> => {
    const { items } = await cluster.core.listNamespacedEvent({ namespace: NAMESPACE });
    return items.filter(({ reason }) => reason === "FailoverMoved").map(({ message }) => message ?? "");
  };

  test("stays where it is as long as they answer rightly", async () => {
    await settled(4, 2);
    const looks = async () => Number(/^aks_elastic_failover_looks_total\S* (\d+)/m.exec(await metrics())?.[1] ?? 0);
    const start = await awaited("the leader's looks", TIMEOUT_MS, async () => (await looks()) || undefined);
    await awaited("ten looks more", TIMEOUT_MS, async () => ((await looks()) >= start + 10 ? true : undefined));
    const tiers = (await metrics()).match(/^aks_elastic_failover_tier_is_sick.*$/gm) ?? [];
    assert.deepEqual(
      tiers.map((line) => line.replace(/^.*tier="([^"]*)".* /, "$1 ")),
      ["vm 0", "virtual-node 0"],
    );
    assert.deepEqual(await events(), []);
  });

  test("leaves the tier whose replicas answer wrongly though Kubernetes has them ready, and comes home", async () => {
    await cluster.fault("bad-image", ACI_IMAGE, "--answers", "500");
    const labelSelector = `${WEB},aks-elastic/tier=virtual-node`;
    await cluster.core.deleteCollectionNamespacedPod({ namespace: NAMESPACE, labelSelector });
    await settled(6, 0);
    const moved = await events();
    assert.ok(moved.length > 0);
    for (const message of moved) assert.match(message, /GET :8080\/healthz is not answered rightly/);
    await cluster.fault("clear");
    await holdDown(5);
    await settled(4, 2);
  });
});
