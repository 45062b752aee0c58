import { UNKNOWN, type CheckFailure, type CheckRequest, type CheckResult, type Properties } from "../rpc/provider";
import { annotationOf, unsupportedAnnotations } from "./annotations";
import { at, withAt } from "./fields";
import { isNamed, named } from "./naming";
import { normalInputs } from "./normal-form";
import { isNamespacedBuiltIn, isPatchResource, kindOfObject } from "./resource-kind";
import type { Session } from "./session";

/** Completes a resource's inputs: its kind, its name, its namespace; and says what can't be done. */
export async function checkedInputs(session: Session, request: CheckRequest): Promise<CheckResult> {
  const { type, news } = request;
  const normal = normalInputs({ ...kindOfObject(news, type), ...news });
  const failures = [...mistakes(normal), ...patchMistakes(type, normal)];
  if (failures.length > 0) return { inputs: normal, failures };
  return { inputs: await inNamespace(session, named(normal, request), type), failures };
}

function mistakes(inputs: Properties): CheckFailure[] {
  const annotations = unsupportedAnnotations
    .filter((name) => annotationOf(inputs, name) !== undefined)
    .map((name) => ({
      property: `metadata.annotations["${name}"]`,
      reason: "not supported by the sandbox's Kubernetes provider",
    }));
  const generateName = at(inputs, "metadata", "generateName");
  if (generateName === undefined || isNamed(inputs)) return annotations;
  const reason = "the `.metadata.generateName` field is not supported in Server-Side Apply mode";
  return [...annotations, { property: "metadata.generateName", reason }];
}

function patchMistakes(type: string, inputs: Properties): CheckFailure[] {
  if (!isPatchResource(type, inputs) || isNamed(inputs)) return [];
  return [{ property: "metadata.name", reason: "patch resources require the `.metadata.name` field to be set" }];
}

/** Objects of a namespaced kind that name no namespace go to the provider's. */
async function inNamespace(session: Session, inputs: Properties, type: string): Promise<Properties> {
  const namespace = at(inputs, "metadata", "namespace");
  const isSet = namespace !== undefined && namespace !== null && namespace !== "";
  if (isSet || at(inputs, "metadata") === UNKNOWN || !("cluster" in session.access)) return inputs;
  const kind = kindOfObject(inputs, type);
  // A custom kind whose definition is not there yet is taken for a namespaced one.
  const isNamespaced = isNamespacedBuiltIn(kind) ?? (await session.access.cluster.isNamespaced(kind)) ?? true;
  const fallback = session.configuration.namespace ?? "default";
  return isNamespaced ? withAt(inputs, ["metadata", "namespace"], fallback) : inputs;
}
