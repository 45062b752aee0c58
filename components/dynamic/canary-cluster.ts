import {
  bodyOf,
  KubernetesStatusError,
  type KubernetesClient,
  type KubernetesRequest,
} from "../../sdk/kubernetes/kubernetes-io";
import { serviceLabels, tierLabels, TIER_LABEL } from "../../sdk/pods/labels";
import { CANARY, canaryLabels, canaryName, memberLabels, RUN_ANNOTATION } from "../../sdk/upgrade/canary-deployment";
import type { CanaryPod, DeploymentObject, EventObject } from "../../sdk/upgrade/canary-objects";

/** Where a service's canary is, or would be. */
export interface CanaryPlace {
  readonly client: KubernetesClient;
  readonly namespace: string;
  readonly service: string;
}

/** Whether a service runs already: whether any tier of it has a Deployment. */
export async function isDeployed({ client, namespace, service }: CanaryPlace): Promise<boolean> {
  const labelSelector = selectorOf(serviceLabels(service));
  const deployments = await list<DeploymentObject>(client, deploymentsPath(namespace), { labelSelector });
  return deployments.some(({ metadata }) => metadata.labels?.[TIER_LABEL] !== CANARY);
}

/**
 * The canary of a service, whoever left it.
 *
 * @throws Error where a Deployment of its name is somebody else's
 */
export async function findCanary(place: CanaryPlace): Promise<DeploymentObject | undefined> {
  const { client, namespace, service } = place;
  const answer = await client.request({ method: "GET", path: canaryPath(place) });
  if (answer.status === 404) return undefined;
  const found = bodyOf(answer, `read the Deployment ${canaryName(service)}`) as DeploymentObject;
  const isOurs = Object.entries(tierLabels(service, CANARY)).every(
    ([name, value]) => found.metadata.labels?.[name] === value,
  );
  if (isOurs) return found;
  throw new Error(
    `upgrade of ${service}: the Deployment ${canaryName(service)} in namespace ${namespace} is not a canary of it: it ` +
      "has not the labels of one. Rename or delete it, then run `pulumi up` again.",
  );
}

/**
 * Makes a canary. One that is there already is taken for the answer to a request whose answer was lost, if this run made
 * it.
 */
export async function createCanary(
  place: CanaryPlace,
  manifest: { readonly metadata: { readonly annotations: Readonly<Record<string, string>> } },
): Promise<DeploymentObject> {
  const { client, namespace, service } = place;
  const answer = await client.request({ method: "POST", path: deploymentsPath(namespace), body: manifest });
  if (answer.status === 409) {
    const found = await findCanary(place);
    const run = manifest.metadata.annotations[RUN_ANNOTATION];
    if (found !== undefined && found.metadata.annotations?.[RUN_ANNOTATION] === run) return found;
  }
  return bodyOf(answer, `create the Deployment ${canaryName(service)}`) as DeploymentObject;
}

/** Deletes a canary, after its pods. One that is gone, or has another in its place, counts as deleted. */
export async function deleteCanary(place: CanaryPlace, { metadata }: DeploymentObject): Promise<void> {
  const answer = await place.client.request({
    method: "DELETE",
    path: canaryPath(place),
    body: {
      apiVersion: "v1",
      kind: "DeleteOptions",
      propagationPolicy: "Foreground",
      preconditions: { uid: metadata.uid },
    },
  });
  if (answer.status !== 404 && answer.status !== 409) bodyOf(answer, `delete the Deployment ${metadata.name}`);
}

/** The pods of a service's canary. */
export function canaryPods({ client, namespace, service }: CanaryPlace): Promise<readonly CanaryPod[]> {
  const labelSelector = selectorOf(canaryLabels(service));
  return list<CanaryPod>(client, podsPath(namespace), { labelSelector });
}

/** Makes a pod one of those that the Service sends requests to. One that is gone, or another by its name, is left alone. */
export async function joinService({ client, namespace, service }: CanaryPlace, { metadata }: CanaryPod): Promise<void> {
  const answer = await client.request({
    method: "PATCH",
    path: `${podsPath(namespace)}/${metadata.name}`,
    contentType: "application/merge-patch+json",
    body: { metadata: { uid: metadata.uid, labels: memberLabels(service) } },
  });
  if (answer.status !== 404 && answer.status !== 409) bodyOf(answer, `label the pod ${metadata.name}`);
}

/** Whether the Service sends requests to a pod. */
export function isMember({ service }: CanaryPlace, { metadata }: CanaryPod): boolean {
  return Object.entries(memberLabels(service)).every(([name, value]) => metadata.labels?.[name] === value);
}

/** What Kubernetes has noted about pods; nothing where that may not be read. */
export async function eventsOf(
  { client, namespace }: CanaryPlace,
  pods: readonly CanaryPod[],
): Promise<readonly EventObject[]> {
  const path = `/api/v1/namespaces/${namespace}/events`;
  const events = pods.map(async ({ metadata }) => {
    const query = { fieldSelector: `involvedObject.uid=${metadata.uid}` };
    return list<EventObject>(client, path, query).catch((error: unknown) => {
      if (error instanceof KubernetesStatusError) return [];
      throw error;
    });
  });
  return (await Promise.all(events)).flat();
}

/** The path of the pods of a namespace. */
export function podsPath(namespace: string): string {
  return `/api/v1/namespaces/${namespace}/pods`;
}

function deploymentsPath(namespace: string): string {
  return `/apis/apps/v1/namespaces/${namespace}/deployments`;
}

function canaryPath({ namespace, service }: CanaryPlace): string {
  return `${deploymentsPath(namespace)}/${canaryName(service)}`;
}

function selectorOf(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(",");
}

async function list<Item>(
  client: KubernetesClient,
  path: string,
  query: NonNullable<KubernetesRequest["query"]>,
): Promise<readonly Item[]> {
  const answer = await client.request({ method: "GET", path, query });
  return (bodyOf(answer, `list ${path}`) as { readonly items?: readonly Item[] }).items ?? [];
}
