import type { dynamic } from "@pulumi/pulumi";
import { parseKubeconfig } from "../../sdk/kubernetes/kubeconfig";
import { kubernetesClient, KubernetesStatusError, KubernetesUnreachable } from "../../sdk/kubernetes/kubernetes-io";
import { VirtualNodeGeneration } from "../../sdk/virtual-node/generation";
import { readiness } from "../../sdk/virtual-node/readiness";
import { awaitReady, NotReady } from "./await-ready";
import { observe } from "./cluster-observation";
import { drain } from "./drain";
import { changedProperties, checkedInputs, isKnown, TIMEOUT_MINUTES, type Properties } from "./inputs";
import { checkKubeconfig, isAnotherCluster } from "./kubeconfig-input";
import { say } from "./log";
import { keepStackConfig } from "./stack-settings";
import { SUBNET_ID } from "./subnet-reading";

/** The inputs, and what was seen of the virtual nodes last. */
export interface VirtualNodeReadyState extends Properties {
  readonly kubeconfig: string;
  readonly generation: VirtualNodeGeneration;
  readonly nodes: number;
  readonly subnetId?: string;
  readonly principalId?: string;
  readonly timeoutMinutes: number;
  readonly triggers: readonly string[];
  readonly nodeNames?: readonly string[];
  /** False where the virtual nodes were not usable, so that the next `up` waits for them. */
  readonly usable?: boolean;
}

const DEFAULTS = { nodes: 1, timeoutMinutes: 10, triggers: [] };
const INPUTS = ["kubeconfig", "generation", "nodes", "subnetId", "principalId", "timeoutMinutes", "triggers"];
const ANY_TEXT = { pattern: /./s, description: "text that is not empty" };

/** Keeps the stack's configuration, where the way to sign in to Azure may be. */
export function configure(request: dynamic.ConfigureRequest): Promise<void> {
  keepStackConfig(request);
  return Promise.resolve();
}

/** Fills in the defaults and refuses wrong inputs. */
export function check(
  _olds: Properties,
  news: VirtualNodeReadyState,
): Promise<dynamic.CheckResult<VirtualNodeReadyState>> {
  const result = checkedInputs(
    { ...DEFAULTS, ...news },
    {
      kubeconfig: checkKubeconfig,
      generation: (examine, value, path) => examine.oneOf(path, value, ["v1", "v2"]),
      nodes: (examine, value, path) => examine.wholeNumber(path, value, { min: 1 }),
      subnetId: (examine, value, path) => value === undefined || examine.text(path, value, SUBNET_ID),
      timeoutMinutes: (examine, value, path) => examine.wholeNumber(path, value, TIMEOUT_MINUTES),
      triggers: (examine, value, path) => examine.texts(path, value, ANY_TEXT),
    },
  );
  return Promise.resolve(result);
}

/**
 * Another cluster or generation is another resource: the old one still has to take its pods away. Any other change waits
 * again, which takes a second where the nodes are usable. That goes for a renewed kubeconfig as well: AKS gives the same
 * one until its certificates are rotated, and delete must not be left with credentials that count no more.
 */
export function diff(
  _id: string,
  olds: VirtualNodeReadyState,
  news: VirtualNodeReadyState,
): Promise<dynamic.DiffResult> {
  const changed = changedProperties(olds, news, INPUTS);
  const replaces = changed.filter(
    (name) =>
      (name === "generation" && isKnown(news.generation)) ||
      (name === "kubeconfig" && isKnown(news.kubeconfig) && isAnotherCluster(olds.kubeconfig, news.kubeconfig)),
  );
  return Promise.resolve({ changes: changed.length > 0 || olds.usable === false, replaces });
}

/** Waits for the virtual nodes. */
export async function create(inputs: VirtualNodeReadyState): Promise<dynamic.CreateResult<VirtualNodeReadyState>> {
  const id = `${inputs.generation} at ${parseKubeconfig(inputs.kubeconfig).server}`;
  return { id, outs: await readyState(id, inputs) };
}

/**
 * Nodes that are gone are forgotten, so that the next `up` waits for them; nodes that are not usable are remembered as
 * such, with the same effect. No answer is no news.
 */
export async function read(
  id: string,
  state?: VirtualNodeReadyState,
): Promise<dynamic.ReadResult<VirtualNodeReadyState>> {
  if (state === undefined) return { id };
  try {
    const observation = await observe(kubernetesClient(state.kubeconfig), state.generation);
    if (observation.nodes.length === 0) return { id: "" };
    const { usable } = readiness(observation);
    if (usable.length < state.nodes) return { id, props: { ...state, usable: false } };
    return { id, props: { ...state, usable: true, nodeNames: usable } };
  } catch (error) {
    if (!(error instanceof KubernetesUnreachable) && !(error instanceof KubernetesStatusError)) throw error;
    say(`VirtualNodeReady: ${error.message}; the state stays as it is`);
    return { id, props: state };
  }
}

/** Waits for the virtual nodes again, with what is new. */
export async function update(
  id: string,
  _olds: VirtualNodeReadyState,
  news: VirtualNodeReadyState,
): Promise<dynamic.UpdateResult<VirtualNodeReadyState>> {
  return { outs: await readyState(id, news) };
}

/** Takes the pods off the virtual nodes. */
async function takeDown(_id: string, state: VirtualNodeReadyState): Promise<void> {
  await drain(state);
}

export { takeDown as delete };

/**
 * The state once the nodes are usable. Where they are not in time, the resource counts as created all the same (Pulumi
 * reads `id` and `properties` off the error), so that the next `up` waits again and a destroy takes the pods away.
 */
async function readyState(id: string, inputs: VirtualNodeReadyState): Promise<VirtualNodeReadyState> {
  try {
    return { ...inputs, nodeNames: await awaitReady(inputs), usable: true };
  } catch (error) {
    if (!(error instanceof NotReady)) throw error;
    const properties = { ...inputs, nodeNames: [], usable: false };
    throw Object.assign(error, { id, properties, reasons: [error.message] });
  }
}
