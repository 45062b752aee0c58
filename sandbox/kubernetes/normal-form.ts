import { UNKNOWN, type Properties } from "../rpc/provider";
import { isObject, objectAt, withAt } from "./fields";
import { withCanonicalQuantities } from "./quantity";
import { isBuiltInGroup } from "./resource-kind";

/** Metadata that only the API server sets; in a program it says nothing (pulumi-kubernetes provider.go, normalizeInputs). */
const readOnlyMetadata = [
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "uid",
];

/** The form in which equal inputs look equal: quantities as the API server writes them, no read-only metadata. */
export function normalInputs(inputs: Properties): Properties {
  const apiVersion = typeof inputs["apiVersion"] === "string" ? inputs["apiVersion"] : "";
  const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
  // Only built-in kinds: in a custom resource, a field called "requests" may be anything.
  const canonical = isBuiltInGroup(group) ? withCanonicalQuantities(inputs) : inputs;
  return readOnlyMetadata.reduce<Properties>(
    (object, field) => withAt(object, ["metadata", field], undefined),
    canonical,
  );
}

/**
 * The form in which inputs are sent and compared. A Secret's `stringData` is there for writing only: the API server
 * keeps `data`, and so does this, stringData winning. Inputs in Pulumi's state keep `stringData`, because the engine
 * knows by its name that it is secret.
 */
export function wireForm(inputs: Properties): Properties {
  const normal = normalInputs(inputs);
  if (normal["apiVersion"] !== "v1" || normal["kind"] !== "Secret") return normal;
  const { stringData, ...secret } = normal;
  const encoded = mapStrings(objectAt(normal, "stringData"), base64);
  const hasData = isObject(secret["data"]) || isObject(stringData);
  const data = { ...mapStrings(objectAt(normal, "data"), reencoded), ...encoded };
  return hasData ? { ...secret, data } : secret;
}

function mapStrings(object: Properties, map: (text: string) => string): Properties {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, typeof value === "string" ? map(value) : value]),
  );
}

function base64(text: string): string {
  return text === UNKNOWN ? text : Buffer.from(text, "utf8").toString("base64");
}

/** The API server trims white space around base64; text that is no base64 is for it to refuse. */
function reencoded(text: string): string {
  const trimmed = text.replace(/\s/g, "");
  return /^[A-Za-z0-9+/]*={0,2}$/.test(trimmed) && text !== UNKNOWN ? trimmed : text;
}
