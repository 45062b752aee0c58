import { stringify } from "yaml";
import type { CertifiedKeyFiles } from "../certificates";

/**
 * How an API server gets into its cluster: through a proxy. What it says to webhooks and to etcd goes on as without.
 *
 * @see https://kubernetes.io/docs/reference/config-api/apiserver-config.v1beta1/#apiserver-k8s-io-v1beta1-EgressSelectorConfiguration
 */
export function egressConfiguration(
  url: string,
  { authority, client }: { readonly authority: CertifiedKeyFiles; readonly client: CertifiedKeyFiles },
): string {
  const tlsConfig = { caBundle: authority.certFile, clientCert: client.certFile, clientKey: client.keyFile };
  return stringify({
    apiVersion: "apiserver.k8s.io/v1beta1",
    kind: "EgressSelectorConfiguration",
    egressSelections: [
      { name: "cluster", connection: { proxyProtocol: "HTTPConnect", transport: { tcp: { url, tlsConfig } } } },
    ],
  });
}
