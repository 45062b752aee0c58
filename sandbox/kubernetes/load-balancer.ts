import { bodyOf, kubernetesClient, type KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import type { Properties } from "../rpc/provider";
import { isObject, listAt, textAt } from "./fields";
import { nameAndNamespace, objectId } from "./naming";
import { pause } from "./session";

/** What gives the Services of one cluster their addresses. */
export interface LoadBalancers {
  close(): void;
}

/**
 * Gives every Service of type LoadBalancer in a cluster an address, as Azure's cloud controller does. The addresses are
 * of TEST-NET-3 (RFC 5737), so nobody takes them for real ones; nothing listens there.
 */
export function startLoadBalancers(kubeconfig: string, log: (line: string) => void): LoadBalancers {
  const end = new AbortController();
  const client = kubernetesClient(kubeconfig);
  void serve(client, end.signal, log);
  return {
    close() {
      end.abort();
    },
  };
}

const services = "/api/v1/services";
const retryMs = 1_000;

/** Lists, watches, and begins again when the watch ends or the API server is away. */
async function serve(client: KubernetesClient, signal: AbortSignal, log: (line: string) => void): Promise<void> {
  let complaint = "";
  for (;;) {
    const failure = await listAndWatch(client, signal, log).then(() => "", messageOf);
    if (signal.aborted) return;
    // An API server that is being restarted would say the same every second.
    if (failure !== "" && failure !== complaint) log(`load balancers: ${failure}; trying again`);
    complaint = failure;
    await pause(retryMs, signal);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function listAndWatch(client: KubernetesClient, signal: AbortSignal, log: (line: string) => void): Promise<void> {
  const list = bodyOf(await client.request({ method: "GET", path: services, signal }), "list Services") as Properties;
  const addresses = new Map<string, string>();
  const items = listAt(list, "items").filter(isObject);
  for (const service of items) note(addresses, service);
  for (const service of items) await assign(client, addresses, { service, log });
  const query = { resourceVersion: textAt(list, "metadata", "resourceVersion") ?? "" };
  for await (const { type, object } of client.watch(services, query, signal)) {
    // The watch is too old; a new list starts afresh.
    if (type === "ERROR") return;
    const service = object as Properties;
    if (type === "DELETED") addresses.delete(objectId(service));
    if (type !== "ADDED" && type !== "MODIFIED") continue;
    note(addresses, service);
    await assign(client, addresses, { service, log });
  }
}

function note(addresses: Map<string, string>, service: Properties): void {
  const address = addressOf(service);
  if (address === undefined) addresses.delete(objectId(service));
  else addresses.set(objectId(service), address);
}

function addressOf(service: Properties): string | undefined {
  return textAt(listAt(service, "status", "loadBalancer", "ingress")[0], "ip");
}

interface Assignment {
  readonly service: Properties;
  readonly log: (line: string) => void;
}

async function assign(
  client: KubernetesClient,
  addresses: Map<string, string>,
  { service, log }: Assignment,
): Promise<void> {
  if (!wantsAddress(service)) return;
  const id = objectId(service);
  const ip = freeAddress(addresses);
  if (ip === undefined) {
    log(`load balancers: all ${lastHost} addresses are in use; Service ${id} gets none until one is freed`);
    return;
  }
  const { name, namespace } = nameAndNamespace(id);
  const path = `/api/v1/namespaces/${namespace ?? "default"}/services/${name}/status`;
  const body = { status: { loadBalancer: { ingress: [{ ip, ipMode: "VIP" }] } } };
  const answer = await client.request({ method: "PATCH", path, contentType: "application/merge-patch+json", body });
  // A Service that was deleted meanwhile needs none.
  if (answer.status === 404) return;
  bodyOf(answer, `give Service ${id} the address ${ip}`);
  addresses.set(id, ip);
}

/** A Service with a class of its own is another controller's. */
function wantsAddress(service: Properties): boolean {
  return (
    textAt(service, "spec", "type") === "LoadBalancer" &&
    textAt(service, "spec", "loadBalancerClass") === undefined &&
    textAt(service, "metadata", "deletionTimestamp") === undefined &&
    addressOf(service) === undefined
  );
}

const lastHost = 254;

function freeAddress(addresses: ReadonlyMap<string, string>): string | undefined {
  const used = new Set(addresses.values());
  return Array.from({ length: lastHost }, (_, index) => `203.0.113.${index + 1}`).find((ip) => !used.has(ip));
}
