import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { ElasticService, type ElasticServiceArgs } from "../../index";
import { agentScript } from "../../components/failover-agent/script";
import { agentRights } from "../../sdk/failover/agent-rights";
import { failoverTarget } from "../../sdk/failover/target";
import { KUBECONFIG, record, registration, type Recording } from "./recording";

const unknown = pulumi.output(pulumi.unknown as unknown as number);

function args(more: Partial<ElasticServiceArgs> = {}): ElasticServiceArgs {
  return {
    cluster: { kubeconfig: KUBECONFIG },
    namespace: "shop",
    image: "registry/web:1",
    port: 8080,
    resources: { cpu: "500m", memory: "512Mi" },
    replicas: 12,
    vmReplicas: 8,
    failover: {},
    ...more,
  };
}

const made = (more: Partial<ElasticServiceArgs> = {}, preview = false): Promise<Recording<ElasticService>> =>
  record(() => new ElasticService("web", args(more)), preview);

interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface Container {
  readonly image: string;
  readonly command: readonly string[];
  readonly securityContext: unknown;
  readonly volumeMounts: unknown;
}

interface PodSpec {
  readonly serviceAccountName: string;
  readonly nodeSelector: unknown;
  readonly tolerations: readonly { readonly key: string }[];
  readonly securityContext: { readonly runAsNonRoot: boolean; readonly runAsUser: number };
  readonly containers: readonly [Container];
  readonly volumes: readonly { readonly configMap: { readonly name: string } }[];
}

interface DeploymentInputs {
  readonly metadata: Metadata;
  readonly spec: {
    readonly replicas: number;
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: PodSpec;
    };
  };
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- each name has inputs of its own
const inputs = <Inputs>(recording: Recording<unknown>, name: string): Inputs =>
  registration(recording, name).inputs as unknown as Inputs;

const deployment = (recording: Recording<unknown>) => inputs<DeploymentInputs>(recording, "web-failover-agent");

const agentsOwn = ({ registrations }: Recording<unknown>) =>
  registrations.filter(({ name }) => name.includes("failover-agent")).map(({ type, name }) => `${type} ${name}`);

describe("the agent of a service", () => {
  test("is a Deployment, its script, an account, and what that may do, under names that stay", async () => {
    assert.deepEqual(agentsOwn(await made()).sort(), [
      "kubernetes:apps/v1:Deployment web-failover-agent",
      "kubernetes:core/v1:ConfigMap web-failover-agent-script",
      "kubernetes:core/v1:ServiceAccount web-failover-agent-account",
      "kubernetes:policy/v1:PodDisruptionBudget web-failover-agent-disruption",
      "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole web-failover-agent-nodes",
      "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding web-failover-agent-nodes-binding",
      "kubernetes:rbac.authorization.k8s.io/v1:Role web-failover-agent-node-leases",
      "kubernetes:rbac.authorization.k8s.io/v1:Role web-failover-agent-rights",
      "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding web-failover-agent-node-leases-binding",
      "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding web-failover-agent-rights-binding",
    ]);
  });

  test("is there with failover alone, and whether its number of pods is known or not", async () => {
    assert.deepEqual(agentsOwn(await made({ failover: undefined as never })), []);
    const all = agentsOwn(await made()).length;
    assert.equal(agentsOwn(await made({ failover: { agent: { replicas: 0 } } })).length, all);
    assert.equal(agentsOwn(await made({ failover: { agent: { replicas: unknown } } }, true)).length, all);
  });

  test("has two pods, or as many as it is told, of the image that it is told", async () => {
    assert.equal(deployment(await made()).spec.replicas, 2);
    const image = "mine.azurecr.io/node@sha256:0a1b";
    const { spec } = deployment(await made({ failover: { agent: { image, replicas: 0 } } }));
    assert.equal(spec.replicas, 0);
    assert.equal(spec.template.spec.containers[0].image, image);
  });

  test("runs on the system pool, and can be on no virtual node", async () => {
    const { spec } = deployment(await made()).spec.template;
    assert.deepEqual(spec.nodeSelector, { "kubernetes.azure.com/mode": "system", "kubernetes.io/os": "linux" });
    assert.ok(spec.tolerations.some(({ key }) => key === "CriticalAddonsOnly"));
    assert.ok(spec.tolerations.every(({ key }) => key !== "virtual-kubelet.io/provider" && key !== ""));
  });

  test("has no privilege on its node", async () => {
    const { securityContext, containers } = deployment(await made()).spec.template.spec;
    assert.equal(securityContext.runAsNonRoot, true);
    assert.ok(securityContext.runAsUser > 0);
    assert.deepEqual(containers[0].securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
  });

  test("starts the script of this version, from a ConfigMap that another version would call otherwise", async () => {
    const recording = await made();
    const script = inputs<{ metadata: Metadata; data: Record<string, string>; immutable: boolean }>(
      recording,
      "web-failover-agent-script",
    );
    assert.deepEqual(script.data, { "failover-agent.js": agentScript().text });
    assert.equal(script.metadata.name, `web-failover-agent-${agentScript().hash}`);
    assert.equal(script.immutable, true);
    const { containers, volumes } = deployment(recording).spec.template.spec;
    assert.deepEqual(volumes, [{ name: "script", configMap: { name: script.metadata.name } }]);
    assert.deepEqual(containers[0].command, ["node", "/agent/failover-agent.js"]);
    assert.deepEqual(containers[0].volumeMounts, [{ name: "script", mountPath: "/agent", readOnly: true }]);
  });

  test("is selected by nothing of the service", async () => {
    const recording = await made();
    const { labels } = deployment(recording).spec.template.metadata;
    const { spec } = inputs<{ spec: { selector: Record<string, string> } }>(recording, "web-service");
    assert.notEqual(labels["app.kubernetes.io/name"], spec.selector["app.kubernetes.io/name"]);
    assert.equal(labels["app.kubernetes.io/component"], "failover-agent");
  });

  test("may do what failover takes, in the service's namespace and with the service's own objects", async () => {
    const recording = await made();
    const target = failoverTarget({
      service: "web",
      namespace: "shop",
      placement: { replicas: 12, vmReplicas: 8 },
      failover: {},
    });
    const rights = agentRights(target);
    const elsewhere = "shop:web-failover-agent";
    const roles = [
      ["web-failover-agent-rights", "web-failover-agent", "shop", rights.service],
      ["web-failover-agent-node-leases", elsewhere, "kube-node-lease", rights.leases],
      ["web-failover-agent-nodes", elsewhere, undefined, rights.cluster],
    ] as const;
    for (const [name, called, namespace, rules] of roles) {
      const role = inputs<{ metadata: Metadata; rules: unknown }>(recording, name);
      assert.deepEqual([role.metadata.name, role.metadata.namespace, role.rules], [called, namespace, rules], name);
      const binding = inputs<{ roleRef: { name: string }; subjects: unknown }>(recording, `${name}-binding`);
      assert.equal(binding.roleRef.name, called);
      assert.deepEqual(binding.subjects, [{ kind: "ServiceAccount", name: "web-failover-agent", namespace: "shop" }]);
    }
    assert.equal(deployment(recording).spec.template.spec.serviceAccountName, "web-failover-agent");
  });

  test("starts when it has its rights", async () => {
    const recording = await made();
    const { dependencies } = registration(recording, "web-failover-agent");
    for (const name of ["rights-binding", "node-leases-binding", "nodes-binding"]) {
      assert.ok(
        dependencies.some((urn) => urn.endsWith(`web-failover-agent-${name}`)),
        name,
      );
    }
  });

  test("of a service whose name leaves no room for its labels is refused at once, as are wrong args", async () => {
    const agent = { replicas: 4, image: "two words" };
    await assert.rejects(made({ failover: { agent } }), ({ message }: Error) => {
      assert.match(message, /failover\.agent\.replicas: must be a whole number from 0 to 3; got 4/);
      assert.match(message, /failover\.agent\.image: must be the name of a container image/);
      return true;
    });
    const name = "w".repeat(49);
    const tiers = [{ kind: "vm" }, { kind: "spot" }] as const;
    const long = { ...args({ tiers: [...tiers] }), vmReplicas: undefined as never };
    await assert.rejects(
      record(() => new ElasticService(name, long)),
      /name: must have 48 characters or fewer with failover/,
    );
  });
});
