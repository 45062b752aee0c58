import { UNKNOWN, type CheckFailure, type Properties, type PropertyValue } from "../../rpc/provider";
import { isList, isObject, listAt, numberAt, objectAt, textAt } from "../fields";

/** The chart's values, as far as they show in a sandbox. */
export interface ChartValues {
  readonly replicaCount: number;
  readonly admissionControllerReplicaCount: number;
  readonly infraPodMinReadySeconds: number;
  readonly nameOverride: string;
  readonly fullnameOverride: string;
  readonly priorityClassName: string;
  readonly admissionControllerPriorityClassName: string;
  /** For a release in the namespace `default`. */
  readonly namespace: string;
  readonly aciSubnetName: string;
  readonly aciResourceGroupName: string;
  readonly zones: string;
  readonly nodeLabels: string;
  readonly customTags: string;
  readonly podAnnotations: Properties;
  readonly nodeSelector: Properties;
  readonly affinity: Properties;
  readonly podDisruptionBudget: Properties;
  readonly admissionControllerPodDisruptionBudget: Properties;
  readonly tolerations: readonly PropertyValue[];
  readonly isRbacInstalled: boolean;
  readonly serviceAccountName: string;
  readonly clusterRole: string;
}

const counts = { replicaCount: 1, admissionControllerReplicaCount: 1, infraPodMinReadySeconds: 0 } as const;

const texts = {
  nameOverride: "",
  fullnameOverride: "",
  priorityClassName: "",
  admissionControllerPriorityClassName: "",
  namespace: "vn2",
  aciSubnetName: "cg",
  aciResourceGroupName: "",
  zones: "",
  nodeLabels: "",
  customTags: "",
} as const;

const objects = [
  "podAnnotations",
  "nodeSelector",
  "affinity",
  "podDisruptionBudget",
  "admissionControllerPodDisruptionBudget",
] as const;

/**
 * What is against a release's values. The chart has no schema: Helm ignores keys that it does not know, and what is of a
 * wrong kind fails only in the API server; here it fails before anything is installed.
 */
export function valueFailures(values: Properties): readonly CheckFailure[] {
  const wrong = (key: string, must: string): CheckFailure => ({
    property: `values.${key}`,
    reason: `must be ${must}; got ${JSON.stringify(values[key])}`,
  });
  const isOff = (key: string, fits: (value: PropertyValue) => boolean): boolean => {
    const value = values[key];
    return value !== undefined && value !== null && value !== UNKNOWN && !fits(value);
  };
  const isText = (value: PropertyValue): boolean => typeof value === "string";
  const { sandboxProviderType } = values;
  return [
    ...Object.keys(counts)
      .filter((key) => isOff(key, isCount))
      .map((key) => wrong(key, "a whole number, 0 or more")),
    ...Object.keys(texts)
      .filter((key) => isOff(key, isText))
      .map((key) => wrong(key, "a text")),
    ...[...objects, "rbac"].filter((key) => isOff(key, isObject)).map((key) => wrong(key, "an object")),
    ...(isOff("tolerations", isList) ? [wrong("tolerations", "a list")] : []),
    ...(sandboxProviderType === "StandbyPool"
      ? [{ property: "values.sandboxProviderType", reason: "the sandbox has no standby pools" }]
      : []),
  ];
}

/** The values of a release, over the chart's own. */
export function chartValues(values: Properties): ChartValues {
  const count = (key: keyof typeof counts): number => Number(values[key] ?? counts[key]);
  const text = (key: keyof typeof texts): string => textAt(values, key) ?? texts[key];
  const object = (key: (typeof objects)[number]): Properties => objectAt(values, key);
  return {
    replicaCount: count("replicaCount"),
    admissionControllerReplicaCount: count("admissionControllerReplicaCount"),
    infraPodMinReadySeconds: count("infraPodMinReadySeconds"),
    nameOverride: text("nameOverride"),
    fullnameOverride: text("fullnameOverride"),
    priorityClassName: text("priorityClassName"),
    admissionControllerPriorityClassName: text("admissionControllerPriorityClassName"),
    namespace: text("namespace") || texts.namespace,
    aciSubnetName: text("aciSubnetName"),
    aciResourceGroupName: text("aciResourceGroupName"),
    zones: text("zones"),
    nodeLabels: text("nodeLabels"),
    customTags: text("customTags"),
    podAnnotations: object("podAnnotations"),
    // Helm merges maps, so that the chart's own selector stays below the release's.
    nodeSelector: { ...object("nodeSelector"), "kubernetes.io/os": "linux" },
    affinity: object("affinity"),
    podDisruptionBudget: object("podDisruptionBudget"),
    admissionControllerPodDisruptionBudget: object("admissionControllerPodDisruptionBudget"),
    tolerations: listAt(values, "tolerations"),
    isRbacInstalled: objectAt(values, "rbac")["install"] !== false,
    serviceAccountName: textAt(values, "rbac", "serviceAccountName") ?? "virtual-node2-helm",
    clusterRole: textAt(values, "rbac", "roleRef") ?? "cluster-admin",
  };
}

/** A template writes a number and its text alike. */
function isCount(value: PropertyValue): boolean {
  const number = typeof value === "string" && value !== "" ? Number(value) : numberAt({ value }, "value");
  return number !== undefined && Number.isInteger(number) && number >= 0;
}
