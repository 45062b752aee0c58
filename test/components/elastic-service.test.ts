import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ManagedCluster } from "@pulumi/azure-native/containerservice";
import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { VirtualNodeReady } from "../../components/dynamic/virtual-node-ready";
import { registerConnection } from "../../components/cluster-ref";
import { ElasticService, Exposure, type ClusterRef, type ElasticServiceArgs } from "../../index";
import { VirtualNodeGeneration } from "../../sdk/virtual-node/generation";
import { KUBECONFIG, record, registration, settled } from "./recording";

const unknown = pulumi.output(pulumi.unknown as unknown as string);

function args(more: Partial<ElasticServiceArgs> = {}): ElasticServiceArgs {
  return {
    cluster: { kubeconfig: KUBECONFIG },
    image: "registry/web:1",
    port: 8080,
    resources: { cpu: "500m", memory: "512Mi" },
    replicas: 12,
    vmReplicas: 8,
    ...more,
  };
}

/** The service, its provider, and what it consists of. */
const CHILDREN = 9;

interface DeploymentInputs {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly replicas: number; readonly template: unknown };
}

function deployment(recording: Parameters<typeof registration>[0], name: string): DeploymentInputs {
  return registration(recording, name).inputs as unknown as DeploymentInputs;
}

interface PodSpec {
  readonly nodeSelector?: unknown;
  readonly affinity?: unknown;
}

function podSpec(recording: Parameters<typeof registration>[0], name: string): PodSpec {
  return (deployment(recording, name).spec.template as { readonly spec: PodSpec }).spec;
}

describe("an elastic service", () => {
  test("is a Deployment for each tier with its share of the replicas, and one Service", async () => {
    const made = await record(() => new ElasticService("web", args({ namespace: "shop" })));
    assert.deepEqual(made.registrations.map(({ type, name }) => `${type} ${name}`).sort(), [
      "aks-elastic:index:ElasticService web",
      "kubernetes:apps/v1:Deployment web-virtual-node",
      "kubernetes:apps/v1:Deployment web-vm",
      "kubernetes:core/v1:Service web-service",
      "kubernetes:core/v1:Service web-virtual-node-service",
      "kubernetes:core/v1:Service web-vm-service",
      "kubernetes:policy/v1:PodDisruptionBudget web-disruption",
      "pulumi-nodejs:dynamic/aks-elastic:CanaryRelease web-canary",
      "pulumi:providers:kubernetes web-kubernetes",
    ]);
    assert.deepEqual(
      ["web-vm", "web-virtual-node"].map((name) => deployment(made, name).spec.replicas),
      [8, 4],
    );
    assert.equal(deployment(made, "web-vm").metadata.namespace, "shop");
    const service = registration(made, "web-service").inputs as { metadata: { name: string; namespace: string } };
    assert.deepEqual([service.metadata.name, service.metadata.namespace], ["web", "shop"]);
  });

  test("runs on the virtual nodes that the cluster has, and keeps its VM pods off all of them", async () => {
    const nodeSelector = async (cluster: Partial<ClusterRef>) => {
      const made = await record(
        () => new ElasticService("web", args({ cluster: { kubeconfig: KUBECONFIG, ...cluster } })),
      );
      assert.deepEqual(podSpec(made, "web-vm").affinity, podSpec(await v1, "web-vm").affinity);
      return podSpec(made, "web-virtual-node").nodeSelector;
    };
    const v1 = record(() => new ElasticService("web", args()));
    const onV1 = { "kubernetes.io/os": "linux", "kubernetes.io/role": "agent", type: "virtual-kubelet" };
    assert.deepEqual(podSpec(await v1, "web-virtual-node").nodeSelector, onV1);
    assert.deepEqual(await nodeSelector({ virtualNodeLabels: { team: pulumi.output("shop") } }), {
      ...onV1,
      team: "shop",
    });
    const virtualNodeGeneration = VirtualNodeGeneration.v2;
    assert.deepEqual(await nodeSelector({ virtualNodeGeneration }), {
      "kubernetes.io/os": "linux",
      virtualization: "virtualnode2",
    });
  });

  test("of a cluster that is made here goes with it, and comes after all that its pods need", async () => {
    const made = await record(() => {
      const provider = new Provider("aks-kubernetes", { kubeconfig: KUBECONFIG });
      const cluster = { kubeconfig: KUBECONFIG };
      const aks = new ManagedCluster("aks", { resourceGroupName: "group" });
      const ready = new VirtualNodeReady("ready", { ...cluster, generation: VirtualNodeGeneration.v1 });
      registerConnection(cluster, { provider, dependsOn: [ready], deletedWith: aks });
      return new ElasticService("web", args({ cluster }));
    });
    for (const name of ["web-vm", "web-virtual-node", "web-service"]) {
      assert.match(registration(made, name).deletedWith, /::aks$/, name);
      assert.match(registration(made, name).provider, /::aks-kubernetes::/, name);
    }
    for (const name of ["web-vm", "web-virtual-node"]) {
      const { dependencies } = registration(made, name);
      assert.ok(
        dependencies.some((urn) => urn.endsWith("::ready")),
        name,
      );
    }
  });

  test("keeps both Deployments when a tier has nothing to run", async () => {
    const made = await record(() => new ElasticService("web", args({ replicas: 3 })));
    assert.equal(deployment(made, "web-virtual-node").spec.replicas, 0);
  });

  test("warns on the component about replicas that no tier has room for", async () => {
    const made = await record(() => new ElasticService("web", args({ virtualNodeReplicas: 1 })));
    assert.equal(made.logs[0]?.severity, "warn");
    assert.match(made.logs[0].message, /^12 replicas: 8 on VMs, 1 on the virtual node, 3 unplaced\./);
    assert.equal((await settled(made.result.placement)).value.unplaced, 3);
  });

  test("waits for nobody to answer when it has no replicas", async () => {
    const annotations = async (replicas: number) => {
      const made = await record(() => new ElasticService("web", args({ replicas })));
      const { metadata } = registration(made, "web-service").inputs as { metadata: { annotations: unknown } };
      return metadata.annotations;
    };
    assert.deepEqual(await annotations(0), { "pulumi.com/skipAwait": "true" });
    assert.deepEqual(await annotations(1), {});
  });

  test("behind a load balancer its address is the load balancer's", async () => {
    const made = await record(() => new ElasticService("web", args({ exposure: Exposure.publicLoadBalancer })));
    const { spec } = registration(made, "web-service").inputs as { spec: Record<string, unknown> };
    assert.equal(spec["type"], "LoadBalancer");
    assert.equal(spec["externalTrafficPolicy"], "Cluster");
  });

  test("a secret in the environment makes the pods' template secret and leaves the split readable", async () => {
    const made = await record(() => new ElasticService("web", args({ env: { KEY: pulumi.secret("hunter2") } })));
    assert.equal((await settled(made.result.placement)).secret, false);
    const { vm } = made.result.deployments;
    assert.ok(vm);
    assert.equal((await settled(vm.spec)).secret, true);
  });
});

describe("in a preview", () => {
  test("the split and its reasons are known while image, kubeconfig and namespace are not", async () => {
    const made = await record(
      () => new ElasticService("web", args({ image: unknown, namespace: unknown, cluster: { kubeconfig: unknown } })),
      true,
    );
    assert.match(made.logs[0]?.message ?? "", /^12 replicas: 8 on VMs, 4 on the virtual node\./);
    assert.equal((await settled(made.result.placement)).value.counts["virtual-node"], 4);
    const { spec, metadata } = deployment(made, "web-virtual-node");
    assert.equal(spec.replicas, 4);
    assert.equal(metadata.name, "web-virtual-node");
    assert.equal(made.registrations.length, CHILDREN, "the set of children depends on an unknown");
  });

  test("virtual nodes that are not known yet hide neither the split nor the pods on VMs", async () => {
    const virtualNodeGeneration = unknown as unknown as pulumi.Output<VirtualNodeGeneration>;
    const cluster = { kubeconfig: KUBECONFIG, virtualNodeGeneration };
    const made = await record(() => new ElasticService("web", args({ cluster })), true);
    assert.equal((await settled(made.result.placement)).value.counts["virtual-node"], 4);
    assert.equal(deployment(made, "web-virtual-node").spec.replicas, 4);
    assert.ok(podSpec(made, "web-vm").affinity);
    assert.equal(made.registrations.length, CHILDREN, "the set of children depends on an unknown");
  });

  test("the address of a load balancer is not known before it has one", async () => {
    const exposure = Exposure.publicLoadBalancer;
    const made = await record(() => new ElasticService("web", args({ exposure })), true);
    assert.equal((await settled(made.result.url)).known, false);
  });

  test("nothing is said about a split that is not known", async () => {
    const replicas = unknown as unknown as pulumi.Output<number>;
    const made = await record(() => new ElasticService("web", args({ replicas })), true);
    assert.ok(!made.logs.some(({ message }) => /replica/.test(message)));
    assert.equal(made.registrations.length, CHILDREN);
  });
});

describe("the Kubernetes provider", () => {
  test("of a cluster that somebody else made is a child of the service, with the kubeconfig a secret", async () => {
    const made = await record(() => new ElasticService("web", args()));
    const provider = registration(made, "web-kubernetes");
    assert.deepEqual(provider.secrets, ["kubeconfig"]);
    assert.ok(registration(made, "web-vm").provider.startsWith(provider.urn));
  });

  test("that is given in the options wins, and none is made", async () => {
    const made = await record(() => {
      const provider = new Provider("mine", { kubeconfig: KUBECONFIG });
      return new ElasticService("web", args(), { provider });
    });
    assert.deepEqual(
      made.registrations.filter(({ type }) => type === "pulumi:providers:kubernetes").map(({ name }) => name),
      ["mine"],
    );
    assert.match(registration(made, "web-vm").provider, /::mine::/);
  });
});
