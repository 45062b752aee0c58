import { InitializationError, type Properties, type ReadRequest, type ReadResult } from "../rpc/provider";
import { presentVerdict } from "./await/observe";
import { annotation, isAnnotatedTrue } from "./annotations";
import { checkpoint, fieldManagerOf, sdkForm } from "./checkpoint";
import type { Cluster } from "./cluster";
import { NoSuchKind } from "./discovery";
import { isObject, textAt, withAt } from "./fields";
import { nameAndNamespace } from "./naming";
import { normalInputs } from "./normal-form";
import { projected } from "./projection";
import { kindOfObject } from "./resource-kind";
import { forgetUnreachable, type Session } from "./session";

/** Reads an object as the cluster has it: for a refresh, or for an import where there are no inputs yet. */
export async function readObject(session: Session, request: ReadRequest): Promise<ReadResult> {
  const { access } = session;
  if ("unreachable" in access) return unreachableObject(session, request);
  const live = await liveObject(access.cluster, request);
  if (live === undefined) return undefined;
  const isImport = Object.keys(request.inputs).length === 0;
  const inputs = isImport ? importedInputs(live) : refreshedInputs(live, request.inputs);
  const resource = checkpoint(live, fieldManagerOf(inputs, request.state), request.state);
  const isWaitedFor = !isImport && !isAnnotatedTrue(request.inputs, annotation.skipAwait);
  const verdict = isWaitedFor ? await presentVerdict(access.cluster, live) : { ready: true, reasons: [] };
  if (verdict.ready) return { ...resource, id: request.id, inputs };
  const happened = `Resource '${textAt(live, "metadata", "name") ?? ""}' was created but failed to initialize`;
  throw new InitializationError({ ...resource, id: request.id }, [happened, ...verdict.reasons]);
}

/**
 * What is read where there is no cluster (pulumi-kubernetes provider.go, Read).
 *
 * @throws Error unless the provider is told to forget, or to keep, what it can't reach
 */
export function unreachableObject({ access, configuration }: Session, request: ReadRequest): ReadResult {
  if (configuration.deleteUnreachable) return undefined;
  if (configuration.skipUpdateUnreachable) return { id: request.id, state: request.state, inputs: request.inputs };
  const reason = "unreachable" in access ? access.unreachable : "";
  throw new Error(
    `configured Kubernetes cluster is unreachable: ${reason}\n` +
      `failed to read resource state due to unreachable cluster. ${forgetUnreachable}`,
  );
}

async function liveObject(cluster: Cluster, request: ReadRequest): Promise<Properties | undefined> {
  const last = isObject(request.inputs) && Object.keys(request.inputs).length > 0 ? request.inputs : request.state;
  const { name, namespace } = nameAndNamespace(request.id);
  const fallback = textAt(last, "metadata", "namespace");
  try {
    return await cluster.read({ ...kindOfObject(last, request.type), name, namespace: namespace ?? fallback });
  } catch (error) {
    // With its definition, a custom resource went, too.
    if (error instanceof NoSuchKind) return undefined;
    throw error;
  }
}

/** The last inputs with what the cluster has now, so that drift shows as a difference from the program. */
function refreshedInputs(live: Properties, inputs: Properties): Properties {
  const stringData = inputs["stringData"];
  const refreshed = projected(sdkForm(live), inputs);
  // stringData is there for writing only; what it became is compared as data.
  return stringData === undefined ? refreshed : { ...refreshed, stringData };
}

const controllerAnnotations = ["deployment.kubernetes.io/revision", "kubectl.kubernetes.io/last-applied-configuration"];

function importedInputs(live: Properties): Properties {
  const inputs = withAt(normalInputs(sdkForm(live)), ["status"], undefined);
  return controllerAnnotations.reduce<Properties>(
    (object, name) => withAt(object, ["metadata", "annotations", name], undefined),
    inputs,
  );
}
