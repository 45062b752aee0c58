import type { CoreV1Api, V1Pod } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { coreApi, kubeConfig } from "../sandbox";
import type { Trial } from "./trials";
import { EXAMPLE_DATA } from "./volume-examples";

const STORAGE = { accessModes: ["ReadWriteOnce"], storageClassName: "example" };

/** Creates what the examples refer to: a Secret, a ConfigMap, volumes for claims, a runtime class. */
export async function createExampleObjects(kubeconfig: string, namespace: string): Promise<void> {
  const core = await coreApi(kubeconfig);
  const { NodeV1Api } = await import("@kubernetes/client-node");
  const node = (await kubeConfig(kubeconfig)).makeApiClient(NodeV1Api);
  const metadata = { name: "example" };
  await Promise.all([
    core.createNamespacedSecret({ namespace, body: { metadata, stringData: { ...EXAMPLE_DATA.secret } } }),
    core.createNamespacedConfigMap({ namespace, body: { metadata, data: { ...EXAMPLE_DATA.configMap } } }),
    node.createRuntimeClass({ body: { metadata, handler: "example" } }),
    ...["one", "two"].map((name) =>
      core.createPersistentVolume({
        body: { metadata: { name }, spec: { ...STORAGE, capacity: { storage: "1Gi" }, hostPath: { path: "/" } } },
      }),
    ),
    core.createNamespacedPersistentVolumeClaim({
      namespace,
      body: { metadata, spec: { ...STORAGE, resources: { requests: { storage: "1Gi" } } } },
    }),
  ]);
}

/** Creates a pod for the virtual node, with what it is called here in its annotation `example`. */
export async function createExamplePod(
  core: CoreV1Api,
  namespace: string,
  { pod, manifest: { metadata, spec } }: Pick<Trial, "pod" | "manifest">,
): Promise<void> {
  const { ephemeralContainers, nodeSelector, ...members } = spec;
  const annotations = { ...(metadata["annotations"] as object | undefined), example: pod };
  const body = {
    metadata: { name: pod.replaceAll(".", "-"), ...metadata, annotations },
    spec: {
      ...members,
      nodeSelector: { ...(nodeSelector as object | undefined), type: "virtual-kubelet" },
      tolerations: [{ key: "virtual-kubelet.io/provider", operator: "Exists" }],
    },
  } as unknown as V1Pod;
  const created = await core.createNamespacedPod({ namespace, body });
  if (ephemeralContainers === undefined || created.spec === undefined) return;
  // The API server takes them in a pod that is there, and nowhere else.
  created.spec.ephemeralContainers = ephemeralContainers as NonNullable<V1Pod["spec"]>["ephemeralContainers"] & object;
  // Whoever else writes to the pod meanwhile does not matter.
  delete created.metadata?.resourceVersion;
  const replaced = { namespace, name: created.metadata?.name ?? "", body: created };
  await core.replaceNamespacedPodEphemeralcontainers(replaced);
}
