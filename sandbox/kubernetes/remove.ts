import { KubernetesStatusError } from "../../sdk/kubernetes/kubernetes-io";
import type { DeleteRequest, Diagnostics, Properties } from "../rpc/provider";
import { annotation, annotationOf, isAnnotatedTrue, timeoutSeconds } from "./annotations";
import { fieldManagerOf, objectOf } from "./checkpoint";
import type { Cluster, ObjectReference } from "./cluster";
import { NoSuchKind } from "./discovery";
import { listAt, textAt } from "./fields";
import { nameAndNamespace } from "./naming";
import { isPatchResource, kindOfObject } from "./resource-kind";
import { pause, type Session } from "./session";
import { relinquish } from "./update";

/** Deletes an object and waits until it is gone. What is gone already is no error. */
export async function removeObject(session: Session, request: DeleteRequest, diagnostics: Diagnostics): Promise<void> {
  const { access, configuration } = session;
  if ("unreachable" in access) {
    if (configuration.deleteUnreachable) {
      diagnostics.warn(
        `configured Kubernetes cluster is unreachable: ${access.unreachable}; removed from Pulumi's state only`,
      );
      return;
    }
    throw new Error(
      `configured Kubernetes cluster is unreachable: ${access.unreachable}. If the cluster was deleted, you can remove ` +
        "this resource from Pulumi state by setting `deleteUnreachable` on its provider and running the operation again",
    );
  }
  const state = objectOf(request.state);
  const { name, namespace } = nameAndNamespace(request.id);
  const reference = { ...kindOfObject(state, request.type), name, namespace };
  try {
    if (isPatchResource(request.type, request.inputs)) {
      await relinquishPatch(access.cluster, request);
      return;
    }
    if (!(await access.cluster.remove(reference, propagation(request.inputs)))) return;
    if (isAnnotatedTrue(request.inputs, annotation.skipAwait) && isLeftToItself(reference)) return;
    await untilGone(access.cluster, reference, { session, request, diagnostics });
  } catch (error) {
    // With its definition, a custom resource went, too.
    if (!(error instanceof NoSuchKind)) throw error;
  }
}

/** Foreground unless the resource says otherwise: owned objects go first, so that nothing is left behind. */
function propagation(inputs: Properties): string {
  switch (annotationOf(inputs, annotation.deletionPropagationPolicy)?.toLowerCase()) {
    case "orphan":
      return "Orphan";
    case "background":
      return "Background";
    default:
      return "Foreground";
  }
}

/** Kinds whose deletion isn't awaited under skipAwait (pulumi-kubernetes overrides.go, allowsSkipAwaitWithDelete). */
const leftToThemselves = [
  "apps/v1/DaemonSet",
  "apps/v1/Deployment",
  "apps/v1/StatefulSet",
  "batch/v1/Job",
  "v1/Namespace",
  "v1/Pod",
  "v1/ReplicationController",
];

function isLeftToItself({ apiVersion, kind }: ObjectReference): boolean {
  return leftToThemselves.includes(`${apiVersion}/${kind}`);
}

interface Removal {
  readonly session: Session;
  readonly request: DeleteRequest;
  readonly diagnostics: Diagnostics;
}

const defaultTimeoutSeconds = 600;
const pollMs = 300;

async function untilGone(cluster: Cluster, reference: ObjectReference, removal: Removal): Promise<void> {
  const { session, request, diagnostics } = removal;
  const uid = textAt(request.state, "metadata", "uid");
  const deadline = Date.now() + 1000 * timeoutSeconds(request.inputs, request.timeout, defaultTimeoutSeconds);
  for (;;) {
    const live = await cluster.read(reference);
    const liveUid = textAt(live, "metadata", "uid");
    // Another object of the same name is not the one that was deleted.
    if (live === undefined || (uid !== undefined && liveUid !== uid)) break;
    if (session.signal.aborted)
      throw new Error(`deletion of ${reference.kind} "${request.id}" was cancelled; it goes on`);
    if (Date.now() >= deadline) throw stillThere(reference, request, live);
    diagnostics.status(`Waiting for ${reference.kind} "${request.id}" to be deleted${holders(live)}`);
    await pause(pollMs, session.signal);
  }
  diagnostics.status("");
}

function stillThere(reference: ObjectReference, request: DeleteRequest, live: Properties): Error {
  return new Error(`timed out waiting for ${reference.kind} "${request.id}" to be deleted${holders(live)}`);
}

/** The garbage collector's own finalizers are how a deletion proceeds, not what holds it up. */
const garbageCollection = ["foregroundDeletion", "orphan"];

function holders(live: Properties): string {
  const finalizers = listAt(live, "metadata", "finalizers").map(String);
  const holding = finalizers.filter((finalizer) => !garbageCollection.includes(finalizer));
  return holding.length === 0 ? "" : `; finalizers might be preventing deletion (${holding.join(", ")})`;
}

async function relinquishPatch(cluster: Cluster, request: DeleteRequest): Promise<void> {
  try {
    await relinquish(cluster, objectOf(request.state), fieldManagerOf(request.inputs, request.state));
  } catch (cause) {
    if (cause instanceof KubernetesStatusError && cause.message.includes("Required value")) {
      throw new Error(
        "this Patch resource is currently managing a required field, so it can't be deleted directly. Either set the " +
          "`retainOnDelete` resource option, or transfer ownership of the field before deleting",
        { cause },
      );
    }
    throw cause;
  }
}
