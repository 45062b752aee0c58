import {
  InitializationError,
  UNKNOWN,
  type CreateRequest,
  type DeleteRequest,
  type Diagnostics,
  type Properties,
  type ReadRequest,
  type ReadResult,
  type ResourceState,
  type UpdateRequest,
} from "../../rpc/provider";
import { NotReady } from "../await/ready";
import type { Cluster } from "../cluster";
import { nameAndNamespace } from "../naming";
import { unreachableObject } from "../read";
import type { Session } from "../session";
import { chartObjects } from "./chart-objects";
import { chartValues } from "./chart-values";
import { awaitObjects, isSameObject, removeObjects, writeObjects } from "./install";
import { type ReleaseSpec, releaseSpec } from "./release-inputs";
import {
  forgetRelease,
  objectsOf,
  pendingRelease,
  storedReleases,
  storeRelease,
  type StoredRelease,
  withStatus,
} from "./release-store";
import { previewedState, releaseState } from "./release-state";

/** Installs a release and waits until its pods are ready (pulumi-kubernetes helm_release.go, Create). */
export async function createRelease(
  session: Session,
  request: CreateRequest,
  diagnostics: Diagnostics,
): Promise<ResourceState> {
  if (request.preview) return { id: UNKNOWN, state: previewedState(request.inputs) };
  const { cluster, spec } = begun(session, request, "create");
  verifyName(spec.name);
  const existing = await storedReleases(cluster, spec);
  if (existing.length > 0) throw new Error("cannot re-use a name that is still in use");
  if (spec.createNamespace) await createNamespace(cluster, spec.namespace);
  return deploy(
    { session, cluster, spec, inputs: request.inputs, diagnostics, happened: "was created, but failed" },
    [],
  );
}

/** Upgrades a release and waits until its pods are ready. */
export async function updateRelease(
  session: Session,
  request: UpdateRequest,
  diagnostics: Diagnostics,
): Promise<ResourceState> {
  if (request.preview) return { id: request.id, state: previewedState(request.inputs) };
  const { cluster, spec } = begun(session, request, "update");
  const revisions = await storedReleases(cluster, spec);
  if (revisions.length === 0) throw new Error(`"${spec.name}" has no deployed releases`);
  return deploy({ session, cluster, spec, inputs: request.inputs, diagnostics, happened: "failed" }, revisions);
}

/** A release as the cluster has it; by its id alone where it is imported. */
export async function readRelease(session: Session, request: ReadRequest): Promise<ReadResult> {
  if (!("cluster" in session.access)) return unreachableObject(session, request);
  const { name, namespace = "default" } = nameAndNamespace(request.id);
  const stored = (await storedReleases(session.access.cluster, { name, namespace })).at(-1);
  if (stored === undefined) return undefined;
  const isImport = Object.keys(request.inputs).length === 0;
  const { metadata } = stored.chart;
  const inputs = isImport
    ? { name, namespace, chart: metadata.name, version: metadata.version, values: stored.config }
    : request.inputs;
  return { id: request.id, state: releaseState(inputs, stored), inputs };
}

/** Uninstalls a release and waits until its objects are gone. Unlike objects, one that is gone is an error, as with Helm. */
export async function removeRelease(session: Session, request: DeleteRequest, diagnostics: Diagnostics): Promise<void> {
  const { access, signal } = session;
  if (!("cluster" in access)) {
    throw new Error(`can't delete Helm Release with unreachable cluster. Reason: "${access.unreachable}"`);
  }
  const { name, namespace, skipAwait, timeoutSeconds } = releaseSpec(request.state);
  const revisions = await storedReleases(access.cluster, { name, namespace });
  const latest = revisions.at(-1);
  if (latest === undefined) throw new Error(`uninstall: Release not loaded: ${name}: release: not found`);
  const patience = { timeoutSeconds, signal, diagnostics };
  await removeObjects(access.cluster, objectsOf(latest), skipAwait ? undefined : patience);
  for (const revision of revisions) await forgetRelease(access.cluster, revision);
}

interface Deployment {
  readonly session: Session;
  readonly cluster: Cluster;
  readonly spec: ReleaseSpec;
  readonly inputs: Properties;
  readonly diagnostics: Diagnostics;
  /** What to say where it does not become ready. */
  readonly happened: string;
}

async function deploy(deployment: Deployment, former: readonly StoredRelease[]): Promise<ResourceState> {
  const { cluster, spec, inputs } = deployment;
  const id = `${spec.namespace}/${spec.name}`;
  const objects = chartObjects(spec, chartValues(spec.values));
  const pending = pendingRelease(spec, (former.at(-1)?.version ?? 0) + 1, objects);
  await storeRelease(cluster, pending);
  try {
    await bringTo(deployment, former.at(-1), objects);
  } catch (error) {
    const failed = withStatus(pending, "failed", error instanceof Error ? error.message : String(error));
    await storeRelease(cluster, failed);
    throw initializationError(error, { id, state: releaseState(inputs, failed) }, deployment);
  }
  for (const revision of former) await storeRelease(cluster, withStatus(revision, "superseded", ""));
  const deployed = withStatus(pending, "deployed", former.length === 0 ? "Install complete" : "Upgrade complete");
  await storeRelease(cluster, deployed);
  return { id, state: releaseState(inputs, deployed) };
}

async function bringTo(
  { session, cluster, spec, diagnostics }: Deployment,
  former: StoredRelease | undefined,
  objects: readonly Properties[],
): Promise<void> {
  await writeObjects(cluster, spec, objects);
  const dropped = former === undefined ? [] : objectsOf(former);
  await removeObjects(
    cluster,
    dropped.filter((object) => !objects.some((kept) => isSameObject(object, kept))),
  );
  if (spec.skipAwait) return;
  await awaitObjects(cluster, objects, { timeoutSeconds: spec.timeoutSeconds, signal: session.signal, diagnostics });
}

/** In the official provider whatever fails after the release was stored leaves it behind as failed. */
function initializationError(error: unknown, resource: ResourceState, { happened }: Deployment): Error {
  const reason = error instanceof NotReady ? "context deadline exceeded" : String(error);
  const reasons = error instanceof NotReady ? [error.message, ...error.reasons] : [];
  return new InitializationError(resource, [
    `Helm release "${resource.id}" ${happened} to initialize completely. Use Helm CLI to investigate: failed to become ` +
      `available within allocated timeout. Error: Helm Release ${resource.id}: ${reason}`,
    ...reasons,
  ]);
}

function begun(
  session: Session,
  { inputs }: CreateRequest,
  operation: string,
): { cluster: Cluster; spec: ReleaseSpec } {
  const { access } = session;
  if ("cluster" in access) return { cluster: access.cluster, spec: releaseSpec(inputs) };
  throw new Error(`can't ${operation} Helm Release with unreachable cluster: ${access.unreachable}`);
}

/** helm pkg/chartutil/validate_name.go */
function verifyName(name: string): void {
  if (name.length <= 53 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name)) return;
  throw new Error(
    `release name "${name}": invalid release name, must match regex ^[a-z0-9]([-a-z0-9]*[a-z0-9])?` +
      "(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$ and the length must not be longer than 53",
  );
}

async function createNamespace(cluster: Cluster, name: string): Promise<void> {
  const reference = { apiVersion: "v1", kind: "Namespace", name, namespace: undefined };
  if ((await cluster.read(reference)) !== undefined) return;
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name, labels: { name } } };
  await cluster.create(namespace, { fieldManager: "helm", dryRun: false });
}
