import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import type { V1Deployment, V2HorizontalPodAutoscaler } from "@kubernetes/client-node" with {
  "resolution-mode": "import",
};
import { seenDuring } from "../following";
import { aksElastic, ROOT, sandboxName } from "../sandbox";
import { awaited } from "../waiting";
import { proveLifecycle } from "./lifecycle";
import { createCluster, type TestCluster } from "./services";
import { createStack, type Stack } from "./stack";

const execute = promisify(execFile);

const EXAMPLES = path.join(ROOT, "examples");
const NAMESPACE = { namespace: "default" };
const KEDA = { group: "keda.sh", version: "v1alpha1", ...NAMESPACE };
const CLIENT_ID = "11111111-2222-3333-4444-555555555555";
const PASSWORD = "hunter2hunter2";
const CONNECTION = `Endpoint=sb://shop-orders.servicebus.windows.net/;SharedAccessKey=${PASSWORD}`;
const TIMEOUT_MS = 300_000;
/** No HorizontalPodAutoscaler orders a replica for less usage than this. */
const IDLE_PERCENT = 10;

let cluster: TestCluster;

before(async () => {
  cluster = await createCluster("examples", "swedencentral");
});
after(() => cluster.remove());

/** From how many to how many replicas each HorizontalPodAutoscaler scales, and at which usage of CPU. */
async function horizontalAutoscalers(): Promise<readonly string[]> {
  const { AutoscalingV2Api } = await import("@kubernetes/client-node");
  const autoscaling = cluster.config.makeApiClient(AutoscalingV2Api);
  const { items } = await autoscaling.listNamespacedHorizontalPodAutoscaler(NAMESPACE);
  return items
    .map(({ spec }) => {
      const percent = spec?.metrics?.[0]?.resource?.target.averageUtilization ?? NaN;
      return `${spec?.scaleTargetRef.name ?? ""}: ${spec?.minReplicas ?? NaN} to ${spec?.maxReplicas ?? NaN} at ${percent} %`;
    })
    .sort();
}

interface KedaObject {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly minReplicaCount?: number;
    readonly maxReplicaCount?: number;
    readonly advanced?: { readonly scalingModifiers?: { readonly formula: string; readonly target: string } };
    readonly triggers?: readonly {
      readonly type: string;
      readonly metadata: Readonly<Record<string, string>>;
      readonly authenticationRef?: { readonly name: string };
    }[];
    readonly podIdentity?: { readonly provider: string; readonly identityId?: string };
  };
}

async function kedaObjects(plural: "scaledobjects" | "triggerauthentications"): Promise<readonly KedaObject[]> {
  const { CustomObjectsApi } = await import("@kubernetes/client-node");
  const custom = cluster.config.makeApiClient(CustomObjectsApi);
  const list = (await custom.listNamespacedCustomObject({ ...KEDA, plural })) as { readonly items: KedaObject[] };
  return list.items.toSorted((one, other) => one.metadata.name.localeCompare(other.metadata.name));
}

/** From how many to how many replicas each ScaledObject scales, and by what. */
async function scaledObjects(): Promise<readonly string[]> {
  return (await kedaObjects("scaledobjects")).map(({ metadata, spec }) => {
    const { formula = "", target = "" } = spec.advanced?.scalingModifiers ?? {};
    return `${metadata.name}: ${spec.minReplicaCount ?? NaN} to ${spec.maxReplicaCount ?? NaN}, (${formula}) / ${target}`;
  });
}

/** What Deployments run, as `api-vm web:1`. */
function images(deployments: readonly V1Deployment[]): readonly string[] {
  return deployments
    .map(({ metadata, spec }) => `${metadata?.name ?? ""} ${spec?.template.spec?.containers[0]?.image ?? ""}`)
    .sort();
}

async function nothingIsLeft(): Promise<void> {
  const services = await cluster.core.listNamespacedService(NAMESPACE);
  assert.deepEqual(
    services.items.map(({ metadata }) => metadata?.name),
    ["kubernetes"],
  );
  const deployments = await cluster.apps.listNamespacedDeployment(NAMESPACE);
  assert.deepEqual(images(deployments.items), []);
  assert.deepEqual(await horizontalAutoscalers(), []);
  assert.deepEqual(await kedaObjects("scaledobjects"), []);
  assert.deepEqual(await kedaObjects("triggerauthentications"), []);
  await awaited("the last pod to go", TIMEOUT_MS, async () => {
    const { items } = await cluster.core.listNamespacedPod(NAMESPACE);
    return items.length === 0 || undefined;
  });
}

/** Gives the service the load of the README, or less, until its VMs are full and the virtual node has grown. */
async function burstsUnderLoad(service: string, cores: string): Promise<void> {
  const where = ["--name", sandboxName(), "--cluster", cluster.config.getCurrentContext()];
  const replicas = async (tier: string) => {
    const name = `${service}-${tier}`;
    return (await cluster.apps.readNamespacedDeployment({ ...NAMESPACE, name })).spec?.replicas ?? NaN;
  };
  await aksElastic("sandbox", "load", service, "--cpu", cores, ...where);
  try {
    await awaited("12 replicas on VMs and more than 1 on the virtual node", TIMEOUT_MS, async () => {
      const [vm, virtualNode] = [await replicas("vm"), await replicas("virtual-node")];
      return (vm === 12 && virtualNode > 1) || undefined;
    });
  } finally {
    await aksElastic("sandbox", "load", "clear", service, ...where);
  }
  await awaited("all ordered replicas, and that no more are ordered", TIMEOUT_MS, () => isSettled());
}

/** Whether no HorizontalPodAutoscaler wants more, and all that they have ordered is ready. */
async function isSettled(): Promise<true | undefined> {
  const { AutoscalingV2Api } = await import("@kubernetes/client-node");
  const autoscaling = cluster.config.makeApiClient(AutoscalingV2Api);
  const { items } = await autoscaling.listNamespacedHorizontalPodAutoscaler(NAMESPACE);
  const isReady = async ({ spec, status }: V2HorizontalPodAutoscaler): Promise<boolean> => {
    const name = spec?.scaleTargetRef.name ?? "";
    const deployment = await cluster.apps.readNamespacedDeployment({ ...NAMESPACE, name });
    const [wanted, ready] = [deployment.spec?.replicas, deployment.status?.readyReplicas];
    const usage = status?.currentMetrics?.[0]?.resource?.current.averageUtilization;
    return (usage ?? Infinity) < IDLE_PERCENT && status?.desiredReplicas === wanted && ready === wanted;
  };
  return (await Promise.all(items.map(isReady))).every(Boolean) || undefined;
}

proveLifecycle("the example burst-web", {
  directory: path.join(EXAMPLES, "burst-web"),
  secrets: () => Promise.resolve({ kubeconfig: cluster.kubeconfig }),
  verify: async (stack) => {
    assert.deepEqual(await horizontalAutoscalers(), ["shop-virtual-node: 1 to 48 at 80 %", "shop-vm: 3 to 12 at 60 %"]);
    assert.match(String(await stack.output("url")), /^http:\/\/10\.225\.\d+\.\d+$/);
    await burstsUnderLoad("shop", "4");
  },
  changes: [
    {
      key: "max",
      value: "30",
      verify: async () => {
        assert.deepEqual(await horizontalAutoscalers(), [
          "shop-virtual-node: 1 to 18 at 80 %",
          "shop-vm: 3 to 12 at 60 %",
        ]);
      },
    },
  ],
  gone: nothingIsLeft,
});

proveLifecycle("the example queue-worker", {
  directory: path.join(EXAMPLES, "queue-worker"),
  config: () => ({
    image: "registry.example.com/shop/worker:1",
    serviceBusNamespace: "shop-orders",
    kedaClientId: CLIENT_ID,
  }),
  secrets: () => Promise.resolve({ kubeconfig: cluster.kubeconfig, connectionString: CONNECTION }),
  verify: async (stack) => {
    assert.deepEqual(await scaledObjects(), [
      "worker-virtual-node: 0 to 50, (load > 50 ? load - 50 : 0) / 5",
      "worker-vm: 0 to 10, (load) / 5",
    ]);
    const queue = { namespace: "shop-orders", queueName: "orders" };
    for (const { spec } of await kedaObjects("scaledobjects")) {
      const [trigger] = spec.triggers ?? [];
      assert.equal(trigger?.type, "azure-servicebus");
      assert.deepEqual(trigger.metadata, queue);
      assert.deepEqual(trigger.authenticationRef, { name: "worker" });
    }
    const [authentication] = await kedaObjects("triggerauthentications");
    assert.deepEqual(authentication?.spec.podIdentity, { provider: "azure-workload", identityId: CLIENT_ID });
    assert.ok(!(await stack.run("stack", "export")).includes(PASSWORD));
  },
  changes: [
    {
      key: "messagesPerReplica",
      value: "20",
      verify: async () => {
        assert.deepEqual(await scaledObjects(), [
          "worker-virtual-node: 0 to 50, (load > 200 ? load - 200 : 0) / 20",
          "worker-vm: 0 to 10, (load) / 20",
        ]);
      },
    },
  ],
  gone: nothingIsLeft,
});

describe("the example upgrade", () => {
  let stack: Stack;

  before(async () => {
    stack = await createStack(path.join(EXAMPLES, "upgrade"), `example-upgrade-${process.pid}`);
    await stack.secret("kubeconfig", cluster.kubeconfig);
    await stack.config("verifySeconds", "2");
    await stack.config("timeoutMinutes", "1");
  });
  after(() => stack.remove());

  const image = (tag: string) => `registry.example.com/shop/api:${tag}`;
  const tiersRun = (tag: string) => [`api-virtual-node ${image(tag)}`, `api-vm ${image(tag)}`];

  test("its script tries a good, a bad and a mended version, and the bad one reaches no tier", async () => {
    const script = path.join(EXAMPLES, "upgrade", "walk-through.sh");
    const { seen } = await seenDuring<V1Deployment, unknown>(
      () => execute("sh", [script, stack.name, stack.configFile]),
      {
        config: cluster.config,
        path: `/apis/apps/v1/namespaces/${NAMESPACE.namespace}/deployments`,
        list: () => cluster.apps.listNamespacedDeployment(NAMESPACE),
        words: images,
      },
    );
    assert.deepEqual(seen.at(-1), tiersRun("3"));
    const ever = [...new Set(seen.flat())].sort();
    const tried = ever.filter((each) => each.startsWith("api-canary "));
    assert.deepEqual(
      tried,
      ["2", "3", "bad"].map((tag) => `api-canary ${image(tag)}`),
    );
    const served = ever.filter((each) => !each.startsWith("api-canary "));
    assert.deepEqual(served, ["1", "2", "3"].flatMap(tiersRun).sort());
  });
});
