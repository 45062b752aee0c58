import type { dynamic } from "@pulumi/pulumi";
import { armClient } from "../../sdk/azure/arm-client-io";
import { changedProperties, checkedInputs, TIMEOUT_MINUTES, type Properties } from "./inputs";
import { releaseSubnet } from "./release-subnet";
import { keepStackConfig, stackSettings } from "./stack-settings";
import { SUBNET_ID } from "./subnet-reading";

/** The inputs, which are all that is kept. */
export interface SubnetReleaseState extends Properties {
  readonly subnetId: string;
  readonly timeoutMinutes: number;
}

const DEFAULTS = { timeoutMinutes: 20 };

/** Keeps the stack's configuration, where the way to sign in to Azure may be. */
export function configure(request: dynamic.ConfigureRequest): Promise<void> {
  keepStackConfig(request);
  return Promise.resolve();
}

/** Fills in the defaults and refuses wrong inputs. */
export function check(_olds: Properties, news: SubnetReleaseState): Promise<dynamic.CheckResult<SubnetReleaseState>> {
  const inputs = { ...DEFAULTS, ...news };
  const result = checkedInputs(inputs, {
    subnetId: (examine, value, path) => examine.text(path, value, SUBNET_ID),
    timeoutMinutes: (examine, value, path) => examine.wholeNumber(path, value, TIMEOUT_MINUTES),
  });
  return Promise.resolve(result);
}

/** Another subnet is another resource. */
export function diff(_id: string, olds: Properties, news: Properties): Promise<dynamic.DiffResult> {
  const changed = changedProperties(withLowerCaseId(olds), withLowerCaseId(news), ["subnetId", "timeoutMinutes"]);
  return Promise.resolve({
    changes: changed.length > 0,
    replaces: changed.filter((name) => name === "subnetId"),
  });
}

/** Nothing is created: what the resource does, it does when it is destroyed. */
export function create(inputs: SubnetReleaseState): Promise<dynamic.CreateResult<SubnetReleaseState>> {
  return Promise.resolve({ id: inputs.subnetId, outs: inputs });
}

/** Nothing outside can differ from the state. */
export function read(id: string, state?: SubnetReleaseState): Promise<dynamic.ReadResult<SubnetReleaseState>> {
  return Promise.resolve(state === undefined ? { id } : { id, props: state });
}

/** Keeps the new time-out. */
export function update(
  _id: string,
  _olds: SubnetReleaseState,
  news: SubnetReleaseState,
): Promise<dynamic.UpdateResult<SubnetReleaseState>> {
  return Promise.resolve({ outs: news });
}

/** Waits until nothing is in the subnet and takes ACI's link from it. */
async function release(_id: string, { subnetId, timeoutMinutes }: SubnetReleaseState): Promise<void> {
  await releaseSubnet(await armClient(stackSettings()), { subnetId, timeoutMinutes });
}

export { release as delete };

/** Azure's answers differ in the case of ids. */
function withLowerCaseId(properties: Properties): Properties {
  const { subnetId } = properties;
  return typeof subnetId === "string" ? { ...properties, subnetId: subnetId.toLowerCase() } : properties;
}
