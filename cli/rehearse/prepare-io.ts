import { setTimeout as delay } from "node:timers/promises";
import { NODES } from "../../sdk/failover/api-paths";
import { FailoverAction } from "../../sdk/failover/decision";
import type { FailoverLook } from "../../sdk/failover/look";
import { look } from "../../sdk/failover/reconcile-io";
import type { FailoverTarget } from "../../sdk/failover/target";
import { HOUR } from "../../sdk/failover/time";
import type { KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import { listAll } from "../../sdk/kubernetes/list-io";
import type { KubernetesObject } from "../../sdk/kubernetes/object";
import { tierTitle } from "../../sdk/placement/tier";
import { servicesMeant } from "../failover/call";
import { serviceTitle } from "../failover/services";
import type { RehearseCall } from "./call";
import { type Breakage, breakage, brokenTier, FaultName, vmsOf } from "./fault";
import type { Setting } from "./recorder-io";

/** A service that is well, and how it is going to be broken. */
export interface Prepared {
  readonly target: FailoverTarget;
  readonly setting: Setting;
  readonly breakage: Breakage;
  /** How often the tier has fallen sick again soon after it was well, which makes it wait longer for its replicas. */
  readonly relapses: number;
}

/** How long a service may take to be settled before anything breaks, in seconds. */
const SETTLE_SECONDS = 120;
/** A rehearsal is a move away, and one home. */
const MOVES = 2;

/** The service that is meant. @throws NothingFound, Error where it cannot be understood */
export async function targetOf(
  client: KubernetesClient,
  { service, namespace }: Pick<RehearseCall, "service" | "namespace">,
): Promise<FailoverTarget> {
  const { targets, problems } = await servicesMeant({ client, wanted: { service, namespace } });
  const [target] = targets;
  if (target === undefined) throw new Error(problems.join("; "));
  return target;
}

/** Waits until the service is settled, and says how it will be broken. @throws Error where nothing can be shown by that */
export async function prepared(
  client: KubernetesClient,
  target: FailoverTarget,
  { call, signal }: { readonly call: RehearseCall; readonly signal: AbortSignal },
): Promise<Prepared> {
  const seen = await settled(client, target, signal);
  const { tiers, memory, at } = seen.observation;
  const counted = tiers.map((tier) => ({ ...tier, replicas: tier.deployment.replicas }));
  const broken = brokenTier(call.fault, counted);
  const title = serviceTitle(target);
  if (broken === undefined) throw new Error(`${title} runs nothing where ${call.fault} would break anything`);
  const { breaker, windowSeconds, rate, floor } = target.failover;
  const recent = memory.moves.filter((move) => at - move.at < HOUR).length;
  if (call.fault !== FaultName.flap && recent + MOVES > breaker) throw new Error(wouldBeHeld(target, recent));
  const vms = call.vms ?? (await chosenVms(client, broken.nodes));
  const breaks = breakage(call.fault, vms);
  const home = Object.fromEntries(counted.map(({ name, replicas }) => [name, replicas]));
  const { relapses = 0, lifted } = memory.tiers[broken.name] ?? {};
  const setting: Setting = {
    fault: call.fault,
    faultWords: breaks.words,
    service: target.service,
    namespace: target.namespace,
    tiers: tiers.map(({ name, kind }) => ({ name, kind })),
    broken: broken.name,
    home,
    isAutoscaled: target.autoscale !== undefined,
    wanted: seen.decision.wanted,
    floor: floor ?? seen.decision.wanted,
    windowSeconds,
    rate,
    breaker,
    movesBefore: recent,
    slackSeconds: call.slackSeconds,
  };
  return { target, setting, breakage: breaks, relapses: lifted === undefined ? 0 : relapses + 1 };
}

function wouldBeHeld(target: FailoverTarget, recent: number): string {
  const moved = `${serviceTitle(target)} has moved ${recent} times in the last hour`;
  const allowed = `its breaker allows ${target.failover.breaker}: it would be held before it is home`;
  return `${moved}, and ${allowed}. Give it a higher \`breaker\`, or wait`;
}

/** What is about to be rehearsed, in a line. */
export function settingLine({
  service,
  namespace,
  fault,
  home,
  wanted,
  tiers,
  broken,
  windowSeconds,
}: Setting): string {
  const tier = tiers.find(({ name }) => name === broken);
  const title = tier === undefined ? broken : tierTitle(tier);
  const count = `${home[broken] ?? 0} of ${wanted} replicas on ${title}`;
  return `${fault} of ${service} in ${namespace}: ${count}, a window of ${windowSeconds} s`;
}

async function settled(client: KubernetesClient, target: FailoverTarget, signal: AbortSignal): Promise<FailoverLook> {
  const deadline = Date.now() + SETTLE_SECONDS * 1000;
  for (;;) {
    signal.throwIfAborted();
    const seen = await look(client, target);
    const { action, isSettled, reasons, ready, wanted } = seen.decision;
    if (isSettled && action === FailoverAction.steady) return seen;
    if (Date.now() > deadline) {
      const why = [`${ready} of ${wanted} replicas are ready`, ...reasons].join(". ");
      throw new Error(`${serviceTitle(target)} is not settled, so nothing was broken: ${why}`);
    }
    await delay(1000, undefined, { signal }).catch(() => undefined);
  }
}

async function chosenVms(client: KubernetesClient, nodes: readonly { readonly name: string }[]) {
  const { items } = await listAll<KubernetesObject>(client, "nodes", { path: NODES });
  const names = new Set(nodes.map(({ name }) => name));
  return vmsOf(items.filter(({ metadata }) => names.has(metadata?.name ?? "")));
}
