import { allContainers, childOf, itemsOf, says, textOf, type Part, type PodView } from "./pod-view";
import { saidIn, V1_ERROR, V1_WARNING, type PodRule } from "./rule";

/** The sources of a projected volume that give files on ACI, if they list their keys. */
const FILES = ["secret", "configMap"];
const DROPPED = ["downwardAPI", "clusterTrustBundle", "podCertificate"];

/** Rules on projected volumes (virtual-kubelet/azure-aci, pkg/provider/aci_volumes.go, getVolumes). */
export const PROJECTED_VOLUME_RULES: readonly PodRule[] = [
  {
    id: "projected-volume",
    capability: "emptyProjections",
    what: "a mounted projected volume of which no source gives a file on ACI, such as one with a token alone",
    severity: V1_ERROR,
    find: (pod) => {
      const mounted = mountedNames(pod);
      return projectedVolumes(pod)
        .filter(({ volume, sources }) => mounted.has(textOf(volume, "name") ?? "") && !sources.some(givesFiles))
        .flatMap(({ volume }) => saidIn(volume, "projected", "a projected volume without a file"));
    },
  },
  {
    id: "projected-keys",
    capability: "projectedKeys",
    what: "a Secret or ConfigMap in a projected volume without `items`",
    severity: V1_WARNING,
    find: (pod) =>
      projectedVolumes(pod).flatMap(({ sources }) =>
        sources.flatMap((source) =>
          FILES.flatMap((type) => childOf(source, type) ?? [])
            .filter((projection) => !says(projection, "items"))
            .map(({ path }) => ({ path, problem: "no items" })),
        ),
      ),
  },
  {
    id: "projected-source",
    capability: "projectedDownwardApi",
    what: "the downward API, a trust bundle or a certificate in a projected volume",
    severity: V1_WARNING,
    find: (pod) =>
      projectedVolumes(pod).flatMap(({ sources }) =>
        sources.flatMap((source) => DROPPED.flatMap((type) => saidIn(source, type, `a source of type ${type}`))),
      ),
  },
];

/** The sources of all projected volumes, without those that the API server adds. */
export function projectedSources(pod: PodView): readonly Part[] {
  return projectedVolumes(pod).flatMap(({ sources }) => sources);
}

function projectedVolumes({
  volumes,
}: PodView): readonly { readonly volume: Part; readonly sources: readonly Part[] }[] {
  return volumes.flatMap((volume) => {
    const projected = childOf(volume, "projected");
    return projected === undefined ? [] : [{ volume, sources: itemsOf(projected, "sources") }];
  });
}

function givesFiles(source: Part): boolean {
  return FILES.flatMap((type) => childOf(source, type) ?? []).some((projection) => says(projection, "items"));
}

function mountedNames(pod: PodView): ReadonlySet<string> {
  const mounts = allContainers(pod).flatMap((container) => itemsOf(container, "volumeMounts"));
  return new Set(mounts.flatMap((mount) => textOf(mount, "name") ?? []));
}
