import type { dynamic } from "@pulumi/pulumi";
import { VERIFY_SECONDS } from "../../sdk/containers/fleet-upgrade";
import { groupVerdict } from "../../sdk/containers/group-verdict";
import type { ProbeScheme } from "../../sdk/pods/probe";
import { armClient } from "../../sdk/azure/arm-client-io";
import { awaitGroup, GroupNotWell, readGroup } from "./await-group";
import { changedProperties, checkedInputs, TIMEOUT_MINUTES, type Properties } from "./inputs";
import { keepStackConfig, stackSettings } from "./stack-settings";

/** The inputs, and what was seen of the group last. */
export interface ContainerGroupReadyState extends Properties {
  readonly groupId: string;
  readonly templateHash: string;
  readonly verifySeconds: number;
  readonly timeoutMinutes: number;
  readonly port?: number;
  readonly path?: string;
  readonly scheme?: ProbeScheme;
  readonly probeTimeoutSeconds?: number;
  /** False where the group was not well, so that the next `up` looks after it. */
  readonly isWell?: boolean;
}

const INPUTS = [
  "groupId",
  "templateHash",
  "verifySeconds",
  "timeoutMinutes",
  "port",
  "path",
  "scheme",
  "probeTimeoutSeconds",
];

/** What is another group, or another version of it. */
const IDENTITY = ["groupId", "templateHash"];

const GROUP_ID = {
  pattern:
    /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.ContainerInstance\/containerGroups\/[^/]+$/i,
  description: "the ARM id of a container group",
};
const ANY_TEXT = { pattern: /./s, description: "text that is not empty" };

/** Keeps the stack's configuration, where the way to sign in to Azure may be. */
export function configure(request: dynamic.ConfigureRequest): Promise<void> {
  keepStackConfig(request);
  return Promise.resolve();
}

/** Refuses wrong inputs. */
export function check(
  _olds: Properties,
  news: ContainerGroupReadyState,
): Promise<dynamic.CheckResult<ContainerGroupReadyState>> {
  const result = checkedInputs(news, {
    groupId: (examine, value, path) => examine.text(path, value, GROUP_ID),
    templateHash: (examine, value, path) => examine.text(path, value, ANY_TEXT),
    verifySeconds: (examine, value, path) => examine.wholeNumber(path, value, VERIFY_SECONDS),
    timeoutMinutes: (examine, value, path) => examine.wholeNumber(path, value, TIMEOUT_MINUTES),
  });
  return Promise.resolve(result);
}

/** A group that was not well is looked after at every `up`, and so is one of another version. */
export function diff(_id: string, olds: ContainerGroupReadyState, news: Properties): Promise<dynamic.DiffResult> {
  const changed = changedProperties(withLowerCaseId(olds), withLowerCaseId(news), INPUTS);
  return Promise.resolve({ changes: changed.length > 0 || olds.isWell === false });
}

/** Waits for the group. */
export async function create(
  inputs: ContainerGroupReadyState,
): Promise<dynamic.CreateResult<ContainerGroupReadyState>> {
  return { id: inputs.groupId, outs: await wellState(inputs.groupId, inputs) };
}

/** A group that is gone needs no gate; one that is not well is remembered as such. */
export async function read(
  id: string,
  state?: ContainerGroupReadyState,
): Promise<dynamic.ReadResult<ContainerGroupReadyState>> {
  if (state === undefined) return { id };
  const group = await readGroup(await armClient(stackSettings()), state.groupId);
  if (group === undefined) return { id: "" };
  return { id, props: { ...state, isWell: groupVerdict(group).health === "well" } };
}

/** Waits for the group again where it is another, of another version, or was not well. */
export async function update(
  id: string,
  olds: ContainerGroupReadyState,
  news: ContainerGroupReadyState,
): Promise<dynamic.UpdateResult<ContainerGroupReadyState>> {
  const isSame = changedProperties(withLowerCaseId(olds), withLowerCaseId(news), IDENTITY).length === 0;
  if (isSame && olds.isWell === true) return { outs: { ...news, isWell: true } };
  return { outs: await wellState(id, news) };
}

/** Nothing was created, so nothing goes. */
function forget(_id: string, _state: ContainerGroupReadyState): Promise<void> {
  return Promise.resolve();
}

export { forget as delete };

/**
 * The state once the group is well. Where it is not in time, the resource counts as created all the same (Pulumi reads `id`
 * and `properties` off the error), so that the next `up` looks after it.
 */
async function wellState(id: string, inputs: ContainerGroupReadyState): Promise<ContainerGroupReadyState> {
  const { groupId, verifySeconds, timeoutMinutes, port, path, scheme, probeTimeoutSeconds: timeoutSeconds } = inputs;
  const isAsked = port !== undefined && path !== undefined && scheme !== undefined && timeoutSeconds !== undefined;
  const endpoint = isAsked ? { port, path, scheme, timeoutSeconds } : undefined;
  try {
    await awaitGroup(await armClient(stackSettings()), { groupId, verifySeconds, timeoutMinutes, endpoint });
    return { ...inputs, isWell: true };
  } catch (error) {
    if (!(error instanceof GroupNotWell)) throw error;
    const properties = { ...inputs, isWell: false };
    throw Object.assign(error, { id, properties, reasons: [error.message] });
  }
}

/** Azure's answers differ in the case of ids. */
function withLowerCaseId(properties: Properties): Properties {
  const { groupId } = properties;
  return typeof groupId === "string" ? { ...properties, groupId: groupId.toLowerCase() } : properties;
}
