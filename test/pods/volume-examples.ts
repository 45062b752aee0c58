import { example, type PodExample } from "./example";

const VOLUME = "spec.volumes[0]";
const volume = (source: object, name = "files") => ({ spec: { volumes: [{ name, ...source }] } });
const mounted = (source: object) => ({ ...volume(source), volumeMounts: [{ name: "files", mountPath: "/files" }] });
const directories = (count: number) => ({
  spec: { volumes: Array.from({ length: count }, (_, index) => ({ name: `scratch-${index}`, emptyDir: {} })) },
});
const projected = (...sources: readonly object[]) => ({ projected: { sources } });

/** Made in the cluster before the examples: Secrets `example` with a storage account's key and `a`, a ConfigMap `example`. */
export const EXAMPLE_DATA = {
  secret: { azurestorageaccountname: "example", azurestorageaccountkey: "a2V5", a: "1" },
  configMap: { a: "1" },
} as const;

const SHARE = { shareName: "files", secretName: "example" };
const ITEMS = [{ key: "a", path: "a" }];
const NAMESPACE_FILE = { items: [{ path: "namespace", fieldRef: { fieldPath: "metadata.namespace" } }] };

export const VOLUME_EXAMPLES: readonly PodExample[] = [
  example("persistent-volume-claim", VOLUME + ".persistentVolumeClaim", {
    broken: volume({ persistentVolumeClaim: { claimName: "example" } }),
    fixed: volume({ csi: { driver: "file.csi.azure.com", volumeAttributes: SHARE } }),
  }),
  example("persistent-volume-claim", VOLUME + ".ephemeral", {
    broken: volume({
      ephemeral: {
        volumeClaimTemplate: {
          spec: {
            accessModes: ["ReadWriteOnce"],
            storageClassName: "example",
            resources: { requests: { storage: "1Gi" } },
          },
        },
      },
    }),
    fixed: volume({ emptyDir: {} }),
  }),
  example("disk-volume", VOLUME + ".azureDisk", {
    broken: volume({ azureDisk: { diskName: "data", diskURI: "/subscriptions/0/disks/data", kind: "Managed" } }),
    fixed: volume({ azureFile: { shareName: "files", secretName: "example" } }),
  }),
  example("disk-volume", VOLUME + ".csi", { broken: volume({ csi: { driver: "disk.csi.azure.com" } }) }),
  example("host-path", VOLUME + ".hostPath", { broken: volume({ hostPath: { path: "/var/log" } }) }),
  example("downward-api-volume", VOLUME + ".downwardAPI", { broken: volume({ downwardAPI: NAMESPACE_FILE }) }),
  example("csi-volume", VOLUME + ".csi", {
    broken: volume({ csi: { driver: "secrets-store.csi.k8s.io", readOnly: true } }),
    fixed: volume({ secret: { secretName: "example" } }),
  }),
  example("azure-file-attributes", VOLUME + ".csi.volumeAttributes", {
    broken: volume({ csi: { driver: "file.csi.azure.com", volumeAttributes: { shareName: "files" } } }),
    fixed: volume({ csi: { driver: "file.csi.azure.com", volumeAttributes: SHARE } }),
  }),
  example("volume-type", VOLUME + ".nfs", { broken: volume({ nfs: { server: "nfs.example.org", path: "/" } }) }),
  example("volume-options", VOLUME + ".secret.items", {
    broken: volume({ secret: { secretName: "example", items: ITEMS } }),
    fixed: volume({ secret: { secretName: "example", defaultMode: 420 } }),
  }),
  example("volume-options", VOLUME + ".configMap.defaultMode", {
    broken: volume({ configMap: { name: "example", defaultMode: 0o400 } }),
    fixed: volume({ configMap: { name: "example" } }),
  }),
  example("volume-options", VOLUME + ".emptyDir.medium", {
    broken: volume({ emptyDir: { medium: "Memory" } }),
    fixed: volume({ emptyDir: {} }),
  }),
  example("volume-options", VOLUME + ".projected.sources[0].secret.items[0].path", {
    broken: mounted(projected({ secret: { name: "example", items: [{ key: "a", path: "b" }] } })),
    fixed: mounted(projected({ secret: { name: "example", items: ITEMS } })),
  }),
  example("volume-count", "spec.volumes", { broken: directories(21), fixed: directories(20) }),
  example("volume-name", VOLUME + ".name", {
    broken: volume({ emptyDir: {} }, "tmp"),
    fixed: volume({ emptyDir: {} }),
  }),
  example("volume-name", VOLUME + ".name", {
    broken: volume({ emptyDir: {} }, "scratch--space"),
    fixed: volume({ emptyDir: {} }, "scratch-space"),
  }),
  example("projected-volume", VOLUME + ".projected", {
    broken: mounted(projected({ downwardAPI: NAMESPACE_FILE })),
    fixed: mounted(projected({ configMap: { name: "example", items: ITEMS } })),
  }),
  example("projected-volume", VOLUME + ".projected", {
    broken: mounted(projected({ serviceAccountToken: { path: "token", audience: "api://AzureADTokenExchange" } })),
    fixed: mounted(projected({ secret: { name: "example", items: ITEMS } })),
  }),
  example("projected-keys", VOLUME + ".projected.sources[0].configMap", {
    broken: volume(projected({ configMap: { name: "example" } })),
    fixed: volume(projected({ configMap: { name: "example", items: ITEMS } })),
  }),
  example("projected-source", VOLUME + ".projected.sources[1].downwardAPI", {
    broken: mounted(projected({ secret: { name: "example", items: ITEMS } }, { downwardAPI: NAMESPACE_FILE })),
    fixed: mounted(projected({ secret: { name: "example", items: ITEMS } })),
  }),
];
