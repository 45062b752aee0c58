import { readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { clusterIdIn } from "../../sandbox/commands/load-words";
import { type RunningSandbox, runningSandbox } from "../../sandbox/commands/sandbox-status";
import type { Command } from "../../sandbox/commands/usage";
import { Interrupted, interruptible } from "../../sandbox/tools/interruption";
import type { FailoverTarget } from "../../sdk/failover/target";
import { type KubernetesClient, kubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import { outputColours } from "../colours";
import { agentOf } from "../failover/agent-io";
import { findServices } from "../failover/find-io";
import { keep } from "../failover/keep-io";
import { serviceTitle } from "../failover/services";
import { rehearseCall, type RehearseCall } from "./call";
import { eventLine, eventsOf } from "./events";
import { FaultSwitch } from "./fault-switch-io";
import { rehearsalSvg } from "./plot";
import { prepared, settingLine, targetOf } from "./prepare-io";
import { Recorder } from "./recorder-io";
import { rehearse } from "./rehearse-io";
import { rehearsalJson, verdictLines } from "./report";
import { rehearsalVerdict } from "./verdict";

const help = `Usage: aks-elastic rehearse FAULT SERVICE [OPTION…]

Breaks the tier of a service in a sandbox that runs, sees at the API server how it fails over, mends the tier, sees the
service come home, and says whether all of that was as it should be. The service must fail over and be settled. Who moves
its replicas is its agent.

  vm-loss           the heartbeats of its VMs stop [--pool P] [--zone Z] [--node N] (default: the pool on which it runs)
  aci-refusal       ACI refuses every new container group, and the pods on the virtual node are lost
  connector-loss    the virtual node's connector stops
  flap              VMs are lost and come back again and again, each for a while [--period SECONDS] [--times N]
                    (default: a little longer than it takes to move; 3 times)

  --act             moves the replicas from here, as failover watch does, where no agent looks after the service
  --svg FILE        draws the ready pods of each tier over time
  --json            prints the verdict, the events and the samples for programs: docs/failover.md has the shape
  --timeout SECONDS how long to wait until all are ready again, and until they are home (default: by the service's
                    window, hold-down and cold start)
  --slack SECONDS   how long looking and telling may take on this machine before it counts as late, and the pods that
                    the fault takes to go (default: 5)
  -n, --namespace NS   where the service is (default: default)
  --cluster C       the managed cluster, by its name or its id (default: the one to which KUBECONFIG leads)
  --name NAME       which sandbox (default: default)

Ctrl-C mends the tier first. Exit code 0 where it passed, 1 where it failed or for an error, 2 for a mistake in the call.`;

export const rehearseCommand: Command = {
  help,
  async run(args) {
    const call = rehearseCall(args);
    const sandbox = await runningSandbox(call.name);
    const client = kubernetesClient(readFileSync(kubeconfigOf(sandbox, call.cluster), "utf8"));
    const target = await targetOf(client, call);
    return interruptible((signal) => {
      const scene = { client, target, call };
      return withMover({ ...scene, signal }, (either) => run(sandbox, { ...scene, signal: either }));
    });
  },
};

interface Scene {
  readonly client: KubernetesClient;
  readonly target: FailoverTarget;
  readonly call: RehearseCall;
  readonly signal: AbortSignal;
}

function kubeconfigOf(sandbox: RunningSandbox, wanted: string | undefined): string {
  const id = clusterIdIn(sandbox, wanted);
  return sandbox.clusters.find((cluster) => cluster.id === id)?.kubeconfig ?? sandbox.kubeconfig;
}

/**
 * Makes sure that somebody moves replicas meanwhile.
 *
 * @param work is told to end where that is not so any more, too
 * @throws Error where nobody would
 */
async function withMover(
  { client, target, call, signal }: Scene,
  work: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const agent = await agentOf(client, target);
  const isKept = agent?.isAlive === true;
  const title = serviceTitle(target);
  if (!call.acts) {
    if (isKept) return work(signal);
    throw new Error(`no agent looks after ${title}, so nobody would move its replicas; give --act to do it from here`);
  }
  if (isKept) console.error(`${agent.holder} looks after ${title}, too.`);
  const ended = new AbortController();
  const failed = new AbortController();
  const keeping = kept({ client, target, signal: ended.signal }).catch((error: unknown) => {
    failed.abort(error);
  });
  try {
    return await work(AbortSignal.any([signal, failed.signal]));
  } finally {
    ended.abort();
    await keeping;
  }
}

function kept({ client, target, signal }: Pick<Scene, "client" | "target" | "signal">): Promise<void> {
  const { service, namespace } = target;
  return keep({
    client,
    find: () => findServices(client, { service, namespace }),
    told: () => undefined,
    troubled: (words) => {
      console.error(`aks-elastic: ${words}`);
    },
    signal,
  });
}

async function run(sandbox: RunningSandbox, { client, target, call, signal }: Scene): Promise<number> {
  const ready = await prepared(client, target, { call, signal });
  const fault = new FaultSwitch(sandbox.arm, ready.breakage.faults);
  await fault.refuseBroken();
  const tell = call.isJson ? console.error : console.log;
  tell(settingLine(ready.setting));
  let told = 0;
  const recorder = new Recorder({ client, target, setting: ready.setting, breakage: ready.breakage }, () => {
    const events = eventsOf(recorder.recording);
    for (const event of events.slice(told)) tell(eventLine(event));
    told = events.length;
  });
  try {
    await recorder.start(signal);
    await rehearse({ client, call, prepared: ready, recorder, fault, signal });
    return concluded(recorder, call);
  } catch (error) {
    const reason: unknown = signal.reason;
    if (reason instanceof Interrupted) return 128 + constants.signals[reason.signal];
    throw signal.aborted ? reason : error;
  } finally {
    await recorder.stop();
    if (await fault.off()) console.error(`${fault.words} is mended again.`);
  }
}

function concluded({ recording }: Recorder, { svg, isJson }: RehearseCall): number {
  const verdict = rehearsalVerdict(recording);
  if (svg !== undefined) writeFileSync(svg, rehearsalSvg(recording));
  console.log(isJson ? rehearsalJson(recording, verdict) : verdictLines(verdict, outputColours).join("\n"));
  if (svg !== undefined) console.error(`plot: ${svg}`);
  return verdict.passed ? 0 : 1;
}
