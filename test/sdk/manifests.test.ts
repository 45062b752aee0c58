import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { deploymentManifest } from "../../sdk/pods/deployment";
import { disruptionBudgetManifest, disruptionSpec } from "../../sdk/pods/disruption-budget";
import { ingressManifest, ingressSpec } from "../../sdk/pods/ingress";
import { podSpec } from "../../sdk/pods/pod-spec";
import { podTemplateManifest } from "../../sdk/pods/pod-template";
import type { TierNodes } from "../../sdk/placement/node-selection";
import { virtualNodeSelectorSpec } from "../../sdk/virtual-node/virtual-node-selector";
import { Exposure, serviceEndpoint, serviceManifest, serviceSpec, tierServiceManifest } from "../../sdk/pods/service";

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
        resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { cpu: "1", memory: "1Gi" } },
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
    const content = { namespace: "shop", replicas: 4, strategy: "the strategy", template: "the template" };
    assert.deepEqual(deploymentManifest("web", "virtual-node", content), {
      metadata: {
        name: "web-virtual-node",
        namespace: "shop",
        labels,
        annotations: { "pulumi.com/patchForce": "true" },
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
    const content = { namespace: "shop", replicas: undefined, strategy: {}, template: {} };
    assert.ok(!("replicas" in deploymentManifest("web", "vm", content).spec));
  });
});

const LISTENING = { listens: true, tiers: [VM_NODES, VIRTUAL_NODE] };

describe("the Service", () => {
  const common = {
    selector: { "app.kubernetes.io/name": "web", "app.kubernetes.io/managed-by": "aks-elastic" },
    ports: [{ name: "http", port: 80, targetPort: "http" }],
  };

  test("is over both tiers, and open to the cluster only unless told otherwise", () => {
    assert.deepEqual(serviceManifest("web", serviceSpec(LISTENING)), {
      annotations: {},
      spec: { type: "ClusterIP", ...common },
    });
  });

  test("behind a load balancer it reaches the virtual node through any VM node", () => {
    assert.deepEqual(serviceManifest("web", serviceSpec({ ...LISTENING, exposure: Exposure.publicLoadBalancer })), {
      annotations: {},
      spec: { type: "LoadBalancer", externalTrafficPolicy: "Cluster", ...common },
    });
  });

  test("behind an internal load balancer it has Azure's annotation", () => {
    const { annotations, spec } = serviceManifest(
      "web",
      serviceSpec({ ...LISTENING, exposure: Exposure.internalLoadBalancer }),
    );
    assert.deepEqual(annotations, { "service.beta.kubernetes.io/azure-load-balancer-internal": "true" });
    assert.equal(spec.type, "LoadBalancer");
  });

  test("sends requests to the VMs with a replica only where no tier runs on virtual nodes", () => {
    const local = { exposure: Exposure.publicLoadBalancer, externalTrafficPolicy: "Local" } as const;
    const { spec } = serviceManifest("web", serviceSpec({ listens: true, tiers: [VM_NODES], ...local }));
    assert.equal(spec.externalTrafficPolicy, "Local");
    assert.throws(() => serviceSpec({ ...LISTENING, ...local }), {
      message:
        'externalTrafficPolicy: must be "Cluster" where a tier runs on virtual nodes: they are behind no load balancer ' +
        "(https://github.com/Azure/AKS/issues/1956), and with the policy Local the VMs drop what is for them",
    });
  });

  test("over one tier has no address of its own", () => {
    assert.deepEqual(tierServiceManifest("web", "virtual-node", serviceSpec(LISTENING)), {
      type: "ClusterIP",
      clusterIP: "None",
      selector: { ...common.selector, "aks-elastic/tier": "virtual-node" },
      ports: common.ports,
    });
  });

  test("its endpoint is its address, or its DNS name in the cluster", () => {
    const spec = serviceSpec({ ...LISTENING, servicePort: 8080 });
    const named = { name: "web", namespace: "shop" };
    assert.equal(serviceEndpoint(spec, named), "web.shop.svc.cluster.local:8080");
    assert.equal(serviceEndpoint(serviceSpec(LISTENING), { ...named, address: "20.1.2.3" }), "20.1.2.3");
  });
});

describe("a budget of disruptions", () => {
  test("is one over all tiers, in a number or in percent, and lets what is not ready go", () => {
    const manifest = (maxUnavailable?: string) => disruptionBudgetManifest("web", disruptionSpec({ maxUnavailable }));
    assert.deepEqual(manifest(), {
      maxUnavailable: "10%",
      selector: { matchLabels: SERVICE_LABELS },
      unhealthyPodEvictionPolicy: "AlwaysAllow",
    });
    assert.equal(manifest("3").maxUnavailable, 3);
  });

  test("of nothing is refused, because no VM could ever be drained", () => {
    assert.throws(() => disruptionSpec({ maxUnavailable: "0" }), {
      message: 'maxUnavailable: must be a number such as 1, or a percentage such as 10%, above 0; got "0"',
    });
  });
});

test("an Ingress sends a host's requests to the Service", () => {
  const spec = ingressSpec({ ingress: { host: "shop.example.com", className: "web", tlsSecretName: "shop-tls" } });
  assert.deepEqual(ingressManifest("web", spec), {
    ingressClassName: "web",
    tls: [{ hosts: ["shop.example.com"], secretName: "shop-tls" }],
    rules: [
      {
        host: "shop.example.com",
        http: {
          paths: [{ path: "/", pathType: "Prefix", backend: { service: { name: "web", port: { name: "http" } } } }],
        },
      },
    ],
  });
});
