import { type Check, checked } from "../../sdk/check";
import { parseQuantity } from "../../sdk/pods/quantity";
import type { Load } from "./load";

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set */
const labelValue = {
  pattern: /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/,
  description: "a label value: 1 to 63 letters, digits, dashes, dots and underscores, none of the last three at an end",
};
/** RFC 1123. */
const namespaceName = {
  pattern: /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
  description: "the name of a namespace: 1 to 63 lower-case letters, digits and dashes, with no dash at either end",
};
const clusterId = { pattern: /^\/subscriptions\/.+/i, description: "the ARM id of a managed cluster" };

/** A load as somebody wrote it. @throws ArgumentError with everything that is wrong with it. */
export function checkedLoad(written: Readonly<Partial<Record<keyof Load, unknown>>>): Load {
  return checked((check) => ({
    cluster: check.text("cluster", written.cluster, clusterId),
    namespace: check.text("namespace", written.namespace, namespaceName),
    service: check.text("service", written.service, labelValue),
    cpu: amount(check, "cpu", { value: written.cpu, example: "12 or 500m" }),
    ...(written.memory === undefined
      ? {}
      : { memory: amount(check, "memory", { value: written.memory, example: "3Gi" }) }),
  }));
}

function amount(check: Check, path: string, { value, example }: { value: unknown; example: string }): string {
  if (typeof value === "string" && (parseQuantity(value) ?? -1) >= 0) return value;
  const rule = `must be a Kubernetes quantity, 0 or more, such as ${example}`;
  check.problem(path, value === undefined ? `is required and ${rule}` : `${rule}; got ${JSON.stringify(value)}`);
  return "";
}
