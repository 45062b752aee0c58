import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { ElasticService, healthyBefore, type HealthGateOptions } from "../../index";
import { targetAnnotation, TARGET_ANNOTATION } from "../../sdk/failover/declared-target";
import { HOLD_ANNOTATION } from "../../sdk/failover/memory";
import { failoverDouble, TARGET, type FailoverDouble } from "../dynamic/failover-double";
import { record } from "./recording";

const AT_ONCE = { timeoutMinutes: 0 };

let cluster: FailoverDouble;

async function standing(recorded: string): Promise<void> {
  cluster = await failoverDouble(recorded);
  cluster.annotate(TARGET_ANNOTATION, targetAnnotation(TARGET)[TARGET_ANNOTATION] ?? "");
}

afterEach(() => {
  cluster.close();
});

/** Runs the hook as the engine does. */
async function gated(options: HealthGateOptions = AT_ONCE, kubeconfig?: pulumi.Input<string>): Promise<void> {
  const { result } = await record(() => {
    const reference = { kubeconfig: kubeconfig ?? cluster.state().kubeconfig, service: "web" };
    return healthyBefore("gate", reference, options);
  });
  await result.callback({ urn: "urn", id: "id", name: "pool", type: "pool" });
}

describe("an operation that a service's health is asked before", () => {
  beforeEach(() => standing("all-ready"));

  test("is done where the service is healthy", () => gated());

  test("is asked about a service of this program by the service itself", async () => {
    const { result } = await record(() => {
      const service = new ElasticService("web", {
        cluster: { kubeconfig: cluster.state().kubeconfig },
        image: "web:1",
        resources: { cpu: "500m", memory: "512Mi" },
        replicas: 6,
        vmReplicas: 4,
        failover: {},
      });
      return healthyBefore("gate", service, AT_ONCE);
    });
    await result.callback({ urn: "urn", id: "id", name: "pool", type: "pool" });
    assert.ok(cluster.asked.some(({ path }) => path.endsWith("/namespaces/default/deployments")));
  });

  test("is refused where the service does not fail over, so that nobody knows what healthy is", async () => {
    cluster.annotate(TARGET_ANNOTATION, "");
    const [first] = cluster.objects.deployments;
    assert.ok(first);
    cluster.objects = { ...cluster.objects, deployments: [] };
    await assert.rejects(gated(), /web is not healthy, so nothing was done:\nit does not fail over: no Deployment/);
  });

  test("is held until the service is healthy", async () => {
    const { deployments } = cluster.objects;
    cluster.objects = { ...cluster.objects, deployments: [] };
    const waits = gated({ timeoutMinutes: 1 });
    while (cluster.asked.length < 1) await new Promise((resolve) => setTimeout(resolve, 10));
    cluster.objects = { ...cluster.objects, deployments };
    await waits;
    assert.ok(cluster.asked.filter(({ path }) => path.endsWith("/deployments")).length >= 2);
  });

  test("is done where somebody holds failover and as many are ready as are wanted", async () => {
    cluster.annotate(HOLD_ANNOTATION, "until noon");
    await gated();
  });

  test("is refused where the API server does not answer", async () => {
    cluster.refusal = { status: 503, body: { kind: "Status", message: "the server is starting" } };
    await assert.rejects(gated(), /web is not healthy, so nothing was done:\n.*the server is starting/);
  });

  test("cannot wait for less than nothing", async () => {
    await assert.rejects(
      gated({ timeoutMinutes: -1 }),
      /timeoutMinutes: must be a whole number from 0 to 1440; got -1/,
    );
  });
});

describe("an operation that a sick service's health is asked before", () => {
  beforeEach(() => standing("pool-given-up"));

  test("is refused, with what is wrong", async () => {
    await assert.rejects(gated(), /web is not healthy, so nothing was done:\nfailover of web: .*vm is sick/);
  });
});
