import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { deploymentManifest } from "../../sdk/pods/deployment";
import { podSpec } from "../../sdk/pods/pod-spec";
import { podTemplateManifest } from "../../sdk/pods/pod-template";
import type { TierNodes } from "../../sdk/placement/node-selection";
import { virtualNodeSelectorSpec } from "../../sdk/virtual-node/virtual-node-selector";
import { Exposure, serviceEndpoint, serviceManifest, serviceSpec } from "../../sdk/pods/service";

const SPEC = podSpec({ image: "registry/web:1", port: 8080, resources: { cpu: "500m", memory: "512Mi" } });

const VM_NODES: TierNodes = { tier: "vm" };
const V1_NODES: TierNodes = { tier: "virtualNode", virtualNodes: virtualNodeSelectorSpec({}) };
const V2_NODES: TierNodes = {
  tier: "virtualNode",
  virtualNodes: virtualNodeSelectorSpec({ virtualNodeGeneration: "v2" }),
};

const CONTAINER = {
  name: "web",
  image: "registry/web:1",
  env: [],
  ports: [{ name: "http", containerPort: 8080 }],
  resources: { requests: { cpu: "500m", memory: "512Mi" }, limits: { cpu: "500m", memory: "512Mi" } },
};

describe("a pod of the VM tier", () => {
  const template = podTemplateManifest("web", VM_NODES, SPEC);

  test("is kept off virtual nodes of both generations and does not tolerate their taint", () => {
    assert.deepEqual(template, {
      metadata: {
        labels: {
          "app.kubernetes.io/name": "web",
          "app.kubernetes.io/managed-by": "aks-elastic",
          "aks-elastic/tier": "vm",
        },
      },
      spec: {
        containers: [CONTAINER],
        imagePullSecrets: [],
        automountServiceAccountToken: false,
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [
                {
                  matchExpressions: [
                    { key: "type", operator: "NotIn", values: ["virtual-kubelet"] },
                    { key: "virtualization", operator: "DoesNotExist" },
                  ],
                },
              ],
            },
          },
        },
      },
    });
  });
});

describe("a pod of the virtual-node tier", () => {
  const { metadata, spec } = podTemplateManifest("web", V1_NODES, SPEC);

  test("runs on the virtual node only and tolerates its taint as narrowly as it can", () => {
    assert.deepEqual(spec.containers, [CONTAINER]);
    assert.deepEqual(spec.nodeSelector, {
      "kubernetes.io/os": "linux",
      "kubernetes.io/role": "agent",
      type: "virtual-kubelet",
    });
    assert.deepEqual(spec.tolerations, [
      { key: "virtual-kubelet.io/provider", operator: "Exists", effect: "NoSchedule" },
    ]);
    assert.equal(metadata.labels["aks-elastic/tier"], "virtual-node");
  });

  test("is promised no grace on v1, which deletes its container group at once, and Kubernetes' own on v2", () => {
    assert.equal(spec.terminationGracePeriodSeconds, 1);
    assert.ok(!("terminationGracePeriodSeconds" in podTemplateManifest("web", V2_NODES, SPEC).spec));
  });
});

describe("the pods of every tier", () => {
  for (const [nodes, title] of [
    [VM_NODES, "VMs"],
    [V1_NODES, "virtual nodes of v1"],
    [V2_NODES, "virtual nodes of v2"],
  ] as const) {
    test(`on ${title} nothing is a preference`, () => {
      const text = JSON.stringify(podTemplateManifest("web", nodes, SPEC));
      assert.doesNotMatch(text, /preferred|PreferNoSchedule|ScheduleAnyway/);
    });
  }

  test("have the probes, the environment and the pull secrets that were asked for", () => {
    const spec = podSpec({
      image: "registry/web:1",
      port: 8080,
      resources: { cpu: "1", memory: "1Gi" },
      env: { MODE: "fast" },
      readinessPath: "/ready",
      livenessPath: "/live",
      imagePullSecrets: ["registry"],
    });
    const { containers, imagePullSecrets } = podTemplateManifest("web", VM_NODES, spec).spec;
    assert.deepEqual(imagePullSecrets, [{ name: "registry" }]);
    assert.deepEqual(containers, [
      {
        ...CONTAINER,
        env: [{ name: "MODE", value: "fast" }],
        resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { cpu: "1", memory: "1Gi" } },
        readinessProbe: { httpGet: { path: "/ready", port: 8080 } },
        livenessProbe: { httpGet: { path: "/live", port: 8080 } },
      },
    ]);
  });

  test("an environment variable's value is never in a message", () => {
    const env = { "9": "hunter2" };
    assert.throws(() => podSpec({ image: "i", port: 1, resources: { cpu: "1", memory: "1Gi" }, env }), {
      message: "env.9: must be named by letters, digits, dots, _ and -",
    });
  });
});

describe("a Deployment", () => {
  test("selects its own tier's pods and replaces none before the new one is ready", () => {
    const labels = {
      "app.kubernetes.io/name": "web",
      "app.kubernetes.io/managed-by": "aks-elastic",
      "aks-elastic/tier": "virtual-node",
    };
    const content = { namespace: "shop", replicas: 4, template: "the template" };
    assert.deepEqual(deploymentManifest("web", "virtualNode", content), {
      metadata: { name: "web-virtual-node", namespace: "shop", labels },
      spec: {
        replicas: 4,
        selector: { matchLabels: labels },
        strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0 } },
        template: "the template",
      },
    });
  });
});

describe("the Service", () => {
  const common = {
    selector: { "app.kubernetes.io/name": "web", "app.kubernetes.io/managed-by": "aks-elastic" },
    ports: [{ name: "http", port: 80, targetPort: "http" }],
  };

  test("is over both tiers, and open to the cluster only unless told otherwise", () => {
    assert.deepEqual(serviceManifest("web", serviceSpec({})), {
      annotations: {},
      spec: { type: "ClusterIP", ...common },
    });
  });

  test("behind a load balancer it reaches the virtual node through any VM node", () => {
    assert.deepEqual(serviceManifest("web", serviceSpec({ exposure: Exposure.publicLoadBalancer })), {
      annotations: {},
      spec: { type: "LoadBalancer", externalTrafficPolicy: "Cluster", ...common },
    });
  });

  test("behind an internal load balancer it has Azure's annotation", () => {
    const { annotations, spec } = serviceManifest("web", serviceSpec({ exposure: Exposure.internalLoadBalancer }));
    assert.deepEqual(annotations, { "service.beta.kubernetes.io/azure-load-balancer-internal": "true" });
    assert.equal(spec.type, "LoadBalancer");
  });

  test("its endpoint is its address, or its DNS name in the cluster", () => {
    const spec = serviceSpec({ servicePort: 8080 });
    const named = { name: "web", namespace: "shop" };
    assert.equal(serviceEndpoint(spec, named), "web.shop.svc.cluster.local:8080");
    assert.equal(serviceEndpoint(serviceSpec({}), { ...named, address: "20.1.2.3" }), "20.1.2.3");
  });
});
