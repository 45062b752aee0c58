import { KubernetesStatusError } from "../../sdk/kubernetes/kubernetes-io";
import type { Diagnostics, Properties, ResourceState, UpdateRequest } from "../rpc/provider";
import { annotation, isAnnotatedTrue } from "./annotations";
import { untilReady } from "./await/ready";
import { checkpoint, fieldManagerOf, objectOf } from "./checkpoint";
import { referenceTo, type Cluster } from "./cluster";
import { asInitializationError, conflictExplained } from "./failures";
import { containsUnknown, textAt, withAt } from "./fields";
import { handedOver, needsForce, withoutIgnored } from "./field-managers";
import { nameAndNamespace, objectId } from "./naming";
import { wireForm } from "./normal-form";
import { isPatchResource, kindOfObject } from "./resource-kind";
import { reachableCluster, type Session } from "./session";

/** Updates an object by server-side apply and waits until it is ready; in a preview, asks what it would be. */
export async function updateObject(
  session: Session,
  request: UpdateRequest,
  diagnostics: Diagnostics,
): Promise<ResourceState> {
  if (request.preview) return previewUpdate(session, request);
  const cluster = reachableCluster(session);
  const fieldManager = fieldManagerOf(request.inputs, request.oldState);
  const updated = await write(cluster, session, request);
  const formerManager = fieldManagerOf(objectOf(request.oldInputs), request.oldState);
  if (formerManager !== fieldManager) await relinquish(cluster, updated, formerManager);
  const wait = { cluster, object: updated, customTimeout: request.timeout, signal: session.signal };
  try {
    return checkpoint(await untilReady(wait, diagnostics), fieldManager, request.oldState);
  } catch (error) {
    const happened = `the Kubernetes API server reported that "${objectId(updated)}" failed to fully initialize or become live`;
    throw asInitializationError(error, happened, (live) => checkpoint(live, fieldManager, request.oldState));
  }
}

async function previewUpdate(session: Session, request: UpdateRequest): Promise<ResourceState> {
  const { access } = session;
  const echo = { id: request.id, state: request.inputs };
  if (containsUnknown(request.inputs) || !("cluster" in access)) return echo;
  const kind = kindOfObject(request.inputs, request.type);
  if ((await access.cluster.isNamespaced(kind)) === undefined) return echo;
  try {
    const updated = await write(access.cluster, session, request);
    return checkpoint(updated, fieldManagerOf(request.inputs, request.oldState), request.oldState);
  } catch (error) {
    if (error instanceof Error && error.cause instanceof KubernetesStatusError && error.cause.status === 403)
      return echo;
    throw error;
  }
}

async function write(cluster: Cluster, session: Session, request: UpdateRequest): Promise<Properties> {
  const inputs = wireForm(objectOf(request.inputs));
  const { name, namespace } = nameAndNamespace(request.id);
  const reference = { ...kindOfObject(inputs, request.type), name, namespace };
  const fieldManager = fieldManagerOf(inputs, request.oldState);
  try {
    const live = await cluster.read(reference);
    if (live === undefined) throw new Error(`${reference.kind} "${request.id}" not found; run \`pulumi refresh\``);
    if (reference.kind === "CustomResourceDefinition") {
      return await replaceDefinition(cluster, live, { inputs, fieldManager, request });
    }
    const former = request.preview ? live : await takeOver(cluster, live, { fieldManager, request });
    const object = withoutIgnored(inputs, former, { fieldManager, ignoreChanges: request.ignoreChanges });
    const force =
      session.configuration.enablePatchForce ||
      isAnnotatedTrue(inputs, annotation.patchForce) ||
      needsForce(former, request.preview);
    return await cluster.apply(object, { fieldManager, dryRun: request.preview, force });
  } catch (cause) {
    throw new Error(`update of resource "${request.urn}" failed`, { cause: conflictExplained(cause, fieldManager) });
  }
}

/** Fields that the creation or kubectl wrote become ours, so that what the program drops goes away. */
async function takeOver(
  cluster: Cluster,
  live: Properties,
  { fieldManager, request }: { fieldManager: string; request: UpdateRequest },
): Promise<Properties> {
  // A Patch resource manages its own few fields and no others.
  if (isPatchResource(request.type, request.inputs)) return live;
  const managedFields = handedOver(live, fieldManager);
  return managedFields === undefined ? live : cluster.setManagedFields(referenceTo(live), managedFields);
}

/** A definition is replaced as a whole, which leaves its custom resources alone. */
function replaceDefinition(
  cluster: Cluster,
  live: Properties,
  { inputs, fieldManager, request }: { inputs: Properties; fieldManager: string; request: UpdateRequest },
): Promise<Properties> {
  const resourceVersion = textAt(live, "metadata", "resourceVersion");
  const definition = withAt(inputs, ["metadata", "resourceVersion"], resourceVersion);
  return cluster.replace(definition, { fieldManager, dryRun: request.preview });
}

/** Gives up the fields of a field manager: an apply of nothing but the object's identity. */
export async function relinquish(cluster: Cluster, live: Properties, fieldManager: string): Promise<void> {
  const { apiVersion, kind, name, namespace } = referenceTo(live);
  const metadata = namespace === undefined ? { name } : { name, namespace };
  await cluster.apply({ apiVersion, kind, metadata }, { fieldManager, dryRun: false, force: false });
}
