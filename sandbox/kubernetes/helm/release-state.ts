import { UNKNOWN, type Properties } from "../../rpc/provider";
import { referenceTo } from "../cluster";
import { objectAt } from "../fields";
import { objectsOf, type StoredRelease } from "./release-store";

/** What a preview can say of a release. */
export function previewedState(inputs: Properties): Properties {
  return { ...inputs, resourceNames: UNKNOWN, status: UNKNOWN };
}

/** What Pulumi's state keeps of a release (pulumi-kubernetes helm_release.go, setReleaseAttributes). */
export function releaseState(inputs: Properties, stored: StoredRelease): Properties {
  const { name, namespace, version, info, chart, config } = stored;
  return {
    ...inputs,
    values: { ...objectAt(inputs, "values"), ...config },
    version: chart.metadata.version,
    resourceNames: resourceNames(objectsOf(stored)),
    status: {
      appVersion: chart.metadata.appVersion,
      chart: chart.metadata.name,
      name,
      namespace,
      revision: version,
      status: info.status,
      version: chart.metadata.version,
    },
  };
}

/** Names by kind: `StatefulSet.apps/apps/v1: ["vn2/virtualnode"]`. */
function resourceNames(objects: readonly Properties[]): Properties {
  const names = new Map<string, string[]>();
  for (const { apiVersion, kind, name, namespace } of objects.map(referenceTo)) {
    const group = apiVersion.includes("/") ? `.${apiVersion.split("/")[0] ?? ""}` : "";
    const key = `${kind}${group}/${apiVersion}`;
    names.set(key, [...(names.get(key) ?? []), namespace === undefined ? name : `${namespace}/${name}`].sort());
  }
  return Object.fromEntries(names);
}
