import { KubernetesStatusError } from "../../sdk/kubernetes/kubernetes-io";
import type { DeleteRequest, Diagnostics, Properties } from "../rpc/provider";
import { annotation, annotationOf, isAnnotatedTrue, timeoutSeconds } from "./annotations";
import { untilGone } from "./await/gone";
import { fieldManagerOf, objectOf } from "./checkpoint";
import type { Cluster, ObjectReference } from "./cluster";
import { NoSuchKind } from "./discovery";
import { textAt } from "./fields";
import { nameAndNamespace } from "./naming";
import { isPatchResource, kindOfObject } from "./resource-kind";
import { forgetUnreachable, type Session } from "./session";
import { relinquish } from "./update";

/** Deletes an object and waits until it is gone. What is gone already is no error. */
export async function removeObject(session: Session, request: DeleteRequest, diagnostics: Diagnostics): Promise<void> {
  const { access, configuration } = session;
  if ("unreachable" in access) {
    diagnostics.warn(`configured Kubernetes cluster is unreachable: ${access.unreachable}`);
    if (configuration.deleteUnreachable) {
      diagnostics.status(
        "configured Kubernetes cluster is unreachable and the `deleteUnreachable` option is enabled. Deleting the " +
          "unreachable resource from Pulumi state",
      );
      return;
    }
    throw new Error(`configured Kubernetes cluster is unreachable. ${forgetUnreachable}`);
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
    await untilGone({
      cluster: access.cluster,
      reference,
      uid: textAt(request.state, "metadata", "uid"),
      timeoutSeconds: timeoutSeconds(request.inputs, request.timeout, defaultTimeoutSeconds),
      signal: session.signal,
      diagnostics,
    });
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

const defaultTimeoutSeconds = 600;

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
