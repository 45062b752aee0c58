import type { Properties } from "../rpc/provider";
import type { Configuration } from "./configuration";
import { textAt } from "./fields";

/** The fields that no update can change, by kind (pulumi-kubernetes pkg/provider/diff.go, `forceNew`). */
const immutableFields: Readonly<Record<string, readonly string[]>> = {
  "apps/v1/DaemonSet": ["spec.selector"],
  "apps/v1/Deployment": ["spec.selector"],
  "apps/v1/StatefulSet": [
    "spec.podManagementPolicy",
    "spec.revisionHistoryLimit",
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
  ],
  "batch/v1/Job": ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"],
  "rbac.authorization.k8s.io/v1/ClusterRoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/v1/RoleBinding": ["roleRef"],
  "storage.k8s.io/v1/StorageClass": ["parameters", "provisioner"],
  "v1/PersistentVolume": specFields([
    ...["awsElasticBlockStore", "azureDisk", "azureFile", "cephfs", "cinder", "csi", "fc", "flexVolume", "flocker"],
    ...["gcePersistentDisk", "glusterfs", "hostPath", "iscsi", "local", "nfs", "photonPersistentDisk"],
    ...["portworxVolume", "quobyte", "rbd", "scaleIO", "storageos", "vsphereVolume"],
  ]),
  "v1/PersistentVolumeClaim": specFields(["accessModes", "selector", "storageClassName", "volumeName"]),
  "v1/Pod": [
    ...specFields([
      ...["affinity", "automountServiceAccountToken", "dnsConfig", "dnsPolicy", "enableServiceLinks", "hostAliases"],
      ...["hostIPC", "hostNetwork", "hostPID", "hostname", "imagePullSecrets", "nodeName", "nodeSelector", "overhead"],
      ...["preemptionPolicy", "priority", "priorityClassName", "readinessGates", "restartPolicy", "runtimeClassName"],
      ...["schedulerName", "securityContext", "serviceAccount", "serviceAccountName", "shareProcessNamespace"],
      ...["subdomain", "terminationGracePeriodSeconds", "volumes"],
    ]),
    ...containerFields("containers"),
    ...containerFields("initContainers"),
  ],
  "v1/ResourceQuota": ["spec.scopes"],
  "v1/Service": ["spec.clusterIP"],
};

function specFields(fields: readonly string[]): string[] {
  return fields.map((field) => `spec.${field}`);
}

function containerFields(list: string): string[] {
  const fields = [
    ...["args", "command", "env", "image", "imagePullPolicy", "lifecycle", "livenessProbe", "ports", "readinessProbe"],
    ...["resources", "securityContext", "stdin", "stdinOnce", "terminationMessagePath", "terminationMessagePolicy"],
    ...["tty", "volumeDevices", "volumeMounts", "workingDir"],
  ];
  return fields.map((field) => `spec.${list}[*].${field}`);
}

const identity = ["metadata.name", "metadata.namespace"];

/** The fields of an object whose change replaces it. */
export function replacingFields(object: Properties, configuration: Configuration): readonly string[] {
  const kind = `${textAt(object, "apiVersion") ?? ""}/${textAt(object, "kind") ?? ""}`;
  const isImmutable = object["immutable"] === true;
  if (kind === "v1/Secret") {
    const replaced = isImmutable || !configuration.enableSecretMutable;
    return [...identity, ...(replaced ? ["type", "stringData", "data"] : ["type"])];
  }
  if (kind === "v1/ConfigMap") {
    const replaced = isImmutable || !configuration.enableConfigMapMutable;
    return [...identity, ...(replaced ? ["binaryData", "data"] : [])];
  }
  return [...identity, ...(immutableFields[kind] ?? [])];
}

/** The fields of a Patch resource whose change replaces it: it can be updated in all others. */
export const replacingPatchFields: readonly string[] = identity;
