import type { Properties } from "../../rpc/provider";
import { isObject, listAt, objectAt, textAt } from "../fields";
import { inNamespaceOf } from "./selectors";
import { ready, type Observed, type ReadinessRule, type Verdict } from "./verdict";

/**
 * A Service is ready when its endpoints have come to rest with no pod of it unready, and a load balancer has its
 * address. Without a selector, headless, or as an external name it has no pods to wait for (pulumi-kubernetes
 * pkg/await/service.go).
 */
export const serviceRule: ReadinessRule = {
  related: (live): ReturnType<NonNullable<ReadinessRule["related"]>> =>
    waitsForPods(live)
      ? {
          endpoints: { path: inNamespaceOf(live, "/api/v1", "endpoints") },
        }
      : {},
  judge: serviceVerdict,
};

const noPods =
  "Service does not target any Pods. Selected Pods may not be ready, or field '.spec.selector' may not match labels on any Pods";
const noAddress = "Service was not allocated an IP address; does your cloud provider support this?";

function serviceVerdict({ live, related }: Observed): Verdict {
  const name = textAt(live, "metadata", "name");
  const endpoints = (related["endpoints"] ?? []).find((candidate) => textAt(candidate, "metadata", "name") === name);
  const subsets = listAt(endpoints, "subsets").filter(isObject);
  const hasEndpoints = subsets.some((subset) => listAt(subset, "addresses").length > 0);
  const hasUnready = subsets.some((subset) => listAt(subset, "notReadyAddresses").length > 0);
  const isSettled = !waitsForPods(live) || (endpoints !== undefined && !hasUnready);
  if (isSettled && hasAddress(live)) return settledVerdict(endpoints);
  return {
    ready: false,
    reasons: [...(isSettled || hasEndpoints ? [] : [noPods]), ...(hasAddress(live) ? [] : [noAddress])],
    status: isSettled
      ? "[2/3] Attempting to allocate IP address to Service"
      : "[1/3] Finding Pods to direct traffic to",
  };
}

function settledVerdict(endpoints: Properties | undefined): Verdict {
  const version = textAt(endpoints, "metadata", "resourceVersion");
  return version === undefined ? ready : { ...ready, restless: version };
}

function waitsForPods(live: Properties): boolean {
  const spec = objectAt(live, "spec");
  const hasSelector = Object.keys(objectAt(spec, "selector")).length > 0;
  return hasSelector && spec["clusterIP"] !== "None" && spec["type"] !== "ExternalName";
}

function hasAddress(live: Properties): boolean {
  if (textAt(live, "spec", "type") !== "LoadBalancer") return true;
  return listAt(live, "status", "loadBalancer", "ingress").length > 0;
}

/** An Ingress is ready when its controller has given it an address and its services exist (pulumi-kubernetes ingress.go). */
export const ingressRule: ReadinessRule = {
  related: (live) => ({ services: { path: inNamespaceOf(live, "/api/v1", "services") } }),
  judge: ingressVerdict,
};

function ingressVerdict({ live, related }: Observed): Verdict {
  const names = (related["services"] ?? []).map((service) => textAt(service, "metadata", "name"));
  const missing = backendNames(live).filter((name) => !names.includes(name));
  const hasStatus = listAt(live, "status", "loadBalancer", "ingress").length > 0;
  if (missing.length === 0 && hasStatus) return ready;
  const noTarget = `Ingress has at least one rule with an unavailable target endpoint: ${missing.join(", ")}`;
  return {
    ready: false,
    reasons: [
      ...(missing.length === 0 ? [] : [noTarget]),
      ...(hasStatus ? [] : ["Ingress .status.loadBalancer field was not updated with a hostname/IP address"]),
    ],
    status:
      missing.length === 0
        ? "[2/3] Waiting for update of .status.loadBalancer with hostname/IP"
        : "[1/3] Finding a matching service for each Ingress path",
  };
}

function backendNames(live: Properties): string[] {
  return listAt(live, "spec", "rules")
    .flatMap((rule) => listAt(rule, "http", "paths"))
    .map((path) => textAt(path, "backend", "service", "name"))
    .filter((name) => name !== undefined);
}
