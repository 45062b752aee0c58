import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { disruptionBudgetManifest, disruptionSpec } from "../../sdk/pods/disruption-budget";
import { ingressManifest, ingressSpec } from "../../sdk/pods/ingress";
import { Exposure, serviceEndpoint, serviceManifest, serviceSpec, tierServiceManifest } from "../../sdk/pods/service";

const VM = { kind: "vm", name: "vm" } as const;
const VIRTUAL_NODE = { kind: "virtualNode", name: "virtual-node" } as const;
const LISTENING = { listens: true, tiers: [VM, VIRTUAL_NODE] };

const common = {
  selector: { "app.kubernetes.io/name": "web", "app.kubernetes.io/managed-by": "aks-elastic" },
  ports: [{ name: "http", port: 80, targetPort: "http" }],
};

describe("the Service", () => {
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
    const { spec } = serviceManifest("web", serviceSpec({ listens: true, tiers: [VM], ...local }));
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
      selector: { matchLabels: common.selector },
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
