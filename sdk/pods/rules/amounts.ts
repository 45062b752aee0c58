import { parseQuantity } from "../quantity";
import { childOf, type Part } from "./pod-view";

/** What v1's connector hands on to ACI. */
export type Resource = "cpu" | "memory";

/** How one resource is counted: all numbers are whole units, so that sums are exact. */
export interface ResourceScale {
  /** Units in a quantity of 1: 1 CPU, or 1 byte. */
  readonly inQuantity: number;
  /** Units in 1 CPU, or in 1 GB. */
  readonly units: number;
  /** The units of ACI's steps: 10m, and 0.1 GB. */
  readonly step: number;
  /** What a container without a request is taken for, in units. */
  readonly fallback: number;
  /** What ACI gives a container group at least, without trouble, and at most, in CPUs or GB. */
  readonly least: number;
  readonly comfortable: number;
  readonly most: number;
}

/**
 * CPU in thousandths, memory in bytes.
 *
 * @see https://github.com/virtual-kubelet/azure-aci/blob/master/pkg/provider/aci.go (getContainers)
 * @see https://learn.microsoft.com/azure/container-instances/container-instances-resource-and-quota-limits
 */
export const SCALES: Readonly<Record<Resource, ResourceScale>> = {
  cpu: { inQuantity: 1000, units: 1000, step: 10, fallback: 1000, least: 1, comfortable: 4, most: 31 },
  memory: { inQuantity: 1, units: 1e9, step: 1e8, fallback: 1.5e9, least: 1, comfortable: 16, most: 240 },
};

export const RESOURCES: readonly Resource[] = ["cpu", "memory"];

/** What a container says of one resource, in units; what it does not say, or not as a quantity, is missing. */
export interface Amounts {
  readonly request?: number;
  readonly limit?: number;
}

/** What v1's connector asks of ACI for a container. */
export interface AciAmounts {
  readonly request: number;
  readonly limit?: number;
}

/** What a container says of a resource. */
export function amountsOf(container: Part, resource: Resource): Amounts {
  const { inQuantity } = SCALES[resource];
  const request = quantityOf(container, "requests", resource);
  const limit = quantityOf(container, "limits", resource);
  return {
    ...(request === undefined ? {} : { request: whole(request * inQuantity) }),
    ...(limit === undefined ? {} : { limit: whole(limit * inQuantity) }),
  };
}

/** The number that a container's request or limit of anything stands for. */
export function quantityOf(container: Part, kind: "requests" | "limits", name: string): number | undefined {
  const resources = childOf(container, "resources");
  const value = (resources === undefined ? undefined : childOf(resources, kind))?.members[name];
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const quantity = parseQuantity(String(value));
  return quantity !== undefined && quantity >= 0 ? quantity : undefined;
}

/**
 * Requests are cut to ACI's steps, but not below one; limits of memory are only cut, those of CPU left as they are. A
 * container without a request has its limit as one: the API server fills it in.
 */
export function aciAmounts(amounts: Amounts, resource: Resource): AciAmounts {
  const { step, fallback } = SCALES[resource];
  const stated = amounts.request ?? amounts.limit;
  const request = stated === undefined ? fallback : Math.max(step, floorTo(stated, step));
  if (amounts.limit === undefined) return { request };
  return { request, limit: resource === "cpu" ? amounts.limit : floorTo(amounts.limit, step) };
}

export function floorTo(amount: number, step: number): number {
  return Math.floor(amount / step) * step;
}

/** An amount of whole steps as a Kubernetes quantity. */
export function aciQuantity(amount: number, resource: Resource): string {
  const { units } = SCALES[resource];
  if (resource === "cpu") return amount % units === 0 ? String(amount / units) : `${amount}m`;
  return amount % units === 0 ? `${amount / units}G` : `${amount / 1e6}M`;
}

/** A quantity rounded up to ACI's steps: a container gets at least what it asks for. One of whole steps stays as it is. */
export function inAciSteps(quantity: string, resource: Resource): string {
  const { inQuantity, step } = SCALES[resource];
  const amount = whole((parseQuantity(quantity) ?? 0) * inQuantity);
  return amount % step === 0 ? quantity : aciQuantity(Math.ceil(amount / step) * step, resource);
}

/** An amount in words: `0.5 CPU`, `1.5 GB`. */
export function amountText(amount: number, resource: Resource): string {
  const { units } = SCALES[resource];
  return `${Number((amount / units).toFixed(3))} ${resource === "cpu" ? "CPU" : "GB"}`;
}

/** Kubernetes rounds up to whole units; what binary fractions add to a decimal one is not meant. */
function whole(amount: number): number {
  return Math.ceil(Math.round(amount * 1e3) / 1e3);
}
