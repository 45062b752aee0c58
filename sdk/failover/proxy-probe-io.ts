import { type KubernetesClient, KubernetesUnreachable } from "../kubernetes/kubernetes-io";
import { podsPath } from "./api-paths";
import { EndpointScheme } from "./endpoint-probe";
import { isRightStatus, type Prober } from "./probe-round";
import type { FailoverTarget } from "./target";

/** What the way through the API server may take on top of the probe's own time-out, in seconds. */
const DETOUR_SECONDS = 3;

/**
 * Asks pods through the API server, as a pipeline or a laptop must, which reaches no pod itself. It takes the right to get
 * `pods/proxy`, and cannot ask by TCP alone.
 *
 * @see https://kubernetes.io/docs/tasks/access-application-cluster/access-cluster-services/#manually-constructing-apiserver-proxy-urls
 */
export function proxyProber(client: KubernetesClient, target: FailoverTarget): Prober {
  return async ({ name }, probe) => {
    if (probe.scheme === EndpointScheme.tcp) return undefined;
    const scheme = probe.scheme === EndpointScheme.https ? "https:" : "";
    const path = `${podsPath(target)}/${scheme}${name}:${probe.port}/proxy${probe.path}`;
    const seconds = probe.timeoutSeconds + DETOUR_SECONDS;
    const signal = AbortSignal.timeout(seconds * 1000);
    try {
      const { status, body } = await client.request({ method: "GET", path, signal });
      if (!isOfApiServer(body)) return { isRight: isRightStatus(status, probe), words: `HTTP ${status}` };
      // 503 says that the pod could not be reached (k8s.io/apimachinery, pkg/util/proxy); the rest is about the API server.
      return status === 503 ? { isRight: false, words: String(body.message) } : undefined;
    } catch (error) {
      if (signal.aborted) return { isRight: false, words: `no answer within ${seconds} s` };
      if (error instanceof KubernetesUnreachable) return undefined;
      throw error;
    }
  };
}

function isOfApiServer(body: unknown): body is { readonly message?: unknown } {
  return typeof body === "object" && body !== null && "kind" in body && body.kind === "Status" && "apiVersion" in body;
}
