import { gunzipSync, gzipSync } from "node:zlib";
import { parseAllDocuments, stringify } from "yaml";
import type { Properties, PropertyValue } from "../../rpc/provider";
import type { Cluster } from "../cluster";
import { isObject, textAt } from "../fields";
import { knownChart } from "./chart";

/** One revision of a release, as Helm 3 stores it in a Secret of the release's namespace. */
export interface StoredRelease {
  readonly name: string;
  readonly namespace: string;
  /** The revision, from 1. */
  readonly version: number;
  readonly info: { readonly status: ReleaseStatus; readonly description: string };
  readonly chart: {
    readonly metadata: { readonly name: string; readonly version: string; readonly appVersion: string };
  };
  /** The values that the user gave. */
  readonly config: Properties;
  /** YAML of all its objects. */
  readonly manifest: string;
}

export type ReleaseStatus = "deployed" | "failed" | "pending-install" | "pending-upgrade" | "superseded";

/** Which release. */
export interface ReleaseKey {
  readonly name: string;
  readonly namespace: string;
}

/** The field manager that Helm writes under. */
export const helmManager = { fieldManager: "helm", dryRun: false, force: true } as const;

/** A revision that is on its way. */
export function pendingRelease(
  key: ReleaseKey & { readonly version: string; readonly values: Properties },
  revision: number,
  objects: readonly Properties[],
): StoredRelease {
  return {
    name: key.name,
    namespace: key.namespace,
    version: revision,
    info: { status: revision === 1 ? "pending-install" : "pending-upgrade", description: "" },
    chart: { metadata: { name: knownChart.name, version: key.version, appVersion: key.version } },
    config: key.values,
    manifest: objects.map((object) => `---\n${stringify(object)}`).join(""),
  };
}

/** The objects that a revision consists of. */
export function objectsOf({ manifest }: StoredRelease): readonly Properties[] {
  return parseAllDocuments(manifest)
    .map((document) => document.toJS() as PropertyValue)
    .filter(isObject);
}

/** All revisions of a release, the newest last; none where it is not installed. */
export async function storedReleases(
  cluster: Cluster,
  { name, namespace }: ReleaseKey,
): Promise<readonly StoredRelease[]> {
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets`;
  const secrets = await cluster.list(path, `owner=helm,name=${name}`);
  return secrets.map(decoded).sort((one, other) => one.version - other.version);
}

export async function storeRelease(cluster: Cluster, release: StoredRelease): Promise<void> {
  const encoded = gzipSync(JSON.stringify(release)).toString("base64");
  const labels = {
    name: release.name,
    owner: "helm",
    status: release.info.status,
    version: String(release.version),
  };
  const secret = {
    apiVersion: "v1",
    kind: "Secret",
    type: "helm.sh/release.v1",
    metadata: { name: secretName(release), namespace: release.namespace, labels },
    data: { release: Buffer.from(encoded).toString("base64") },
  };
  await cluster.apply(secret, helmManager);
}

export async function forgetRelease(cluster: Cluster, release: StoredRelease): Promise<void> {
  const reference = { apiVersion: "v1", kind: "Secret", name: secretName(release), namespace: release.namespace };
  await cluster.remove(reference, "Background");
}

/** The revision with another status. */
export function withStatus(release: StoredRelease, status: ReleaseStatus, description: string): StoredRelease {
  return { ...release, info: { status, description } };
}

function secretName({ name, version }: StoredRelease): string {
  return `sh.helm.release.v1.${name}.v${version}`;
}

function decoded(secret: Properties): StoredRelease {
  const encoded = Buffer.from(textAt(secret, "data", "release") ?? "", "base64").toString("utf8");
  return JSON.parse(gunzipSync(Buffer.from(encoded, "base64")).toString("utf8")) as StoredRelease;
}
