import type { dynamic } from "@pulumi/pulumi";
import type { Check } from "../../sdk/check";
import { bodyOf, kubernetesClient, type KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import { REPLICAS_ANNOTATION } from "../../sdk/pods/deployment";
import { changedProperties, checkedInputs, isKnown, type Properties } from "./inputs";
import { checkKubeconfig, isAnotherCluster } from "./kubeconfig-input";
import { say } from "./log";
import { patience, type Patience } from "./patience";
import { unlessGone } from "./reached";

/** The inputs; there is no more to know. */
export interface ReplicaHandoverState extends Properties {
  readonly kubeconfig: string;
  readonly namespace: string;
  readonly fewest: Readonly<Record<string, number>>;
}

const INPUTS = ["kubeconfig", "namespace", "fewest"];
const ANY_TEXT = { pattern: /./s, description: "text that is not empty" };
/** Whose word the number of replicas is until its new owner changes it. */
const FIELD_MANAGER = "aks-elastic-handover";

/** How long Deployments that are deleted may take to go with their pods, in milliseconds. */
const REMOVAL_MS = 5 * 60_000;
const PACE = { firstMs: 300, longestMs: 2_000 };

/** Nothing of the stack's configuration is needed. */
export function configure(_request: dynamic.ConfigureRequest): Promise<void> {
  return Promise.resolve();
}

/** Refuses wrong inputs, as far as they are known. */
export function check(
  _olds: Properties,
  news: ReplicaHandoverState,
): Promise<dynamic.CheckResult<ReplicaHandoverState>> {
  const result = checkedInputs(news, {
    kubeconfig: checkKubeconfig,
    namespace: (examine, value, path) => examine.text(path, value, ANY_TEXT),
    fewest: checkNumbers,
  });
  return Promise.resolve(result);
}

function checkNumbers(check: Check, value: unknown, path: string): void {
  for (const [name, number] of Object.entries((value ?? {}) as Properties)) {
    check.wholeNumber(`${path}.${name}`, number, { min: 0 });
  }
}

/** Deployments of another namespace or another cluster are others. */
export function diff(_id: string, olds: ReplicaHandoverState, news: ReplicaHandoverState): Promise<dynamic.DiffResult> {
  const changed = changedProperties(olds, news, INPUTS);
  const replaces = changed.filter(
    (name) =>
      (name === "namespace" && isKnown(news.namespace)) ||
      (name === "kubeconfig" && isKnown(news.kubeconfig) && isAnotherCluster(olds.kubeconfig, news.kubeconfig)),
  );
  return Promise.resolve({ changes: changed.length > 0, replaces });
}

/** Takes the numbers as they are from the program. */
export async function create(inputs: ReplicaHandoverState): Promise<dynamic.CreateResult<ReplicaHandoverState>> {
  await takeOver(inputs);
  return { id: `replicas in ${inputs.namespace}`, outs: inputs };
}

/** What their new owner has made of the numbers is no drift. */
export function read(id: string, state?: ReplicaHandoverState): Promise<dynamic.ReadResult<ReplicaHandoverState>> {
  return Promise.resolve(state === undefined ? { id } : { id, props: state });
}

/** Takes the numbers of those that are new to it. */
export async function update(
  _id: string,
  _olds: ReplicaHandoverState,
  news: ReplicaHandoverState,
): Promise<dynamic.UpdateResult<ReplicaHandoverState>> {
  await takeOver(news);
  return { outs: news };
}

/**
 * Gives the numbers back: where the program has said one meanwhile, it is that one again. Deployments that are on their way
 * out are waited for, since nobody waits for those whose readiness nobody awaits; a program that makes them anew at once
 * would find the old ones.
 */
async function giveBack(_id: string, state: ReplicaHandoverState): Promise<void> {
  const client = kubernetesClient(state.kubeconfig);
  const isThere = await unlessGone(client, () => allGivenBack(client, state), "so its Deployments are gone with it");
  if (isThere === undefined) return;
  const wait = patience(REMOVAL_MS, PACE);
  for (const name of Object.keys(state.fewest)) await untilGone(client, deploymentPath(state, name), wait);
}

export { giveBack as delete };

interface DeploymentObject {
  readonly metadata: {
    readonly name: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly spec: { readonly replicas?: number };
}

async function takeOver(state: ReplicaHandoverState): Promise<void> {
  const client = kubernetesClient(state.kubeconfig);
  for (const [name, fewest] of Object.entries(state.fewest)) {
    const path = deploymentPath(state, name);
    const live = await existing(client, path);
    // One that is still to be made starts with 1, and its new owner takes it from there.
    if (live === undefined) continue;
    const replicas = Math.max(fewest, live.spec.replicas ?? 1);
    const { namespace } = state;
    const body = { apiVersion: "apps/v1", kind: "Deployment", metadata: { name, namespace }, spec: { replicas } };
    const query = { fieldManager: FIELD_MANAGER, force: "true" };
    const contentType = "application/apply-patch+yaml";
    bodyOf(
      await client.request({ method: "PATCH", path, query, contentType, body }),
      `hand over the replicas of ${name}`,
    );
  }
}

async function allGivenBack(client: KubernetesClient, state: ReplicaHandoverState): Promise<true> {
  for (const name of Object.keys(state.fewest)) await giveBackOne(client, deploymentPath(state, name));
  return true;
}

async function giveBackOne(client: KubernetesClient, path: string): Promise<void> {
  const live = await existing(client, path);
  const said = live?.metadata.annotations?.[REPLICAS_ANNOTATION];
  if (live === undefined || said === undefined || live.spec.replicas === Number(said) || isLeaving(live)) return;
  const contentType = "application/merge-patch+json";
  const body = { spec: { replicas: Number(said) } };
  const answer = await client.request({ method: "PATCH", path: `${path}/scale`, contentType, body });
  if (answer.status !== 404) bodyOf(answer, `give back the replicas of ${live.metadata.name}`);
}

/** A Deployment stays until its pods are gone, which those of a dead node never are: that is no reason to fail. */
async function untilGone(client: KubernetesClient, path: string, wait: Patience): Promise<void> {
  for (;;) {
    const live = await unlessGone(client, () => existing(client, path), "so its Deployments are gone with it");
    if (live === undefined || !isLeaving(live)) return;
    if (wait.isOver()) {
      say(`the Deployment ${live.metadata.name} is deleted, but its pods do not end: see kubectl get pods -o wide`);
      return;
    }
    await wait.next();
  }
}

function isLeaving({ metadata }: DeploymentObject): boolean {
  return metadata.deletionTimestamp !== undefined;
}

async function existing(client: KubernetesClient, path: string): Promise<DeploymentObject | undefined> {
  const answer = await client.request({ method: "GET", path });
  return answer.status === 404 ? undefined : (bodyOf(answer, `read ${path}`) as DeploymentObject);
}

function deploymentPath({ namespace }: ReplicaHandoverState, name: string): string {
  return `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;
}
