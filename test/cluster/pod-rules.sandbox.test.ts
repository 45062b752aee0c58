import assert from "node:assert/strict";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import type { CoreV1Api, V1Pod } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { type RunningSandbox, sandboxDown, sandboxUp } from "../../sandbox/commands";
import { consoleProgress } from "../../sandbox/progress";
import { POD_RULES } from "../../sdk/pods/rules/all";
import { createStack, type Stack } from "../engine/stack";
import { Refuser } from "../pods/example";
import { createExampleObjects, createExamplePod } from "../pods/example-cluster";
import { TRIALS, type Fate, type Trial } from "../pods/trials";
import { ownSandboxName } from "../own-sandbox";
import { aksElastic, coreApi, ROOT } from "../sandbox";
import { awaited } from "../waiting";

const NAMESPACE = "default";
/** For some 150 pods on a busy machine. */
const SETTLE_TIMEOUT_MS = 180_000;

// Its own sandbox, because a quota for so many container groups is a fault.
const name = ownSandboxName("pod-rules");

const REFUSERS: Readonly<Record<Fate, string>> = {
  provider: "the connector or ACI, with reason ProviderFailed",
  library: "the connector's library, without a word",
  scheduler: "the scheduler",
  running: "Azure alone, where containers run",
  waiting: "nobody",
};

describe("the rules for pods, on a virtual node of v1", () => {
  let sandbox: RunningSandbox;
  let stack: Stack;
  let core: CoreV1Api;
  let fates: ReadonlyMap<string, Fate>;

  before(async () => {
    sandbox = await sandboxUp({ name, progress: consoleProgress(), coldStartSeconds: 1 });
    Object.assign(process.env, sandbox.env);
    stack = await createStack(path.join(ROOT, "test", "programs", "cluster"), "pod-rules");
    await stack.run("up", "--yes", "--skip-preview");
    const kubeconfig = (await stack.output("kubeconfig")) as string;
    core = await coreApi(kubeconfig);
    await aksElastic("sandbox", "fault", "quota", "--cores", "1000", "--groups", "1000", "--name", name);
    await aksElastic("sandbox", "fault", "throttle", "1000", "--name", name);
    await createExampleObjects(kubeconfig, NAMESPACE);
    await Promise.all(TRIALS.map(({ pod, manifest }) => createExamplePod(core, NAMESPACE, { pod, manifest })));
    fates = await settled(core);
  });
  after(async () => {
    // Not destroyed: ACI allows 100 deletes in 5 minutes, which is not enough for so many pods.
    try {
      stack.forget();
    } finally {
      await sandboxDown({ name, purge: true });
    }
  });

  for (const { id } of POD_RULES) {
    const trials = TRIALS.filter(({ pod }) => pod.startsWith(`${id}.`));
    if (trials.length === 0) continue;
    test(`${id}: ${story(trials)}`, () => {
      for (const { pod, expected } of trials) assert.equal(fates.get(pod), expected, pod);
    });
  }
});

function story(trials: readonly Trial[]): string {
  const broken = trials.filter(({ pod }) => pod.endsWith(".broken"));
  if (broken.length === trials.length) return "a warning, and such a pod is accepted";
  const refusers = [...new Set(broken.map(({ expected }) => REFUSERS[expected]))];
  return `an error, and such a pod is refused by ${refusers.join(", or by ")}; put right, it runs`;
}

/** Waits until every pod is what it is expected to be, or until the time is over, and says what each is then. */
async function settled(core: CoreV1Api): Promise<ReadonlyMap<string, Fate>> {
  const look = async () => {
    const { items } = await core.listNamespacedPod({ namespace: NAMESPACE });
    return new Map(items.map((pod) => [pod.metadata?.annotations?.["example"] ?? "", fate(pod)]));
  };
  const areSettled = (seen: ReadonlyMap<string, Fate>) =>
    TRIALS.every(({ pod, expected }) => seen.get(pod) === expected);
  const settling = awaited("the pods to run or to be refused", SETTLE_TIMEOUT_MS, async () =>
    areSettled(await look()) ? true : undefined,
  );
  // The tests say which pods did not.
  await settling.catch(() => undefined);
  return look();
}

function fate({ spec, status }: V1Pod): Fate {
  if (status?.phase === "Running") return "running";
  if (status?.reason === "ProviderFailed") return Refuser.provider;
  const scheduled = status?.conditions?.find(({ type }) => type === "PodScheduled");
  if (scheduled?.reason === "Unschedulable") return Refuser.scheduler;
  return spec?.nodeName === undefined ? "waiting" : Refuser.library;
}
