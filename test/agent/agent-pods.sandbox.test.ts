import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import type { AppsV1Api, CoordinationV1Api, CoreV1Api, V1Pod } from "@kubernetes/client-node" with {
  "resolution-mode": "import",
};
import { agentName } from "../../sdk/failover/agent-names";
import { AGENT_SCRIPT_KEY, agentDeploymentSpec } from "../../sdk/failover/agent-pods";
import { agentRights } from "../../sdk/failover/agent-rights";
import { failoverAgentSpec } from "../../sdk/failover/agent-spec";
import { failoverTarget } from "../../sdk/failover/target";
import { createAccount } from "../failover/service-account";
import { kubeConfig, sandboxStatus } from "../sandbox";
import { awaited } from "../waiting";
import { SCRIPT } from "./agent-process";

const NAMESPACE = "agent-pods";
const SERVICE = "web";
const TIMEOUT_MS = 300_000;

describe("an agent's Deployment in the sandbox", { concurrency: false }, () => {
  let core: CoreV1Api;
  let apps: AppsV1Api;
  let leases: CoordinationV1Api;
  const name = agentName(SERVICE);

  before(async () => {
    const { AppsV1Api, CoordinationV1Api, CoreV1Api } = await import("@kubernetes/client-node");
    const config = await kubeConfig(readFileSync((await sandboxStatus()).kubeconfig, "utf8"));
    core = config.makeApiClient(CoreV1Api);
    apps = config.makeApiClient(AppsV1Api);
    leases = config.makeApiClient(CoordinationV1Api);
    await core.createNamespace({ body: { metadata: { name: NAMESPACE } } });
    const placement = { replicas: 2, vmReplicas: 1 };
    const target = failoverTarget({ service: SERVICE, namespace: NAMESPACE, placement, failover: {} });
    await createAccount({ name, namespace: NAMESPACE }, agentRights(target), config);
    const script = { metadata: { name }, data: { [AGENT_SCRIPT_KEY]: readFileSync(SCRIPT, "utf8") } };
    await core.createNamespacedConfigMap({ namespace: NAMESPACE, body: script });
    const spec = agentDeploymentSpec({ service: SERVICE, spec: failoverAgentSpec({ service: SERVICE }), script: name });
    await apps.createNamespacedDeployment({ namespace: NAMESPACE, body: { metadata: { name }, spec } });
  });
  after(async () => {
    await core.deleteNamespace({ name: NAMESPACE });
  });

  const bothReady = () =>
    awaited("two agents to be ready", TIMEOUT_MS, async () => {
      const { status } = await apps.readNamespacedDeployment({ namespace: NAMESPACE, name });
      return status?.readyReplicas === 2 && status.replicas === 2 ? true : undefined;
    });
  const pods = async (): Promise<readonly V1Pod[]> => (await core.listNamespacedPod({ namespace: NAMESPACE })).items;
  /** The pod that holds the Lease, once it is another than `former`. */
  const leader = (former = "") =>
    awaited("an agent to hold the Lease", TIMEOUT_MS, async () => {
      const { spec } = await leases.readNamespacedLease({ namespace: NAMESPACE, name });
      const pod = (await pods()).find(({ metadata }) => metadata?.name === spec?.holderIdentity);
      return pod?.metadata?.name === former ? undefined : pod?.metadata?.name;
    });

  test("runs its script with its own account: both are ready, and one holds the Lease", async () => {
    await bothReady();
    const holder = await leader();
    for (const { metadata } of await pods()) {
      const path = { namespace: NAMESPACE, name: `http:${metadata?.name ?? ""}:8080`, path: "metrics" };
      assert.match(await core.connectGetNamespacedPodProxyWithPath(path), /^# HELP /);
      const log = await core.readNamespacedPodLog({ namespace: NAMESPACE, name: metadata?.name ?? "" });
      assert.doesNotMatch(log, /"level":"error"/);
    }
    assert.ok((await pods()).some(({ metadata }) => metadata?.name === holder));
  });

  test("has the other take the Lease when the leader's pod is deleted, and makes another", async () => {
    const former = await leader();
    await core.deleteNamespacedPod({ namespace: NAMESPACE, name: former });
    await leader(former);
    await bothReady();
  });
});
