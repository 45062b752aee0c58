import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import type { AuthorizationV1Api, KubeConfig, V1ResourceAttributes } from "@kubernetes/client-node" with {
  "resolution-mode": "import",
};
import { agentName } from "../../sdk/failover/agent-names";
import { agentRights } from "../../sdk/failover/agent-rights";
import { failoverTarget } from "../../sdk/failover/target";
import { kubernetesClient, type KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import { createAccount, kubeconfigOf, tokenOf } from "../failover/service-account";
import { kubeConfig, sandboxStatus } from "../sandbox";
import { awaited } from "../waiting";

const NAMESPACE = `agent-rights-${process.pid}`;
const target = failoverTarget({
  service: "web",
  namespace: NAMESPACE,
  placement: { replicas: 6, vmReplicas: 4 },
  autoscale: { engine: "hpa", bounds: { vm: { min: 1, max: 4 }, "virtual-node": { min: 0, max: 9 } } },
  failover: {},
});
const account = { name: agentName("web"), namespace: NAMESPACE };

/** Where nothing else is said, in the service's namespace. */
type Asked = readonly [verb: string, resource: string, name?: string | undefined, namespace?: string];

const APPS = "apps/deployments";
const LEASE = "coordination.k8s.io/leases";
const HPA = "autoscaling/horizontalpodautoscalers";
const BUDGET = "policy/poddisruptionbudgets";
const CLUSTER = "";

/** All that the agent ever asks for. */
const NEEDED: readonly Asked[] = [
  ...["list", "watch"].flatMap((verb): Asked[] => [
    [verb, APPS],
    [verb, "/pods"],
    [verb, "/nodes", undefined, CLUSTER],
    [verb, LEASE, undefined, "kube-node-lease"],
    [verb, HPA],
    [verb, BUDGET, "web"],
  ]),
  ["get", APPS, "web-vm"],
  ["get", BUDGET, "web"],
  ["update", `${APPS}/scale`, "web-vm"],
  ["update", `${APPS}/scale`, "web-virtual-node"],
  ["patch", `${APPS}/status`, "web-vm"],
  ["patch", HPA, "web-virtual-node"],
  ["delete", "/pods", "web-vm-1"],
  ["create", "/events"],
  ["create", LEASE],
  ["get", LEASE, "web-failover-agent"],
  ["update", LEASE, "web-failover-agent"],
];

/** What somebody would want who had got hold of the agent. */
const REFUSED: readonly Asked[] = [
  ["create", APPS],
  ["update", APPS, "web-vm"],
  ["patch", APPS, "web-vm"],
  ["delete", APPS, "web-vm"],
  ["update", `${APPS}/scale`, "other"],
  ["patch", `${APPS}/status`, "other"],
  ["create", "/pods"],
  ["patch", "/pods", "web-vm-1"],
  ["create", "/pods/exec", "web-vm-1"],
  ["get", "/pods/log", "web-vm-1"],
  ["get", "/pods/proxy", "web-vm-1"],
  ["deletecollection", "/pods"],
  ["get", "/secrets", "any"],
  ["list", "/secrets"],
  ["list", "/configmaps"],
  ["get", "/configmaps", "any"],
  ["create", "/serviceaccounts/token", agentName("web")],
  ["impersonate", "/serviceaccounts", "default"],
  ["delete", LEASE, "web-failover-agent"],
  ["update", LEASE, "other"],
  ["list", LEASE],
  ["update", LEASE, "some-node", "kube-node-lease"],
  ["delete", LEASE, "some-node", "kube-node-lease"],
  ["create", LEASE, undefined, "kube-node-lease"],
  ["patch", "/nodes", "some-node", CLUSTER],
  ["delete", "/nodes", "some-node", CLUSTER],
  ["get", "/nodes/proxy", "some-node", CLUSTER],
  ["patch", HPA, "other"],
  ["create", HPA],
  ["delete", HPA, "web-vm"],
  ["get", BUDGET, "other"],
  ["list", BUDGET],
  ["update", BUDGET, "web"],
  ["delete", BUDGET, "web"],
  ["list", APPS, undefined, "default"],
  ["list", "/pods", undefined, "default"],
  ["delete", "/pods", "any", "kube-system"],
  ["list", "/namespaces", undefined, CLUSTER],
  ["create", "rbac.authorization.k8s.io/rolebindings"],
  ["escalate", "rbac.authorization.k8s.io/roles", agentName("web")],
  ["create", "rbac.authorization.k8s.io/clusterrolebindings", undefined, CLUSTER],
];

describe("the account of a failover agent", () => {
  let admin: KubeConfig;
  let authorization: AuthorizationV1Api;
  let agent: KubernetesClient;

  before(async () => {
    const { AuthorizationV1Api, CoreV1Api } = await import("@kubernetes/client-node");
    admin = await kubeConfig(readFileSync((await sandboxStatus()).kubeconfig, "utf8"));
    await admin.makeApiClient(CoreV1Api).createNamespace({ body: { metadata: { name: NAMESPACE } } });
    await createAccount(account, agentRights(target), admin);
    const own = kubeconfigOf(await tokenOf(account, admin), admin);
    authorization = (await kubeConfig(own)).makeApiClient(AuthorizationV1Api);
    agent = kubernetesClient(own);
  });
  after(async () => {
    const { CoreV1Api, RbacAuthorizationV1Api } = await import("@kubernetes/client-node");
    await admin.makeApiClient(CoreV1Api).deleteNamespace({ name: NAMESPACE });
    const rbac = admin.makeApiClient(RbacAuthorizationV1Api);
    const name = `${NAMESPACE}:${account.name}`;
    await rbac.deleteClusterRoleBinding({ name });
    await rbac.deleteClusterRole({ name });
    await rbac.deleteNamespacedRoleBinding({ name, namespace: "kube-node-lease" });
    await rbac.deleteNamespacedRole({ name, namespace: "kube-node-lease" });
  });

  const isAllowed = async (asked: Asked): Promise<boolean> => {
    const body = { spec: { resourceAttributes: attributes(asked) } };
    return (await authorization.createSelfSubjectAccessReview({ body })).status?.allowed === true;
  };

  for (const asked of NEEDED) {
    test(`may ${words(asked)}`, async () => {
      // The API server takes a while to hear of new roles.
      await awaited("it to be allowed", 60_000, async () => (await isAllowed(asked)) || undefined);
    });
  }

  for (const asked of REFUSED) {
    test(`may not ${words(asked)}`, async () => {
      assert.equal(await isAllowed(asked), false);
    });
  }

  test("is refused where it tries", async () => {
    const inNamespace = `/api/v1/namespaces/${NAMESPACE}`;
    const deployments = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments`;
    const tried: readonly (readonly [method: string, path: string])[] = [
      ["GET", `${inNamespace}/secrets`],
      ["GET", "/api/v1/secrets"],
      ["GET", "/api/v1/pods"],
      ["GET", "/apis/apps/v1/namespaces/default/deployments"],
      ["GET", `/apis/policy/v1/namespaces/${NAMESPACE}/poddisruptionbudgets`],
      ["POST", `${inNamespace}/pods`],
      ["POST", deployments],
      ["DELETE", `${deployments}/web-vm`],
      ["PUT", `${deployments}/web-vm`],
      ["PUT", `${deployments}/other/scale`],
      ["DELETE", `${inNamespace}/pods`],
      ["DELETE", "/api/v1/nodes/some-node"],
      ["PUT", "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/some-node"],
      ["POST", `${inNamespace}/serviceaccounts/${account.name}/token`],
    ];
    for (const [method, path] of tried) {
      const answer = await agent.request({ method, path, ...(method === "GET" ? {} : { body: {} }) });
      assert.equal(answer.status, 403, `${method} ${path}`);
    }
  });

  test("is answered where it needs to be", async () => {
    const query = { fieldSelector: "metadata.name=web" };
    const budgets = `/apis/policy/v1/namespaces/${NAMESPACE}/poddisruptionbudgets`;
    assert.equal((await agent.request({ method: "GET", path: budgets, query })).status, 200);
    assert.equal((await agent.request({ method: "GET", path: "/api/v1/nodes" })).status, 200);
  });
});

function attributes([verb, called, name, namespace = NAMESPACE]: Asked): V1ResourceAttributes {
  const [group = "", resource = "", subresource] = called.split("/");
  return {
    verb,
    group,
    resource,
    ...(subresource === undefined ? {} : { subresource }),
    ...(name === undefined ? {} : { name }),
    ...(namespace === CLUSTER ? {} : { namespace }),
  };
}

function words([verb, resource, name, namespace]: Asked): string {
  const where = namespace === undefined ? [] : [namespace === CLUSTER ? "in the cluster" : `in ${namespace}`];
  return [verb, resource.replace(/^\//, ""), ...(name === undefined ? [] : [name]), ...where].join(" ");
}
