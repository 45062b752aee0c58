import { memberPath } from "../path";
import { allContainers, childOf, itemsOf, says, textOf, textsOf, type Part } from "./pod-view";
import { BOTH, ERROR, saidIn, V1_ERROR, V1_WARNING, WARNING, type PodProblem, type PodRule } from "./rule";

/** @see https://learn.microsoft.com/azure/container-instances/container-instances-resource-and-quota-limits */
const MOST_CONTAINERS = 60;

/** A reference to a variable; `$$(NAME)` is none. */
const REFERENCE = /\$\$|\$\((?<name>[-._A-Za-z0-9]+)\)/g;

/** Rules on what containers run, and as whom. */
export const CONTAINER_RULES: readonly PodRule[] = [
  {
    id: "args-without-command",
    capability: "argsWithoutCommand",
    what: "args without command",
    severity: V1_ERROR,
    find: (pod) =>
      allContainers(pod).flatMap((container) =>
        says(container, "command") ? [] : saidIn(container, "args", "args without command"),
      ),
  },
  {
    id: "command-variables",
    capability: "commandVariables",
    what: "a variable of the container in command or args, `$(NAME)`",
    severity: V1_WARNING,
    find: (pod) => allContainers(pod).flatMap(variablesInCommand),
  },
  {
    id: "working-dir",
    capability: "workingDirectory",
    what: "a working directory",
    severity: V1_WARNING,
    find: (pod) => allContainers(pod).flatMap((container) => saidIn(container, "workingDir", "a working directory")),
  },
  {
    id: "terminal",
    capability: "terminal",
    what: "`stdin` or `tty`",
    severity: V1_WARNING,
    find: ({ containers }) =>
      containers.flatMap((container) => [
        ...saidIn(container, "stdin", "standard input"),
        ...saidIn(container, "tty", "a terminal"),
      ]),
  },
  {
    id: "mount-options",
    capability: "mountOptions",
    what: "`subPath`, `subPathExpr` or `mountPropagation` of a mount",
    severity: V1_WARNING,
    find: (pod) => allContainers(pod).flatMap((container) => itemsOf(container, "volumeMounts").flatMap(mountOptions)),
  },
  {
    id: "security-context",
    capability: "securityContext",
    what: "a security context of the pod or of a container",
    severity: V1_WARNING,
    find: (pod) => [pod.spec, ...allContainers(pod)].flatMap(securityContext),
  },
  {
    id: "privileged",
    capability: "privilegedContainers",
    what: "a privileged container",
    severity: WARNING,
    onlyOnVms: BOTH,
    find: (pod) =>
      allContainers(pod)
        .flatMap((container) => childOf(container, "securityContext") ?? [])
        .flatMap((context) => saidIn(context, "privileged", "a privileged container")),
  },
  {
    id: "ephemeral-container",
    capability: "ephemeralContainers",
    what: "ephemeral containers",
    severity: V1_WARNING,
    find: ({ spec }) => saidIn(spec, "ephemeralContainers", "ephemeral containers"),
  },
  {
    id: "container-count",
    capability: "containersPerPod",
    what: `more than ${MOST_CONTAINERS} containers`,
    severity: ERROR,
    find: ({ spec, containers }) =>
      containers.length > MOST_CONTAINERS ? saidIn(spec, "containers", `${containers.length} containers`) : [],
  },
];

function variablesInCommand(container: Part): readonly PodProblem[] {
  const names = new Set(itemsOf(container, "env").map((variable) => textOf(variable, "name")));
  return ["command", "args"].flatMap((member) => {
    const used = textsOf(container, member)
      .flatMap((text) => [...text.matchAll(REFERENCE)].map(({ groups }) => groups?.["name"]))
      .find((name) => name !== undefined && names.has(name));
    return used === undefined ? [] : saidIn(container, member, `the variable $(${used})`);
  });
}

function mountOptions(mount: Part): readonly PodProblem[] {
  const propagation = textOf(mount, "mountPropagation") ?? "None";
  return [
    ...saidIn(mount, "subPath", "a part of a volume"),
    ...saidIn(mount, "subPathExpr", "a part of a volume"),
    ...(propagation === "None" ? [] : saidIn(mount, "mountPropagation", `mount propagation ${propagation}`)),
  ];
}

function securityContext(part: Part): readonly PodProblem[] {
  const context = childOf(part, "securityContext");
  if (context === undefined) return [];
  const asked = Object.entries(context.members).flatMap(([name, value]) =>
    name === "privileged" || value === undefined || value === null ? [] : [name],
  );
  if (asked.length === 0) return [];
  return [{ path: memberPath(part.path, "securityContext"), problem: `a security context (${asked.join(", ")})` }];
}
