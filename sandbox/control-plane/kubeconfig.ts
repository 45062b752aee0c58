import { stringify } from "yaml";
import type { ControlPlanePki, KubernetesUser } from "./pki";

/** The kubeconfig of one user, with everything inline, so that it works wherever it is copied to. */
export function kubeconfig(
  pki: ControlPlanePki,
  user: KubernetesUser,
  cluster: { readonly name: string; readonly server: string },
): string {
  const { cert, key } = pki.users[user];
  const { name, server } = cluster;
  const userName = `${user}-${name}`;
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server, "certificate-authority-data": base64(pki.authority.cert) } }],
    users: [{ name: userName, user: { "client-certificate-data": base64(cert), "client-key-data": base64(key) } }],
    contexts: [{ name, context: { cluster: name, user: userName } }],
    "current-context": name,
  });
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
