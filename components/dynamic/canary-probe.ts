import { KubernetesStatusError, KubernetesUnreachable } from "../../sdk/kubernetes/kubernetes-io";
import { type ProbeSpec, ProbeScheme } from "../../sdk/pods/probe";
import type { CanaryPod } from "../../sdk/upgrade/canary-objects";
import { isRightStatus, type ProbeAnswer } from "../../sdk/upgrade/canary-observation";
import { podsPath, type CanaryPlace } from "./canary-cluster";

/** What the way through the API server may take on top of the probe's own time-out, in seconds. */
const DETOUR_SECONDS = 5;
/** The most of the probe's own time-out that is waited, in seconds: one silent pod must not hold up the whole watch. */
const LONGEST_SECONDS = 60;
const LONGEST_ANSWER = 80;

/**
 * Asks a pod its probe through the API server, which is as far as a pipeline, a laptop and a pod can reach.
 *
 * @returns nothing where the API server has no answer of the pod's to give
 * @throws KubernetesStatusError where this user may not ask pods
 * @see https://kubernetes.io/docs/tasks/access-application-cluster/access-cluster-services/#manually-constructing-apiserver-proxy-urls
 */
export async function askPod(
  { client, namespace }: CanaryPlace,
  pod: CanaryPod,
  probe: ProbeSpec,
): Promise<ProbeAnswer | undefined> {
  const { name, uid } = pod.metadata;
  const scheme = probe.scheme === ProbeScheme.https ? "https:" : "";
  const seconds = Math.min(probe.timeoutSeconds, LONGEST_SECONDS) + DETOUR_SECONDS;
  const signal = AbortSignal.timeout(seconds * 1000);
  const path = `${podsPath(namespace)}/${scheme}${name}:${probe.port}/proxy${probe.path}`;
  try {
    const { status, body } = await client.request({ method: "GET", path, signal });
    if (isOfApiServer(body)) return ofApiServer({ uid, status, body });
    return { pod: uid, isRight: isRightStatus(status), answer: `${status}${words(body)}` };
  } catch (error) {
    if (signal.aborted) return { pod: uid, isRight: false, answer: `no answer within ${seconds} s` };
    if (error instanceof KubernetesUnreachable) return undefined;
    throw error;
  }
}

interface StatusBody {
  readonly kind: "Status";
  readonly message?: string;
}

/** The API server's own answers are of the kind Status. */
function isOfApiServer(body: unknown): body is StatusBody {
  return typeof body === "object" && body !== null && "kind" in body && body.kind === "Status" && "apiVersion" in body;
}

/**
 * 503 says that the pod could not be reached (`error trying to reach service`, k8s.io/apimachinery, pkg/util/proxy).
 * Anything else is about the API server, or about a pod that has just gone.
 */
function ofApiServer({ uid, status, body }: { uid: string; status: number; body: StatusBody }) {
  if (status === 401 || status === 403) throw new KubernetesStatusError("ask a pod", status, body);
  if (status !== 503) return undefined;
  return { pod: uid, isRight: false, answer: (body.message ?? "503").slice(0, 2 * LONGEST_ANSWER) };
}

function words(body: unknown): string {
  const text = typeof body === "string" ? body : JSON.stringify(body ?? "");
  const [line = ""] = text
    .replaceAll(/<[^>]*>/g, " ")
    .trim()
    .split("\n");
  const clean = line.replaceAll(/\s+/g, " ").trim().slice(0, LONGEST_ANSWER);
  return clean === "" || clean === '""' ? "" : ` ${clean}`;
}
