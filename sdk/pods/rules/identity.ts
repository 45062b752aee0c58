import { memberPath } from "../path";
import { projectedSources } from "./projected-volumes";
import { allContainers, childOf, says, textOf, type PodView } from "./pod-view";
import { saidIn, V1_WARNING, type PodProblem, type PodRule } from "./rule";

/** @see https://learn.microsoft.com/azure/aks/workload-identity-overview#pod-labels */
const WORKLOAD_IDENTITY = "azure.workload.identity/";

/** @see https://github.com/microsoft/virtualnodesOnAzureContainerInstances/blob/main/Docs/PodCustomizations.md */
const V2_ANNOTATIONS = "microsoft.containerinstance.virtualnode.";

/** Azure Container Registry, in all of Azure's clouds. */
const AZURE_REGISTRY = /^[^/]+\.azurecr\.(io|cn|us)\//;

/** Rules on who a pod is, and what it may pull. */
export const IDENTITY_RULES: readonly PodRule[] = [
  {
    id: "service-account-token",
    capability: "serviceAccountToken",
    what: "a service account's token: one that is not switched off, or one in a projected volume",
    severity: V1_WARNING,
    find: (pod) => [
      ...(pod.spec.members["automountServiceAccountToken"] === false
        ? []
        : [
            {
              path: memberPath(pod.spec.path, "automountServiceAccountToken"),
              problem: "the service account's token is not switched off",
            },
          ]),
      ...projectedSources(pod).flatMap((source) => saidIn(source, "serviceAccountToken", "a service account's token")),
    ],
  },
  {
    id: "workload-identity",
    capability: "workloadIdentity",
    what: "workload identity, by label or annotation",
    severity: V1_WARNING,
    find: (pod) =>
      [...named(pod, "labels", WORKLOAD_IDENTITY), ...named(pod, "annotations", WORKLOAD_IDENTITY)].map((path) => ({
        path,
        problem: "workload identity",
      })),
  },
  {
    id: "v2-annotation",
    capability: "podAnnotations",
    what: `an annotation \`${V2_ANNOTATIONS}*\``,
    severity: V1_WARNING,
    find: (pod) => named(pod, "annotations", V2_ANNOTATIONS).map((path) => ({ path, problem: "an annotation for v2" })),
  },
  {
    id: "registry-credentials",
    capability: "pullByKubeletIdentity",
    what: "an image of an Azure registry without `imagePullSecrets`",
    severity: V1_WARNING,
    find: azureImages,
  },
];

/** The paths of the labels or annotations that begin with a prefix and are not "false". */
function named({ metadata }: PodView, member: "labels" | "annotations", prefix: string): readonly string[] {
  const pairs = childOf(metadata, member);
  if (pairs === undefined) return [];
  return Object.keys(pairs.members)
    .filter((name) => name.startsWith(prefix) && textOf(pairs, name) !== "false")
    .map((name) => memberPath(pairs.path, name));
}

function azureImages(pod: PodView): readonly PodProblem[] {
  if (says(pod.spec, "imagePullSecrets")) return [];
  return allContainers(pod)
    .filter((container) => AZURE_REGISTRY.test(textOf(container, "image") ?? ""))
    .flatMap((container) => saidIn(container, "image", "an image of an Azure registry, and no imagePullSecrets"));
}
