import type { Properties } from "../rpc/provider";
import { textAt } from "./fields";

/** What an object is, in Kubernetes' own words. */
export interface ResourceKind {
  /** Such as `v1` or `apps/v1`. */
  readonly apiVersion: string;
  readonly kind: string;
}

/** Packages of the official provider whose resources are no objects of the API server. */
const unsupportedModules = ["helm.sh", "kustomize", "yaml"];

/**
 * The kind that a type token such as `kubernetes:apps/v1:Deployment` stands for.
 *
 * @throws for tokens that stand for something other than one object
 */
export function kindOfToken(token: string): ResourceKind {
  const [, module = "", name = ""] = token.split(":");
  const [group = "", version = ""] = module.split("/");
  if (unsupportedModules.includes(group) || version === "" || name === "") {
    throw new Error(
      `${token}: the sandbox's Kubernetes provider does not support this type; it has Kubernetes' own kinds`,
    );
  }
  if (name.endsWith("List") && isBuiltInGroup(group)) {
    // As the official provider says it (pulumi-kubernetes provider.go, Check).
    throw new Error(
      `${token}: list resources exist for compatibility with YAML manifests and Helm charts, and cannot be created ` +
        "directly. Use the underlying resource type instead",
    );
  }
  return { apiVersion: group === "core" ? version : `${group}/${version}`, kind: name };
}

/** The kind of an object; where its fields don't say, that of its type token. */
export function kindOfObject(object: Properties, token: string): ResourceKind {
  const ofToken = kindOfToken(token);
  return {
    apiVersion: textAt(object, "apiVersion") ?? ofToken.apiVersion,
    kind: textAt(object, "kind") ?? ofToken.kind,
  };
}

/** A `DeploymentPatch` manages some fields of a Deployment that something else made. */
export function isPatchResource(token: string, inputs: Properties): boolean {
  const { kind } = kindOfToken(token);
  return kind.endsWith("Patch") && textAt(inputs, "kind") !== kind;
}

/** A group that comes with Kubernetes; its kinds are known without asking the API server. */
export function isBuiltInGroup(group: string): boolean {
  return !group.includes(".") || group.endsWith(".k8s.io");
}

const clusterScopedKinds: ReadonlySet<string> = new Set([
  "APIService",
  "CertificateSigningRequest",
  "ClusterRole",
  "ClusterRoleBinding",
  "ClusterTrustBundle",
  "ComponentStatus",
  "CSIDriver",
  "CSINode",
  "CustomResourceDefinition",
  "DeviceClass",
  "FlowSchema",
  "IngressClass",
  "IPAddress",
  "MutatingAdmissionPolicy",
  "MutatingAdmissionPolicyBinding",
  "MutatingWebhookConfiguration",
  "Namespace",
  "Node",
  "PersistentVolume",
  "PriorityClass",
  "PriorityLevelConfiguration",
  "ResourceSlice",
  "RuntimeClass",
  "SelfSubjectAccessReview",
  "SelfSubjectReview",
  "SelfSubjectRulesReview",
  "ServiceCIDR",
  "StorageClass",
  "StorageVersion",
  "StorageVersionMigration",
  "SubjectAccessReview",
  "TokenReview",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ValidatingWebhookConfiguration",
  "VolumeAttachment",
  "VolumeAttributesClass",
]);

/** Whether objects of a built-in kind live in a namespace; `undefined` for custom kinds. */
export function isNamespacedBuiltIn({ apiVersion, kind }: ResourceKind): boolean | undefined {
  const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
  return isBuiltInGroup(group) ? !clusterScopedKinds.has(kind) : undefined;
}
