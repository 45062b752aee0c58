import { memberPath } from "../path";
import { childOf, itemsOf, saidOf, says, textOf, type Part } from "./pod-view";
import { BOTH, ERROR, saidIn, V1_ERROR, V1_WARNING, type PodProblem, type PodRule } from "./rule";

/** @see https://learn.microsoft.com/azure/container-instances/container-instances-resource-and-quota-limits */
const MOST_VOLUMES = 20;

/** @see https://learn.microsoft.com/azure/container-instances/container-instances-troubleshooting#naming-conventions */
const VOLUME_NAME = /^(?=.{5,63}$)[a-z0-9](-?[a-z0-9])*$/;

const AZURE_FILES = "file.csi.azure.com";
const AZURE_DISKS = "disk.csi.azure.com";

/** The mode that the API server fills in. */
const DEFAULT_MODE = 0o644;

/** What v1's connector translates (virtual-kubelet/azure-aci, pkg/provider/aci_volumes.go, getVolumes). */
const TRANSLATED = ["csi", "azureFile", "emptyDir", "gitRepo", "secret", "configMap", "projected"];
const CLAIMS = ["persistentVolumeClaim", "ephemeral"];
const DISKS = ["azureDisk", "awsElasticBlockStore", "gcePersistentDisk"];
/** Those that have a rule of their own. */
const KNOWN = new Set([...TRANSLATED, ...CLAIMS, ...DISKS, "hostPath", "downwardAPI", "name"]);

/** Rules on what a pod mounts. */
export const VOLUME_RULES: readonly PodRule[] = [
  {
    id: "persistent-volume-claim",
    capability: "persistentVolumeClaims",
    what: "a persistent volume claim, also one of a StatefulSet's templates or of an ephemeral volume",
    severity: { v1: "error", v2: "warning" },
    onlyOnVms: ["v1"],
    find: ({ volumes }) => volumes.flatMap(sources(CLAIMS, "a persistent volume claim")),
  },
  {
    id: "disk-volume",
    capability: "disks",
    what: "a disk",
    severity: ERROR,
    onlyOnVms: BOTH,
    find: ({ volumes }) => [
      ...volumes.flatMap(sources(DISKS, "a disk")),
      ...volumes.filter((volume) => driverOf(volume) === AZURE_DISKS).flatMap(sources(["csi"], "a disk")),
    ],
  },
  {
    id: "host-path",
    capability: "hostPath",
    what: "a path of the host",
    severity: { v1: "error", v2: "warning" },
    onlyOnVms: ["v1"],
    find: ({ volumes }) => volumes.flatMap(sources(["hostPath"], "a path of the host")),
  },
  {
    id: "downward-api-volume",
    capability: "downwardApiVolumes",
    what: "a volume of the downward API",
    severity: V1_ERROR,
    find: ({ volumes }) => volumes.flatMap(sources(["downwardAPI"], "a volume of the downward API")),
  },
  {
    id: "csi-volume",
    capability: "csiVolumes",
    what: `an inline volume of another CSI driver than ${AZURE_FILES}`,
    severity: V1_ERROR,
    onlyOnVms: ["v1"],
    find: ({ volumes }) =>
      volumes
        .filter((volume) => ![undefined, AZURE_FILES, AZURE_DISKS].includes(driverOf(volume)))
        .flatMap((volume) => sources(["csi"], `a volume of ${driverOf(volume) ?? ""}`)(volume)),
  },
  {
    id: "azure-file-attributes",
    capability: "azureFileAttributes",
    what: `an inline volume of ${AZURE_FILES} without shareName or secretName`,
    severity: V1_ERROR,
    find: ({ volumes }) => volumes.filter((volume) => driverOf(volume) === AZURE_FILES).flatMap(missingAttributes),
  },
  {
    id: "volume-type",
    capability: "otherVolumes",
    what: "a volume of any other type, such as `nfs` or `image`",
    severity: V1_ERROR,
    onlyOnVms: ["v1"],
    find: ({ volumes }) =>
      volumes.flatMap((volume) =>
        saidOf(
          volume,
          Object.keys(volume.members).filter((name) => !KNOWN.has(name)),
        ).flatMap((name) => saidIn(volume, name, `a volume of type ${name}`)),
      ),
  },
  {
    id: "volume-options",
    capability: "volumeOptions",
    what: "keys, paths or modes of a Secret's or ConfigMap's files; a directory's size or medium; a read-only inline share",
    severity: V1_WARNING,
    find: ({ volumes }) => volumes.flatMap(droppedOptions),
  },
  {
    id: "volume-count",
    capability: "volumesPerPod",
    what: `more than ${MOST_VOLUMES} volumes`,
    severity: { v1: "error", v2: "warning" },
    find: ({ spec, volumes }) =>
      volumes.length > MOST_VOLUMES ? saidIn(spec, "volumes", `${volumes.length} volumes`) : [],
  },
  {
    id: "volume-name",
    capability: "volumeNames",
    what: "a volume whose name has fewer than 5 characters or two hyphens side by side",
    severity: V1_WARNING,
    find: ({ volumes }) =>
      volumes
        .filter((volume) => !isVolumeName(textOf(volume, "name") ?? "unnamed"))
        .map((volume) => ({
          path: memberPath(volume.path, "name"),
          problem: `the name ${textOf(volume, "name") ?? ""}`,
        })),
  },
];

/** Whether ACI's documentation allows a volume to be called so; adapting a pod changes the others. */
export function isVolumeName(name: string): boolean {
  return VOLUME_NAME.test(name);
}

function sources(types: readonly string[], problem: string): (volume: Part) => readonly PodProblem[] {
  return (volume) => types.flatMap((type) => childOf(volume, type)?.path ?? []).map((path) => ({ path, problem }));
}

function driverOf(volume: Part): string | undefined {
  const csi = childOf(volume, "csi");
  return csi === undefined ? undefined : textOf(csi, "driver");
}

function missingAttributes(volume: Part): readonly PodProblem[] {
  const csi = childOf(volume, "csi") ?? volume;
  const path = memberPath(csi.path, "volumeAttributes");
  const attributes = childOf(csi, "volumeAttributes") ?? { path, members: {} };
  const missing = ["shareName", "secretName"].filter((name) => !says(attributes, name));
  return missing.length === 0 ? [] : [{ path, problem: `no ${missing.join(" and no ")}` }];
}

function droppedOptions(volume: Part): readonly PodProblem[] {
  const files = ["secret", "configMap", "projected"].flatMap((type) => childOf(volume, type) ?? []);
  const emptyDir = childOf(volume, "emptyDir");
  const csi = childOf(volume, "csi");
  return [
    ...files.flatMap((source) => [
      ...saidIn(source, "items", "some of the keys"),
      ...(source.members["defaultMode"] === DEFAULT_MODE ? [] : saidIn(source, "defaultMode", "a mode of the files")),
      ...itemsOf(source, "sources").flatMap(renamedKeys),
    ]),
    ...(emptyDir === undefined ? [] : saidIn(emptyDir, "medium", "a directory in memory")),
    ...(emptyDir === undefined ? [] : saidIn(emptyDir, "sizeLimit", "the size of a directory")),
    ...(csi === undefined || driverOf(volume) !== AZURE_FILES ? [] : saidIn(csi, "readOnly", "a read-only share")),
  ];
}

/** Items of a projected source choose keys, as they should; their paths and modes are dropped. */
function renamedKeys(source: Part): readonly PodProblem[] {
  return ["secret", "configMap"]
    .flatMap((type) => childOf(source, type) ?? [])
    .flatMap((projection) => itemsOf(projection, "items"))
    .flatMap((item) => [
      ...(textOf(item, "path") === textOf(item, "key")
        ? []
        : saidIn(item, "path", "a file that is not named as its key")),
      ...saidIn(item, "mode", "the mode of a file"),
    ]);
}
