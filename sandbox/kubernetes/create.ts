import { KubernetesStatusError } from "../../sdk/kubernetes/kubernetes-io";
import { UNKNOWN, type CreateRequest, type Diagnostics, type Properties, type ResourceState } from "../rpc/provider";
import { annotation, isAnnotatedTrue } from "./annotations";
import { untilReady } from "./await/ready";
import { checkpoint, fieldManagerOf, objectOf } from "./checkpoint";
import type { Cluster } from "./cluster";
import { NoSuchKind } from "./discovery";
import { containsUnknown, withAt } from "./fields";
import { creationManager } from "./field-managers";
import { asInitializationError, conflictExplained } from "./failures";
import { wireForm } from "./normal-form";
import { isPatchResource, kindOfObject } from "./resource-kind";
import { pause, reachableCluster, type Session } from "./session";

/** Creates an object and waits until it is ready; in a preview, asks the API server what it would be. */
export async function createObject(
  session: Session,
  request: CreateRequest,
  diagnostics: Diagnostics,
): Promise<ResourceState> {
  if (request.preview) return previewCreation(session, request);
  const cluster = reachableCluster(session);
  const object = wireForm(objectOf(request.inputs));
  const fieldManager = fieldManagerOf(object, {});
  const creation = { session, request, object, fieldManager };
  const created = await retried(() => write(cluster, creation), { signal: session.signal, diagnostics }).catch(
    (cause: unknown) => {
      throw creationError(request, explained(cause, fieldManager));
    },
  );
  const wait = { cluster, object: created, customTimeout: request.timeout, signal: session.signal };
  try {
    return checkpoint(await untilReady(wait, diagnostics), fieldManager);
  } catch (error) {
    const happened = `resource "${request.urn}" was successfully created, but the Kubernetes API server reported that it failed to fully initialize or become live`;
    throw asInitializationError(error, happened, (live) => checkpoint(live, fieldManager));
  }
}

interface Creation {
  readonly session: Session;
  readonly request: CreateRequest;
  readonly object: Properties;
  readonly fieldManager: string;
}

/** Objects are posted, so that one that exists is an error; what is meant to exist is applied. */
async function write(cluster: Cluster, { session, request, object, fieldManager }: Creation): Promise<Properties> {
  const { enablePatchForce, upsertExistingObjects } = session.configuration;
  const dryRun = request.preview;
  if (!upsertExistingObjects && !isPatchResource(request.type, object)) {
    return cluster.create(object, { fieldManager: creationManager, dryRun });
  }
  const force = dryRun || enablePatchForce || isAnnotatedTrue(object, annotation.patchForce);
  return cluster.apply(object, { fieldManager, dryRun, force });
}

async function previewCreation(session: Session, request: CreateRequest): Promise<ResourceState> {
  const echo = { id: UNKNOWN, state: request.inputs };
  const { access } = session;
  if (containsUnknown(request.inputs) || !("cluster" in access) || isPatchResource(request.type, request.inputs)) {
    return echo;
  }
  const kind = kindOfObject(request.inputs, request.type);
  if ((await access.cluster.isNamespaced(kind)) === undefined) return echo;
  const object = wireForm(objectOf(request.inputs));
  const fieldManager = fieldManagerOf(object, {});
  try {
    const live = await write(access.cluster, { session, request, object, fieldManager });
    // The status of a dry run is empty; without it, the program sees it as not known yet.
    return { ...checkpoint(withAt(live, ["status"], undefined), fieldManager), id: UNKNOWN };
  } catch (error) {
    if (isUnpreviewable(error)) return echo;
    throw creationError(request, error);
  }
}

function creationError({ urn }: CreateRequest, cause: unknown): Error {
  return new Error(`resource "${urn}" was not successfully created by the Kubernetes API server`, { cause });
}

/**
 * What a dry run fails over though the creation may succeed: the namespace comes with the same deployment, the old
 * object goes first, or a dry run is not allowed (pulumi-kubernetes provider.go, Create).
 */
function isUnpreviewable(error: unknown): boolean {
  if (!(error instanceof KubernetesStatusError)) return false;
  const isRefusedDryRun = error.status === 400 && error.message.includes("dry run");
  return isRefusedDryRun || [403, 404].includes(error.status) || error.reason === "AlreadyExists";
}

const firstRetryMs = 1_000;
const retries = 5;

/** A namespace or a custom resource's definition may be on its way; it is given half a minute. */
async function retried(attempt: () => Promise<Properties>, patience: Patience, retry = 0): Promise<Properties> {
  try {
    return await attempt();
  } catch (error) {
    const isMissing = error instanceof NoSuchKind || (error instanceof KubernetesStatusError && error.status === 404);
    if (!isMissing || retry === retries || patience.signal.aborted) throw error;
    patience.diagnostics.status(`Retry #${retry}; creation failed: ${error.message}`);
  }
  await pause(firstRetryMs * 2 ** retry, patience.signal);
  return retried(attempt, patience, retry + 1);
}

interface Patience {
  readonly signal: AbortSignal;
  readonly diagnostics: Diagnostics;
}

/** How an object can be there already, and what to do (pulumi-kubernetes pkg/await/await.go, Creation). */
const alreadyExists = `The resource already exists in the cluster. This can happen when:

  - Renaming a Pulumi resource: use an alias to preserve the identity,
    or use deleteBeforeReplace if the resource needs replacement.
  - Managing an existing resource: use a Patch resource (e.g. NamespacePatch)
    to manage specific fields without owning the resource lifecycle.
  - Adopting a resource into Pulumi: use \`pulumi import\`. Note that
    protected resources (e.g. kube-system) cannot be deleted on destroy.
  - Intentional upsert: set upsertExistingObjects on the provider to allow
    server-side apply to update existing objects on create.`;

function explained(cause: unknown, fieldManager: string): unknown {
  if (cause instanceof KubernetesStatusError && cause.reason === "AlreadyExists") {
    return new Error(`${cause.message}\n\n${alreadyExists}`, { cause });
  }
  return conflictExplained(cause, fieldManager);
}
