import {
  aciQuantity,
  amountsOf,
  floorTo,
  RESOURCES,
  SCALES,
  type Amounts,
  type Resource,
  type ResourceScale,
} from "../rules/amounts";
import type { Part, PodView } from "../rules/pod-view";
import type { Adaptation, Edit } from "./adaptation";

const STEPS = "resource-steps";
const TINY_LIMIT = "limit-below-request";
const HIGH_LIMIT = "limit-above-group";

/**
 * Brings requests and limits to ACI's steps and limits down to what the whole pod requests. A container gets at least what
 * it asks for: amounts are rounded up, unless that would make the pod one of a larger kind.
 */
export const ACI_AMOUNTS: Adaptation = {
  rules: [STEPS, TINY_LIMIT, HIGH_LIMIT],
  edits: (pod) => RESOURCES.flatMap((resource) => resourceEdits(pod, resource)),
};

interface Asked {
  readonly container: Part;
  readonly before: Amounts;
  readonly after: Amounts;
}

function resourceEdits({ containers }: PodView, resource: Resource): readonly Edit[] {
  const scale = SCALES[resource];
  const asked = containers.map((container) => ({ container, before: amountsOf(container, resource) }));
  const up = asked.map((each) => ({ ...each, after: rounded(each.before, scale, Math.ceil) }));
  const down = asked.map((each) => ({ ...each, after: rounded(each.before, scale, Math.floor) }));
  const chosen = isOfLargerKind(total(up, scale), total(down, scale), scale) ? down : up;
  const most = total(chosen, scale);
  return chosen.flatMap((each) => containerEdits(each, resource, most));
}

function rounded({ request, limit }: Amounts, { step }: ResourceScale, round: (steps: number) => number): Amounts {
  const whole = (amount: number) => Math.max(1, round(amount / step)) * step;
  return {
    ...(request === undefined ? {} : { request: whole(request) }),
    ...(limit === undefined ? {} : { limit: whole(limit) }),
  };
}

function total(asked: readonly Asked[], { fallback }: ResourceScale): number {
  return asked.reduce((sum, { after: { request, limit } }) => sum + (request ?? limit ?? fallback), 0);
}

/** Whether a sum goes beyond what ACI gives at most, or without trouble, that another one stays below. */
function isOfLargerKind(sum: number, other: number, { comfortable, most, units }: ResourceScale): boolean {
  return [comfortable, most].some((bound) => sum > bound * units && other <= bound * units);
}

function containerEdits({ container, before, after }: Asked, resource: Resource, most: number): readonly Edit[] {
  const limit = newLimit({ before, after }, resource, most);
  return [
    ...edit(container, `requests.${resource}`, { rule: STEPS, resource, before: before.request, after: after.request }),
    ...edit(container, `limits.${resource}`, {
      rule: limitRule(before.limit ?? 0, limit ?? 0, resource),
      resource,
      before: before.limit,
      after: limit,
    }),
  ];
}

/** A limit of CPU beside a request need not be in steps; none may be below its own request. */
function newLimit({ before, after }: Omit<Asked, "container">, resource: Resource, most: number): number | undefined {
  if (after.limit === undefined || before.limit === undefined) return undefined;
  const isFree = resource === "cpu" && before.request !== undefined;
  const wanted = isFree ? before.limit : after.limit;
  return Math.max(after.request ?? 0, Math.min(wanted, most));
}

function limitRule(before: number, after: number, resource: Resource): string {
  if (after < floorTo(before, SCALES[resource].step)) return HIGH_LIMIT;
  return before < SCALES[resource].step ? TINY_LIMIT : STEPS;
}

interface AmountChange {
  readonly rule: string;
  readonly resource: Resource;
  readonly before: number | undefined;
  readonly after: number | undefined;
}

function edit(container: Part, member: string, { rule, resource, before, after }: AmountChange): readonly Edit[] {
  if (after === undefined || before === after) return [];
  return [{ rule, path: `${container.path}.resources.${member}`, after: aciQuantity(after, resource) }];
}
