import { setTimeout as delay } from "node:timers/promises";
import {
  bodyOf,
  type KubernetesClient,
  type KubernetesRequest,
  type KubernetesResponse,
  KubernetesStatusError,
  KubernetesUnreachable,
} from "../../sdk/kubernetes/kubernetes-io";
import type { Properties } from "../rpc/provider";
import { apiPath, discovery, NoSuchKind } from "./discovery";
import { isObject, listAt, textAt } from "./fields";
import type { ResourceKind } from "./resource-kind";

/** One object of a cluster, by its kind and name. */
export interface ObjectReference extends ResourceKind {
  readonly name: string;
  readonly namespace: string | undefined;
}

/** How a write is done. */
export interface WriteOptions {
  readonly fieldManager: string;
  /** Let the API server check and complete the object, and keep nothing. */
  readonly dryRun: boolean;
}

/** The objects of one cluster. Every answer but 2xx is thrown as a `KubernetesStatusError`. */
export interface Cluster {
  readonly server: string;
  /** Whether a kind is there, and lives in namespaces. */
  isNamespaced(kind: ResourceKind): Promise<boolean | undefined>;
  /** The object, or `undefined` where it is gone. */
  read(reference: ObjectReference): Promise<Properties | undefined>;
  /** The objects of a collection, such as `/api/v1/namespaces/default/pods`. */
  list(path: string, labelSelector?: string): Promise<readonly Properties[]>;
  create(object: Properties, options: WriteOptions): Promise<Properties>;
  /** Server-side apply: the object's fields become those of the field manager, its former others are given up. */
  apply(object: Properties, options: WriteOptions & { readonly force: boolean }): Promise<Properties>;
  replace(object: Properties, options: WriteOptions): Promise<Properties>;
  /** Sets the record of who manages which field. */
  setManagedFields(reference: ObjectReference, managedFields: readonly Properties[]): Promise<Properties>;
  /** Asks for the object's deletion; `false` where it is gone already. */
  remove(reference: ObjectReference, propagationPolicy: string): Promise<boolean>;
}

/** Writing may wait for admission, which has 30 seconds of its own. */
const requestTimeoutMs = 60_000;

export function clusterOf(client: KubernetesClient): Cluster {
  const kinds = discovery(client);
  const send = async (request: KubernetesRequest): Promise<Properties> => {
    const response = await unlessReset(
      () => client.request({ timeoutMs: requestTimeoutMs, ...request }),
      request.method,
    );
    const body = bodyOf(response, `${request.method} ${request.path}`);
    return (body ?? {}) as Properties;
  };
  const collection = async (reference: ObjectReference): Promise<string> => {
    const resource = await kinds.resource(reference);
    if (resource === undefined) throw new NoSuchKind(reference);
    const namespace = resource.isNamespaced
      ? `/namespaces/${encodeURIComponent(reference.namespace ?? "default")}`
      : "";
    return `${apiPath(reference.apiVersion)}${namespace}/${resource.plural}`;
  };
  const path = async (reference: ObjectReference): Promise<string> =>
    `${await collection(reference)}/${encodeURIComponent(reference.name)}`;
  return {
    server: client.server,
    ...reads(send, path),
    ...writes(send, { path, collection }),
    isNamespaced: async (kind) => (await kinds.resource(kind))?.isNamespaced,
  };
}

/** As client-go has it (rest/with_retry.go). */
const resetRetries = 10;
const resetPauseMs = 1_000;

/**
 * Reads again where the API server broke the connection off, as one does that is being replaced. One that takes no
 * connection at all is not tried again, and neither is a write: so does client-go (rest/request.go, isErrRetryableFunc).
 */
async function unlessReset(
  attempt: () => Promise<KubernetesResponse>,
  method: string,
  retry = 0,
): Promise<KubernetesResponse> {
  try {
    return await attempt();
  } catch (error) {
    if (method !== "GET" || retry === resetRetries || !isReset(error)) throw error;
  }
  await delay(resetPauseMs);
  return unlessReset(attempt, method, retry + 1);
}

function isReset(error: unknown): boolean {
  if (!(error instanceof KubernetesUnreachable) || !(error.cause instanceof Error)) return false;
  return "code" in error.cause && error.cause.code === "ECONNRESET";
}

type Send = (request: KubernetesRequest) => Promise<Properties>;
type PathOf = (reference: ObjectReference) => Promise<string>;

function reads(send: Send, path: PathOf): Pick<Cluster, "read" | "list"> {
  return {
    read: async (reference) => unlessGone(send({ method: "GET", path: await path(reference) })),
    async list(collectionPath, labelSelector) {
      const query = labelSelector === undefined ? {} : { labelSelector };
      const body = await send({ method: "GET", path: collectionPath, query });
      return listAt(body, "items").filter(isObject);
    },
  };
}

function writes(
  send: Send,
  { path, collection }: { path: PathOf; collection: PathOf },
): Omit<Cluster, "server" | "isNamespaced" | "read" | "list"> {
  return {
    create: async (object, options) =>
      send({ method: "POST", path: await collection(referenceTo(object)), query: queryOf(options), body: object }),
    apply: async (object, options) =>
      send({
        method: "PATCH",
        path: await path(referenceTo(object)),
        query: { ...queryOf(options), force: String(options.force) },
        // JSON is YAML, the only format that the API server takes for an apply.
        contentType: "application/apply-patch+yaml",
        body: object,
      }),
    replace: async (object, options) =>
      send({ method: "PUT", path: await path(referenceTo(object)), query: queryOf(options), body: object }),
    setManagedFields: async (reference, managedFields) =>
      send({
        method: "PATCH",
        path: await path(reference),
        contentType: "application/json-patch+json",
        body: [{ op: "replace", path: "/metadata/managedFields", value: managedFields }],
      }),
    async remove(reference, propagationPolicy) {
      const body = { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy };
      return (await unlessGone(send({ method: "DELETE", path: await path(reference), body }))) !== undefined;
    },
  };
}

async function unlessGone(answer: Promise<Properties>): Promise<Properties | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof KubernetesStatusError && error.status === 404) return undefined;
    throw error;
  }
}

function queryOf({ fieldManager, dryRun }: WriteOptions): Record<string, string> {
  return { fieldManager, ...(dryRun ? { dryRun: "All" } : {}) };
}

export function referenceTo(object: Properties): ObjectReference {
  return {
    apiVersion: textAt(object, "apiVersion") ?? "",
    kind: textAt(object, "kind") ?? "",
    name: textAt(object, "metadata", "name") ?? "",
    namespace: textAt(object, "metadata", "namespace"),
  };
}
