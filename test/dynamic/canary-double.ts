import type { CanaryPod, DeploymentObject, EventObject } from "../../sdk/upgrade/canary-objects";
import { httpsDouble, kubeconfigOf, type Answer, type Asked, type HttpsDouble } from "./https-double";

const NAME = "web-canary";
const LABELS = { "app.kubernetes.io/name": "web", "app.kubernetes.io/managed-by": "aks-elastic" };

/** What is in the namespace `shop`, to be changed at will. */
export interface Shop {
  /** The Deployments of the tiers. */
  tiers: DeploymentObject[];
  canary?: DeploymentObject;
  /** The canary's pods, once it is made. */
  pods: readonly CanaryPod[];
  events: readonly EventObject[];
  /** What a pod answers to its probe; nothing where it is silent. */
  answer: () => Answer | undefined;
  /** What comes instead of everything else. */
  instead?: (asked: Asked) => Answer | undefined;
  /** Whether a canary that is deleted stays. */
  lingers?: boolean;
}

/** An API server as far as canaries of the service `web` are concerned. */
export interface CanaryDouble extends HttpsDouble {
  readonly kubeconfig: string;
  readonly shop: Shop;
  /** What was changed, as `METHOD uid` of a Deployment or `PATCH name` of a pod, in order. */
  changes(): readonly string[];
  /** What was changed of Deployments alone. */
  deployments(): readonly string[];
  /** The manifests of the canaries that were made. */
  manifests(): readonly Manifest[];
}

interface Manifest extends DeploymentObject {
  readonly spec: { readonly replicas: number; readonly template: { readonly spec: object } };
}

/** The Deployment of a tier, or a canary. */
export function deploymentOf(
  tier: string,
  uid: string,
  labels: Readonly<Record<string, string>> = LABELS,
): DeploymentObject {
  return { metadata: { name: `web-${tier}`, uid, labels: { ...labels, "aks-elastic/tier": tier } } };
}

/** Starts an API server with nothing in its namespace. */
export async function canaryDouble(): Promise<CanaryDouble> {
  const shop: Shop = { tiers: [], pods: [], events: [], answer: () => ({ status: 200, body: "ok" }) };
  const changes: string[] = [];
  const manifests: Manifest[] = [];
  const double = await httpsDouble((asked) => shop.instead?.(asked) ?? answer(asked, { shop, changes, manifests }));
  return {
    ...double,
    shop,
    kubeconfig: kubeconfigOf(double),
    changes: () => changes,
    deployments: () => changes.filter((change) => !change.startsWith("PATCH")),
    manifests: () => manifests,
  };
}

interface Books {
  readonly shop: Shop;
  readonly changes: string[];
  readonly manifests: Manifest[];
}

const NOT_FOUND: Answer = { status: 404, body: { apiVersion: "v1", kind: "Status", reason: "NotFound" } };

function answer(asked: Asked, books: Books): Answer | undefined {
  const { method, path } = asked;
  const { shop } = books;
  if (/\/pods\/.*\/proxy\//.test(path)) return shop.answer();
  if (path.endsWith("/deployments"))
    return method === "POST" ? created(asked, books) : listed([...shop.tiers, ...canary(shop)]);
  if (method === "PATCH") return patched(asked, books);
  if (path.endsWith("/pods")) return listed(shop.canary === undefined ? [] : shop.pods);
  if (path.endsWith("/events")) return listed(shop.events);
  if (shop.canary === undefined || !path.endsWith(`/deployments/${NAME}`)) return NOT_FOUND;
  if (method === "DELETE") return deleted(asked, books);
  return { status: 200, body: shop.canary };
}

function canary({ canary: made }: Shop): readonly DeploymentObject[] {
  return made === undefined ? [] : [made];
}

function created({ body }: Asked, { shop, changes, manifests }: Books): Answer {
  if (shop.canary !== undefined)
    return { status: 409, body: { apiVersion: "v1", kind: "Status", message: "already exists" } };
  const manifest = JSON.parse(body) as Manifest;
  manifests.push(manifest);
  const uid = `uid-${manifests.length}`;
  shop.canary = { ...manifest, metadata: { ...manifest.metadata, uid } };
  changes.push(`POST ${uid}`);
  return { status: 201, body: shop.canary };
}

function deleted({ body }: Asked, { shop, changes }: Books): Answer {
  const { preconditions } = JSON.parse(body) as { readonly preconditions?: { readonly uid?: string } };
  if (preconditions?.uid !== shop.canary?.metadata.uid)
    return { status: 409, body: { apiVersion: "v1", kind: "Status" } };
  changes.push(`DELETE ${preconditions?.uid ?? ""}`);
  if (shop.lingers !== true) delete shop.canary;
  return { status: 200, body: {} };
}

/** A pod gets other labels. */
function patched({ path, body }: Asked, { shop, changes }: Books): Answer {
  const name = path.split("/").at(-1) ?? "";
  const { metadata } = JSON.parse(body) as Pick<CanaryPod, "metadata">;
  const pod = shop.pods.find((each) => each.metadata.name === name && each.metadata.uid === metadata.uid);
  if (pod === undefined) return { status: 409, body: { apiVersion: "v1", kind: "Status" } };
  changes.push(`PATCH ${name}`);
  const labels = { ...pod.metadata.labels, ...metadata.labels };
  const labelled = { ...pod, metadata: { ...pod.metadata, labels } };
  shop.pods = shop.pods.map((each) => (each === pod ? labelled : each));
  return { status: 200, body: labelled };
}

function listed(items: readonly object[]): Answer {
  return { status: 200, body: { items } };
}
