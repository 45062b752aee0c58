import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { failoverRights } from "../../sdk/failover/rights";
import { web } from "./sights";

describe("the rights that failover needs", () => {
  test("change the number of replicas and the status of the service's own Deployments, and no more of them", () => {
    const { service } = failoverRights(web());
    const deployments = service.filter(({ resources }) => resources.some((name) => name.startsWith("deployments")));
    assert.deepEqual(deployments, [
      { apiGroups: ["apps"], resources: ["deployments"], verbs: ["get", "list", "watch"] },
      {
        apiGroups: ["apps"],
        resources: ["deployments/scale"],
        verbs: ["update"],
        resourceNames: ["web-vm", "web-virtual-node"],
      },
      {
        apiGroups: ["apps"],
        resources: ["deployments/status"],
        verbs: ["patch"],
        resourceNames: ["web-vm", "web-virtual-node"],
      },
    ]);
  });

  test("do no more than read outside the service's namespace", () => {
    const { cluster, leases } = failoverRights(web());
    for (const { verbs } of [...cluster, ...leases]) assert.deepEqual(verbs, ["get", "list", "watch"]);
  });

  test("reach autoscalers only where there are some, of the kind that there is", () => {
    const bounds = { vm: { min: 1, max: 8 }, "virtual-node": { min: 0, max: 50 } };
    const groups = (engine?: "hpa" | "keda"): string[] =>
      failoverRights(web(engine === undefined ? {} : { autoscale: { engine, bounds } })).service.flatMap(
        ({ apiGroups }) => apiGroups,
      );
    assert.ok(!groups().includes("autoscaling"));
    assert.ok(groups("hpa").includes("autoscaling"));
    assert.ok(groups("keda").includes("keda.sh"));
    assert.ok(!groups("keda").includes("autoscaling"));
  });
});
