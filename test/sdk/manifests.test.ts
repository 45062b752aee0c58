import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { deploymentAnnotations, deploymentManifest } from "../../sdk/pods/deployment";
import { podSpec } from "../../sdk/pods/pod-spec";
import { podTemplateManifest } from "../../sdk/pods/pod-template";
import type { TierNodes } from "../../sdk/placement/node-selection";
import { virtualNodeSelectorSpec } from "../../sdk/virtual-node/virtual-node-selector";

const SPEC = podSpec({ image: "registry/web:1", port: 8080, resources: { cpu: "500m", memory: "512Mi" } });

const VM_NODES: TierNodes = { kind: "vm", name: "vm" };
const SPOT_NODES: TierNodes = { kind: "spot", name: "spot" };
const VIRTUAL_NODE = { kind: "virtualNode", name: "virtual-node" } as const;
const V1_NODES: TierNodes = { ...VIRTUAL_NODE, virtualNodes: virtualNodeSelectorSpec({}) };
const V2_NODES: TierNodes = {
  ...VIRTUAL_NODE,
  virtualNodes: virtualNodeSelectorSpec({ virtualNodeGeneration: "v2" }),
};
const SERVICE_LABELS = { "app.kubernetes.io/name": "web", "app.kubernetes.io/managed-by": "aks-elastic" };
const VM_LABELS = { ...SERVICE_LABELS, "aks-elastic/tier": "vm" };

/** As the JSON that Kubernetes gets: what is typed loosely is compared exactly. */
const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const CONTAINER = {
  name: "web",
  image: "registry/web:1",
  env: [],
  ports: [{ name: "http", containerPort: 8080 }],
  resources: { requests: { cpu: "500m", memory: "512Mi" }, limits: { cpu: "500m", memory: "512Mi" } },
};

describe("a pod of the VM tier", () => {
  const template = podTemplateManifest("web", VM_NODES, { pod: SPEC });
  const selected = { labelSelector: { matchLabels: VM_LABELS }, matchLabelKeys: ["pod-template-hash"] };

  test("is kept off virtual nodes of both generations, does not tolerate their taint, and keeps off its like", () => {
    assert.deepEqual(json(template), {
      metadata: { labels: VM_LABELS },
      spec: {
        imagePullSecrets: [],
        automountServiceAccountToken: false,
        containers: [
          {
            ...CONTAINER,
            readinessProbe: { tcpSocket: { port: 8080 } },
            securityContext: { allowPrivilegeEscalation: false },
          },
        ],
        securityContext: { seccompProfile: { type: "RuntimeDefault" } },
        topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map((topologyKey) => ({
          maxSkew: 1,
          topologyKey,
          whenUnsatisfiable: "ScheduleAnyway",
          ...selected,
        })),
        affinity: {
          podAntiAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              { weight: 100, podAffinityTerm: { topologyKey: "kubernetes.io/hostname", ...selected } },
            ],
          },
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

  test("that must have a VM and a zone of its own waits for them", () => {
    const { spec } = podTemplateManifest("web", VM_NODES, { pod: { ...SPEC, spread: "required" } });
    assert.deepEqual(
      spec.topologySpreadConstraints?.map(({ whenUnsatisfiable }) => whenUnsatisfiable),
      ["DoNotSchedule", "DoNotSchedule"],
    );
    assert.deepEqual(json(spec.affinity?.podAntiAffinity), {
      requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: "kubernetes.io/hostname", ...selected }],
    });
  });

  test("of a spot pool is for that pool's nodes, and tolerates their taint and no other", () => {
    const { spec } = podTemplateManifest("web", SPOT_NODES, { pod: SPEC });
    assert.deepEqual(json(spec.nodeSelector), { "kubernetes.azure.com/scalesetpriority": "spot" });
    assert.deepEqual(json(spec.tolerations), [
      { key: "kubernetes.azure.com/scalesetpriority", value: "spot", operator: "Equal", effect: "NoSchedule" },
    ]);
  });
});

describe("a pod of the virtual-node tier", () => {
  const { metadata, spec } = podTemplateManifest("web", V1_NODES, { pod: SPEC });

  test("runs on the virtual node only and tolerates its taint as narrowly as it can", () => {
    const resources = { cpu: "500m", memory: "600M" };
    assert.deepEqual(spec.containers, [{ ...CONTAINER, resources: { requests: resources, limits: resources } }]);
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

  test("gets at least what it asks for: v1 would cut it to ACI's steps, so it is rounded up to them", () => {
    const asking = (memory: string) => podSpec({ image: "i", resources: { cpu: "255m", memory } });
    const [container] = podTemplateManifest("web", V1_NODES, { pod: asking("1.5G") }).spec.containers;
    assert.deepEqual(container?.resources.requests, { cpu: "260m", memory: "1.5G" });
    const [onV2] = podTemplateManifest("web", V2_NODES, { pod: asking("512Mi") }).spec.containers;
    assert.deepEqual(onV2?.resources.requests, { cpu: "255m", memory: "512Mi" });
  });

  test("is promised no grace on v1, which deletes its container group at once, and Kubernetes' own on v2", () => {
    assert.equal(spec.terminationGracePeriodSeconds, 1);
    assert.ok(!("terminationGracePeriodSeconds" in podTemplateManifest("web", V2_NODES, { pod: SPEC }).spec));
  });
});

describe("the pods of every tier", () => {
  for (const [nodes, title] of [
    [VM_NODES, "VMs"],
    [SPOT_NODES, "spot VMs"],
    [V1_NODES, "virtual nodes of v1"],
    [V2_NODES, "virtual nodes of v2"],
  ] as const) {
    test(`on ${title} are not there by preference`, () => {
      const { affinity, nodeSelector, tolerations } = podTemplateManifest("web", nodes, { pod: SPEC }).spec;
      const text = JSON.stringify({ nodeAffinity: affinity?.nodeAffinity, nodeSelector, tolerations });
      assert.doesNotMatch(text, /preferred|PreferNoSchedule/);
    });
  }

  test("have the probes, the environment and the pull secrets that were asked for", () => {
    const spec = podSpec({
      image: "registry/web:1",
      port: 8080,
      resources: { cpu: "1", memory: "1Gi" },
      env: { MODE: "fast" },
      probe: { path: "/ready", timeoutSeconds: 5 },
      liveness: { path: "/live", port: 9090, scheme: "HTTPS" },
      imagePullSecrets: ["registry"],
    });
    const { containers, imagePullSecrets } = podTemplateManifest("web", V1_NODES, {
      pod: spec,
      configMap: "web-config-1",
      secret: "web-secrets-1",
    }).spec;
    assert.deepEqual(imagePullSecrets, [{ name: "registry" }]);
    assert.deepEqual(containers, [
      {
        ...CONTAINER,
        env: [{ name: "MODE", value: "fast" }],
        envFrom: [{ configMapRef: { name: "web-config-1" } }, { secretRef: { name: "web-secrets-1" } }],
        resources: { requests: { cpu: "1", memory: "1100M" }, limits: { cpu: "1", memory: "1100M" } },
        readinessProbe: { httpGet: { path: "/ready", port: 8080 }, timeoutSeconds: 5 },
        livenessProbe: { httpGet: { path: "/live", port: 9090, scheme: "HTTPS" } },
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
  test("selects its own tier's pods", () => {
    const labels = {
      "app.kubernetes.io/name": "web",
      "app.kubernetes.io/managed-by": "aks-elastic",
      "aks-elastic/tier": "virtual-node",
    };
    const content = {
      namespace: "shop",
      replicas: 4,
      annotations: deploymentAnnotations(4),
      strategy: "the strategy",
      template: "the template",
    };
    assert.deepEqual(deploymentManifest("web", "virtual-node", content), {
      metadata: {
        name: "web-virtual-node",
        namespace: "shop",
        labels,
        annotations: { "pulumi.com/patchForce": "true", "aks-elastic/replicas": "4" },
      },
      spec: {
        replicas: 4,
        selector: { matchLabels: labels },
        strategy: "the strategy",
        template: "the template",
      },
    });
  });

  test("whose replicas somebody else owns says nothing about them", () => {
    const content = {
      namespace: "shop",
      replicas: undefined,
      annotations: deploymentAnnotations(undefined),
      strategy: {},
      template: {},
    };
    const { metadata, spec } = deploymentManifest("web", "vm", content);
    assert.ok(!("replicas" in spec));
    assert.ok(!("aks-elastic/replicas" in metadata.annotations));
  });
});
