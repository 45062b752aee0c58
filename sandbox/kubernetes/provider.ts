import { kubernetesClient, KubernetesStatusError, type KubernetesResponse } from "../../sdk/kubernetes/kubernetes-io";
import { parseKubeconfig } from "../../sdk/kubernetes/kubeconfig";
import {
  UNKNOWN,
  type CheckRequest,
  type CheckResult,
  type ResourceIdentity,
  type ProviderInstance,
  type ServedProvider,
} from "../rpc/provider";
import { checkedInputs } from "./check";
import { clusterOf } from "./cluster";
import { configurationFailures, configurationOf, type Configuration } from "./configuration";
import { configurationDiff } from "./configuration-diff";
import { createObject } from "./create";
import { objectDiff } from "./diff";
import { releaseDiff } from "./helm/release-diff";
import { checkedRelease, releaseType } from "./helm/release-inputs";
import { createRelease, readRelease, removeRelease, updateRelease } from "./helm/release";
import { readObject } from "./read";
import { removeObject } from "./remove";
import type { Session } from "./session";
import { updateObject } from "./update";

/**
 * A stand-in for the official Kubernetes provider: it applies objects to a real API server, names them, waits for them
 * and reports differences as the official one does (pulumi/pulumi-kubernetes v4.34).
 */
export function kubernetesProvider(): ServedProvider {
  return { name: "kubernetes", version: "4.34.2", instance: kubernetesInstance };
}

function kubernetesInstance(): ProviderInstance {
  const interruption = new AbortController();
  let configured: Pick<Session, "configuration" | "access"> | undefined;
  const session = (): Session => {
    if (configured === undefined) throw new Error("kubernetes provider: used before it was configured");
    return { ...configured, signal: interruption.signal };
  };
  return {
    checkConfig: (news) => ({ inputs: news, failures: configurationFailures(news) }),
    diffConfig: configurationDiff,
    async configure(config) {
      const configuration = configurationOf(config);
      configured = await connected(configuration);
    },
    invoke(token) {
      return Promise.reject(new Error(`${token}: the sandbox's Kubernetes provider does not have this function`));
    },
    check: (request) => check(session(), request),
    diff: (request) => Promise.resolve(operationsOf(request).diff(request, session().configuration)),
    create: (request, diagnostics) => operationsOf(request).create(session(), request, diagnostics),
    read: (request) => operationsOf(request).read(session(), request),
    update: (request, diagnostics) => operationsOf(request).update(session(), request, diagnostics),
    delete: (request, diagnostics) => operationsOf(request).remove(session(), request, diagnostics),
    cancel: () => {
      interruption.abort();
    },
  };
}

const objects = {
  check: checkedInputs,
  diff: objectDiff,
  create: createObject,
  read: readObject,
  update: updateObject,
  remove: removeObject,
};

const releases: typeof objects = {
  check: checkedRelease,
  diff: releaseDiff,
  create: createRelease,
  read: readRelease,
  update: updateRelease,
  remove: removeRelease,
};

/** Releases of Helm charts are no objects of the API server. */
function operationsOf({ type }: ResourceIdentity): typeof objects {
  return type === releaseType ? releases : objects;
}

function check(session: Session, request: CheckRequest): Promise<CheckResult> {
  const isSkipped = "unreachable" in session.access && session.configuration.skipUpdateUnreachable;
  const isNew = Object.keys(request.olds).length === 0;
  return isSkipped && !isNew
    ? Promise.resolve({ inputs: request.olds, failures: [] })
    : operationsOf(request).check(session, request);
}

/** Unlike the official one, this provider runs beside the sandbox, where neither $KUBECONFIG nor ~/.kube is the user's. */
const noKubeconfig = "its provider has no kubeconfig; give `kubernetes.Provider` one, or set `kubernetes:kubeconfig`";

/** A cluster that can't be reached fails the operations that need it, not the configuration: previews go on. */
async function connected(configuration: Configuration): Promise<Pick<Session, "configuration" | "access">> {
  const { kubeconfig, context } = configuration;
  if (kubeconfig === undefined) return { configuration, access: { unreachable: noKubeconfig } };
  if (kubeconfig === UNKNOWN) return { configuration, access: { unreachable: "its kubeconfig is not known yet" } };
  try {
    const { namespace } = parseKubeconfig(kubeconfig, context);
    const client = kubernetesClient(kubeconfig, context);
    // Unlike /version, discovery is for those only whom the API server knows.
    const answer = await client.request({ method: "GET", path: "/apis", timeoutMs: 10_000 });
    const named = configuration.namespace ?? namespace;
    const access =
      answer.status === 200 ? { cluster: clusterOf(client) } : { unreachable: refusal(client.server, answer) };
    return { configuration: { ...configuration, namespace: named }, access };
  } catch (error) {
    return { configuration, access: { unreachable: error instanceof Error ? error.message : String(error) } };
  }
}

function refusal(server: string, answer: KubernetesResponse): string {
  return new KubernetesStatusError(
    `the API server at ${server} refuses the kubeconfig's user`,
    answer.status,
    answer.body,
  ).message;
}
