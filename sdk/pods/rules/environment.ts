import { memberPath } from "../path";
import { allContainers, childOf, itemsOf, says, textOf, type Part } from "./pod-view";
import { V1_ERROR, V1_WARNING, type PodProblem, type PodRule } from "./rule";

/** What v1's connector knows of a pod (virtual-kubelet, internal/podutils/env.go, podFieldSelectorRuntimeValue). */
const KNOWN_FIELD =
  /^(metadata\.(name|namespace|uid|labels|annotations)(\['[^']*'\])?|spec\.(nodeName|serviceAccountName))$/;

/** @see https://learn.microsoft.com/azure/container-instances/container-instances-troubleshooting#naming-conventions */
const ENVIRONMENT_NAME = /^(?=.{1,63}$)[A-Za-z0-9](\w*[A-Za-z0-9])?$/;

/** Rules on environment variables. */
export const ENVIRONMENT_RULES: readonly PodRule[] = [
  {
    id: "empty-env",
    capability: "emptyEnvironmentValues",
    what: "a variable with an empty value",
    severity: V1_WARNING,
    find: (pod) =>
      allContainers(pod).flatMap((container) =>
        emptyVariables(container)
          .filter((variable) => !isDependedOn(variable, container))
          .map((variable) => problem(variable, "is empty")),
      ),
  },
  {
    id: "empty-env-in-use",
    capability: "emptyEnvironmentValues",
    what: "a variable with an empty value that is said twice, that another one refers to, or that may hide one of `envFrom`",
    severity: V1_WARNING,
    find: (pod) =>
      allContainers(pod).flatMap((container) =>
        emptyVariables(container)
          .filter((variable) => isDependedOn(variable, container))
          .map((variable) => problem(variable, "is empty, and others depend on it")),
      ),
  },
  {
    id: "env-field",
    capability: "podAddressInEnvironment",
    what: "a variable from a field of the pod's status, such as `status.podIP`",
    severity: V1_ERROR,
    find: (pod) => variablesOf(pod).flatMap((variable) => unknownField(variable)),
  },
  {
    id: "env-resource",
    capability: "resourcesInEnvironment",
    what: "a variable from a request or a limit",
    severity: V1_WARNING,
    find: (pod) =>
      variablesOf(pod).flatMap((variable) => {
        const from = childOf(variable, "valueFrom");
        return from !== undefined && says(from, "resourceFieldRef")
          ? [problem(variable, "is a request or a limit")]
          : [];
      }),
  },
  {
    id: "env-name",
    capability: "environmentNames",
    what: "a variable whose name has dots or hyphens, an underscore at either end, or more than 63 characters",
    severity: V1_WARNING,
    find: (pod) =>
      variablesOf(pod)
        .filter((variable) => !ENVIRONMENT_NAME.test(textOf(variable, "name") ?? "none"))
        .map((variable) => ({
          path: memberPath(variable.path, "name"),
          problem: `the name ${textOf(variable, "name") ?? ""}`,
        })),
  },
];

/** The variables of a container that ACI would not get, because they are empty. */
function emptyVariables(container: Part): readonly Part[] {
  return itemsOf(container, "env").filter((variable) => !says(variable, "value") && !says(variable, "valueFrom"));
}

/**
 * Whether a container would have other variables if this empty one were left out: where it is said twice the last one
 * counts, `$(NAME)` stands for it in others, and it comes before one of `envFrom`.
 */
function isDependedOn(variable: Part, container: Part): boolean {
  const name = textOf(variable, "name") ?? "";
  const others = itemsOf(container, "env").filter(({ path }) => path !== variable.path);
  return (
    says(container, "envFrom") ||
    others.some((other) => textOf(other, "name") === name || (textOf(other, "value") ?? "").includes(`$(${name})`))
  );
}

function variablesOf(pod: Parameters<PodRule["find"]>[0]): readonly Part[] {
  return allContainers(pod).flatMap((container) => itemsOf(container, "env"));
}

function problem(variable: Part, what: string): PodProblem {
  return { path: variable.path, problem: `${textOf(variable, "name") ?? "a variable"} ${what}` };
}

function unknownField(variable: Part): readonly PodProblem[] {
  const from = childOf(variable, "valueFrom");
  const reference = from === undefined ? undefined : childOf(from, "fieldRef");
  const field = reference === undefined ? undefined : textOf(reference, "fieldPath");
  if (reference === undefined || field === undefined || KNOWN_FIELD.test(field)) return [];
  return [{ path: memberPath(reference.path, "fieldPath"), problem: `the field ${field}` }];
}
