import { randomSuffix } from "../naming";
import type { Session } from "../session";
import type { CheckFailure, CheckRequest, CheckResult, Properties } from "../../rpc/provider";
import { at, containsUnknown, numberAt, objectAt, textAt } from "../fields";
import { chartFailures, knownChart } from "./chart";
import { valueFailures } from "./chart-values";

/** The type of Helm releases. */
export const releaseType = "kubernetes:helm.sh/v3:Release";

/** What the sandbox needs to know of a release's inputs. */
export interface ReleaseSpec {
  readonly name: string;
  readonly namespace: string;
  /** Of the chart. */
  readonly version: string;
  readonly values: Properties;
  readonly createNamespace: boolean;
  readonly skipAwait: boolean;
  readonly timeoutSeconds: number;
}

const defaultTimeoutSeconds = 300;

/** What the official provider writes for inputs that the program left out (pulumi-kubernetes helm_release.go, Release). */
const zeroInputs: Properties = {
  allowNullValues: false,
  atomic: false,
  cleanupOnFail: false,
  createNamespace: false,
  dependencyUpdate: false,
  description: "",
  devel: false,
  disableCRDHooks: false,
  disableOpenapiValidation: false,
  disableWebhooks: false,
  forceUpdate: false,
  keyring: "",
  lint: false,
  postrender: "",
  recreatePods: false,
  renderSubchartNotes: false,
  replace: false,
  resetValues: false,
  reuseValues: false,
  skipAwait: false,
  skipCrds: false,
  values: {},
  verify: false,
  waitForJobs: false,
};

/** What Helm can do and the sandbox can't; accepting it would be a silent lie. */
const unsupported = [
  "atomic",
  "cleanupOnFail",
  "forceUpdate",
  "postrender",
  "recreatePods",
  "replace",
  "reuseValues",
  "valueYamlFiles",
  "verify",
];

/** Completes a release's inputs: its name, its namespace, the chart's version; and says what can't be done. */
export function checkedRelease({ configuration }: Session, request: CheckRequest): Promise<CheckResult> {
  const { news, olds, name, randomSeed } = request;
  const given = withoutUnset(news);
  const failures: readonly CheckFailure[] = [
    ...unsupported
      .filter((property) => isSet(given, property))
      .map((property) => ({ property, reason: "not supported by the sandbox, which has no Helm" })),
    ...(containsUnknown(given) ? [] : chartFailures(given)),
    ...valueFailures(objectAt(given, "values")),
  ];
  const isAwaited = given["skipAwait"] !== true;
  const inputs: Properties = {
    ...zeroInputs,
    timeout: isAwaited ? defaultTimeoutSeconds : 0,
    ...given,
    name: textAt(given, "name") ?? textAt(olds, "name") ?? `${name}-${randomSuffix(randomSeed)}`,
    namespace: textAt(given, "namespace") ?? configuration.namespace ?? "default",
    version: textAt(given, "version") ?? knownChart.latestVersion,
  };
  return Promise.resolve({ inputs, failures });
}

/** A release as the sandbox installs it. */
export function releaseSpec(inputs: Properties): ReleaseSpec {
  return {
    name: textAt(inputs, "name") ?? "",
    namespace: textAt(inputs, "namespace") ?? "default",
    version: (textAt(inputs, "version") ?? knownChart.latestVersion).replace(/^v/, ""),
    values: objectAt(inputs, "values"),
    createNamespace: inputs["createNamespace"] === true,
    skipAwait: inputs["skipAwait"] === true,
    timeoutSeconds: numberAt(inputs, "timeout") || defaultTimeoutSeconds,
  };
}

/** Empty texts count as not given; `resourceNames` is an output that was an input once. */
function withoutUnset(news: Properties): Properties {
  const set = Object.entries(news).filter(([key, value]) => key !== "resourceNames" && value !== null && value !== "");
  return Object.fromEntries(set);
}

function isSet(inputs: Properties, property: string): boolean {
  const value = at(inputs, property);
  return value !== undefined && value !== false && value !== "";
}
