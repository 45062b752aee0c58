import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { connect } from "../../components/cluster-ref";
import { canaryRelease } from "../../components/elastic-service/canary";
import { serviceDecisions } from "../../components/elastic-service/decisions";
import { canaryPods } from "../../components/elastic-service/tiers";
import type { ElasticServiceArgs } from "../../index";
import { planPlacement } from "../../sdk/placement/plan-placement";
import { rolloutSpec } from "../../sdk/upgrade/rollout-spec";
import { templateHash } from "../../sdk/upgrade/template-hash";
import { upgradeSpec } from "../../sdk/upgrade/upgrade-spec";
import { KUBECONFIG, record, registration } from "./recording";

const unknown = pulumi.output(pulumi.unknown as unknown as string);
/** What the engine is told of what is not known yet (`rpc.unknownValue` in @pulumi/pulumi). */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A component with a canary and nothing else. */
class Tried extends pulumi.ComponentResource {
  constructor(args: ElasticServiceArgs) {
    super("test:index:Tried", "web", args);
    const decided = serviceDecisions("web", args);
    const connection = connect(this, "web", args.cluster);
    const parts = { name: "web", args, decided, placement: decided.placement.apply(planPlacement), connection };
    const pods = canaryPods({ ...parts, environment: {} });
    const rollout = decided.placement.apply((placement) => rolloutSpec(placement, upgradeSpec({})));
    canaryRelease(this, { ...parts, pods, rollout });
    this.registerOutputs();
  }
}

async function tried(more: Partial<ElasticServiceArgs> = {}) {
  const args: ElasticServiceArgs = {
    cluster: { kubeconfig: KUBECONFIG },
    namespace: "shop",
    image: "registry/web:1",
    port: 8080,
    resources: { cpu: "500m", memory: "512Mi" },
    replicas: 12,
    vmReplicas: 8,
    probe: { path: "/healthz" },
    ...more,
  };
  return registration(await record(() => new Tried(args), true), "web-canary");
}

describe("the canary of a service", () => {
  test("tries the template of the virtual node, by the defaults, and says the steps", async () => {
    const { type, parent, inputs, secrets } = await tried();
    assert.equal(type, "pulumi-nodejs:dynamic/aks-elastic:CanaryRelease");
    assert.match(parent, /::web$/);
    const { template, kubeconfig, ...rest } = inputs;
    assert.equal(kubeconfig, KUBECONFIG);
    const { spec } = template as { readonly spec: { readonly nodeSelector: Readonly<Record<string, string>> } };
    assert.equal(spec.nodeSelector["type"], "virtual-kubelet");
    assert.deepEqual(rest, {
      namespace: "shop",
      service: "web",
      templateHash: templateHash(template),
      canaryReplicas: 1,
      verifySeconds: 30,
      timeoutMinutes: 10,
      wrongAnswersAllowed: 0,
      probe: {
        path: "/healthz",
        port: 8080,
        scheme: "HTTP",
        initialDelaySeconds: 0,
        periodSeconds: 10,
        timeoutSeconds: 1,
        failureThreshold: 3,
      },
      steps: [
        "1 canary of registry/web:1 on the virtual node for 30 s: ready, no restarts, GET :8080/healthz answers 200 to 399",
        "then the virtual node: 4 replicas, 1 new at a time",
        "and at once VMs: 8 replicas, 2 new at a time",
      ],
    });
    assert.deepEqual(secrets, ["kubeconfig"]);
  });

  test("tries the template of VMs where nothing ever runs on the virtual node", async () => {
    const { inputs } = await tried({ virtualNodeReplicas: 0 });
    const { spec } = inputs["template"] as { readonly spec: { readonly nodeSelector?: object } };
    assert.equal(spec.nodeSelector, undefined);
    assert.match(String((inputs["steps"] as string[])[0]), /^1 canary of registry\/web:1 on VMs for 30 s/);
  });

  test("keeps a template with a secret as a secret, and shows the steps and the probe all the same", async () => {
    const { secrets, inputs } = await tried({ env: { PASSWORD: pulumi.secret("hunter2") } });
    assert.deepEqual([...secrets].sort(), ["kubeconfig", "template", "templateHash"]);
    assert.ok(!JSON.stringify(inputs["steps"]).includes("hunter2"));
  });

  test("does not name an image that is a secret, and keeps a probe that is one", async () => {
    const { inputs, secrets } = await tried({
      image: pulumi.secret("registry/web:1"),
      probe: { path: pulumi.secret("/hunter2") },
    });
    assert.deepEqual([...secrets].sort(), ["kubeconfig", "probe", "template", "templateHash"]);
    const [first] = inputs["steps"] as string[];
    assert.equal(first, "1 canary of the new version on the virtual node for 30 s: ready, no restarts");
  });

  test("shows the steps that are known while an image is still being built", async () => {
    const { inputs } = await tried({ image: unknown });
    assert.deepEqual([inputs["template"], inputs["templateHash"]], [UNKNOWN, UNKNOWN]);
    assert.deepEqual((inputs["steps"] as string[]).slice(1), [
      "then the virtual node: 4 replicas, 1 new at a time",
      "and at once VMs: 8 replicas, 2 new at a time",
    ]);
  });
});
