import { bodyOf, type KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import type { LocalPod, TokenSource } from "./local-pod";

/** As the API server's own default, where a volume says nothing. */
const defaultExpirationSeconds = 3600;
/** The part of its life after which a kubelet asks for another token, and the longest that it keeps one. */
const refreshedAfter = 0.8;
const longestKeptMs = 24 * 3_600_000;

interface Issued {
  readonly token: string;
  readonly refreshAt: number;
}

/**
 * Tokens for the service account of one pod, each bound to the pod and asked for anew before it expires.
 *
 * @see https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken
 */
export class AccountTokens {
  private readonly issued = new Map<string, Issued>();

  constructor(
    private readonly client: KubernetesClient,
    private readonly now: () => number = Date.now,
  ) {}

  /** A token that is good for a while yet. */
  async token(pod: LocalPod, source: TokenSource): Promise<string> {
    const key = JSON.stringify(source);
    const known = this.issued.get(key);
    if (known !== undefined && this.now() < known.refreshAt) return known.token;
    const fresh = await this.request(pod, source);
    this.issued.set(key, fresh);
    return fresh.token;
  }

  private async request({ metadata = {}, spec }: LocalPod, source: TokenSource): Promise<Issued> {
    const { name = "", namespace = "", uid = "" } = metadata;
    const account = spec?.serviceAccountName ?? "default";
    const { audience, expirationSeconds = defaultExpirationSeconds } = source;
    const asked = this.now();
    const response = await this.client.request({
      method: "POST",
      path: `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`,
      body: {
        apiVersion: "authentication.k8s.io/v1",
        kind: "TokenRequest",
        spec: {
          ...(audience === undefined ? {} : { audiences: [audience] }),
          expirationSeconds,
          boundObjectRef: { apiVersion: "v1", kind: "Pod", name, uid },
        },
      },
    });
    const { status } = bodyOf(response, `request a token for service account ${namespace}/${account}`) as {
      readonly status: { readonly token: string; readonly expirationTimestamp: string };
    };
    const lifeMs = Date.parse(status.expirationTimestamp) - asked;
    return { token: status.token, refreshAt: asked + Math.min(lifeMs * refreshedAfter, longestKeptMs) };
  }
}
