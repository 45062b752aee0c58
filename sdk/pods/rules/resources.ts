import { memberPath } from "../path";
import {
  aciAmounts,
  amountsOf,
  amountText,
  floorTo,
  quantityOf,
  RESOURCES,
  SCALES,
  type Amounts,
  type Resource,
  type ResourceScale,
} from "./amounts";
import type { Part, PodView } from "./pod-view";
import { BOTH, ERROR, NOTE, V1_ERROR, V1_WARNING, WARNING, type PodProblem, type PodRule } from "./rule";

/** Rules on how much of a machine a pod asks for. */
export const RESOURCE_RULES: readonly PodRule[] = [
  {
    id: "missing-requests",
    capability: "missingRequests",
    what: "a container with neither a request nor a limit of CPU or memory",
    severity: V1_WARNING,
    find: ({ containers }) => containers.flatMap(missingRequests),
  },
  {
    id: "resource-steps",
    capability: "resourceSteps",
    what: "a request, or a limit of memory, that is no multiple of 10m or 0.1 GB",
    severity: V1_WARNING,
    find: (pod) => eachAmount(pod, ({ stated, resource, container }) => unevenAmounts(container, resource, stated)),
  },
  {
    id: "limit-below-request",
    capability: "tinyLimits",
    what: "a limit of less than 10m or 0.1 GB",
    severity: V1_ERROR,
    find: (pod) =>
      eachAmount(pod, ({ stated, resource, container }) => {
        const { request, limit = request } = aciAmounts(stated, resource);
        return limit < request ? [limitProblem(container, resource, stated)] : [];
      }),
  },
  {
    id: "limit-above-group",
    capability: "limitsAboveRequests",
    what: "a limit above the sum of the pod's requests, as ACI counts them",
    severity: V1_ERROR,
    find: (pod) =>
      eachAmount(pod, ({ stated, resource, container }) => {
        const { limit = 0 } = aciAmounts(stated, resource);
        const total = groupRequest(pod, resource);
        if (limit <= total) return [];
        const { path, problem } = limitProblem(container, resource, stated);
        return [{ path, problem: `${problem}, of ${amountText(total, resource)} requested` }];
      }),
  },
  {
    id: "group-size",
    capability: "largestPod",
    what: "requests of more than 31 CPUs or 240 GB in all",
    severity: ERROR,
    onlyOnVms: BOTH,
    find: sized(({ total, most }) => total > most),
  },
  {
    id: "large-group",
    capability: "largePods",
    what: "requests of more than 4 CPUs or 16 GB in all",
    severity: WARNING,
    find: sized(({ total, comfortable, most }) => total > comfortable && total <= most),
  },
  {
    id: "group-minimum",
    capability: "smallPods",
    what: "requests of less than 1 CPU or 1 GB in all",
    severity: NOTE,
    find: sized(({ total, least }) => total < least),
  },
];

/** The sum of the containers' requests, as v1's connector hands them on to ACI. */
function groupRequest({ containers }: PodView, resource: Resource): number {
  return containers.reduce((sum, container) => sum + aciAmounts(amountsOf(container, resource), resource).request, 0);
}

interface Amount {
  readonly container: Part;
  readonly resource: Resource;
  readonly stated: Amounts;
}

function eachAmount({ containers }: PodView, look: (amount: Amount) => readonly PodProblem[]): readonly PodProblem[] {
  return containers.flatMap((container) =>
    RESOURCES.flatMap((resource) => look({ container, resource, stated: amountsOf(container, resource) })),
  );
}

function missingRequests(container: Part): readonly PodProblem[] {
  const missing = RESOURCES.filter((resource) =>
    (["requests", "limits"] as const).every((kind) => quantityOf(container, kind, resource) === undefined),
  );
  if (missing.length === 0) return [];
  return [{ path: memberPath(container.path, "resources"), problem: `no request of ${missing.join(" and ")}` }];
}

function unevenAmounts(container: Part, resource: Resource, stated: Amounts): readonly PodProblem[] {
  const { step } = SCALES[resource];
  const given = aciAmounts(stated, resource);
  const { request, limit = 0 } = stated;
  const isUneven = (amount: number) => amount < step || amount % step !== 0;
  if (request !== undefined && isUneven(request)) {
    const limits = resource === "memory" && limit >= step && isUneven(limit);
    return [
      becomes(container, `requests.${resource}`, amountText(given.request, resource)),
      ...(limits ? [becomes(container, `limits.${resource}`, amountText(given.limit ?? 0, resource))] : []),
    ];
  }
  // Beside a request a limit of CPU is handed on as it is; alone it becomes the request. Tiny ones have a rule of their own.
  const counts = resource === "memory" || request === undefined;
  if (!counts || limit < step || !isUneven(limit)) return [];
  return [becomes(container, `limits.${resource}`, amountText(floorTo(limit, step), resource))];
}

function becomes(container: Part, member: string, amount: string): PodProblem {
  return { path: `${container.path}.resources.${member}`, problem: `it becomes ${amount}` };
}

function limitProblem(container: Part, resource: Resource, { limit = 0 }: Amounts): PodProblem {
  return {
    path: `${container.path}.resources.limits.${resource}`,
    problem: `a limit of ${amountText(limit, resource)}`,
  };
}

interface GroupSize extends Pick<ResourceScale, "least" | "comfortable" | "most"> {
  /** In CPUs or GB, like the bounds. */
  readonly total: number;
}

/** A rule on the sum of all requests. On v2, where nobody says what a missing one becomes, only a whole sum counts. */
function sized(isFound: (size: GroupSize) => boolean): PodRule["find"] {
  return (pod, generation) =>
    RESOURCES.flatMap((resource) => {
      const isWhole = pod.containers.every((container) => {
        const { request, limit } = amountsOf(container, resource);
        return request !== undefined || limit !== undefined;
      });
      if (pod.containers.length === 0 || (generation === "v2" && !isWhole)) return [];
      const sum = groupRequest(pod, resource);
      if (!isFound({ ...SCALES[resource], total: sum / SCALES[resource].units })) return [];
      return [{ path: memberPath(pod.spec.path, "containers"), problem: `${amountText(sum, resource)} in all` }];
    });
}
