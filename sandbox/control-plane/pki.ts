import path from "node:path";
import {
  type CertifiedKeyFiles,
  keptAuthority,
  keptCertificate,
  keptSigningKey,
  type CertificateRequest,
} from "../certificates";
import { metricsHost } from "../metrics/metrics-service";

/** The Kubernetes users that the sandbox makes certificates for. */
const users = {
  /** As `az aks get-credentials --admin`. */
  admin: { commonName: "clusterAdmin", organizations: ["system:masters"] },
  /** As `az aks get-credentials` with local accounts; bound to cluster-admin by `aks-cluster-admin-binding`. */
  user: { commonName: "clusterUser" },
  controllerManager: { commonName: "system:kube-controller-manager" },
  scheduler: { commonName: "system:kube-scheduler" },
  kwok: { commonName: "kwok-controller" },
  connector: { commonName: "aci-connector-linux" },
} as const satisfies Record<string, CertificateRequest>;

/** Somebody who talks to the API server. */
export type KubernetesUser = keyof typeof users;

export const kubernetesUsers = Object.keys(users) as readonly KubernetesUser[];

/** Whom the API server says it is to what it passes requests on to. */
export const frontProxyName = "front-proxy-client";

const loopbackHosts = ["127.0.0.1", "localhost"];

/** The names under which pods and the aggregator know the API server, and its ClusterIP. */
const apiServerHosts = [
  ...loopbackHosts,
  "kubernetes",
  "kubernetes.default",
  "kubernetes.default.svc",
  "kubernetes.default.svc.cluster.local",
  "10.0.0.1",
];

/** Every key and certificate of one control plane. Each has authorities of its own: one cluster's user is nobody in another. */
export interface ControlPlanePki {
  readonly authority: CertifiedKeyFiles;
  readonly apiServer: CertifiedKeyFiles;
  readonly users: Readonly<Record<KubernetesUser, CertifiedKeyFiles>>;
  readonly etcdAuthority: CertifiedKeyFiles;
  readonly etcdServer: CertifiedKeyFiles;
  readonly etcdClient: CertifiedKeyFiles;
  /** Signs who the aggregation layer says it is, and nobody else. */
  readonly frontProxyAuthority: CertifiedKeyFiles;
  readonly frontProxyClient: CertifiedKeyFiles;
  /** Of what the API server passes requests for metrics on to. */
  readonly metricsServer: CertifiedKeyFiles;
  /** Signs the API server where it goes into the cluster, and what it meets there. */
  readonly egressAuthority: CertifiedKeyFiles;
  readonly egressProxy: CertifiedKeyFiles;
  readonly egressClient: CertifiedKeyFiles;
  /** Signs those pods that are processes of this machine: they go the same way, but no kubelet obeys them. */
  readonly podNetworkAuthority: CertifiedKeyFiles;
  readonly podNetworkClient: CertifiedKeyFiles;
  readonly serviceAccounts: { readonly privateKeyFile: string; readonly publicKeyFile: string };
}

/** Makes, or takes from `directory`, what a control plane needs to trust and to be trusted. */
export async function controlPlanePki(directory: string): Promise<ControlPlanePki> {
  return { ...(await ownPki(directory)), ...(await networkPki(directory)) };
}

type NetworkPki = Pick<
  ControlPlanePki,
  "egressAuthority" | "egressProxy" | "egressClient" | "podNetworkAuthority" | "podNetworkClient"
>;

async function networkPki(directory: string): Promise<NetworkPki> {
  const egressAuthority = await keptAuthority(directory, "egress-ca");
  const podNetworkAuthority = await keptAuthority(directory, "pod-network-ca");
  const egress = (name: string, request: CertificateRequest) =>
    keptCertificate(egressAuthority, { directory, name }, request);
  return {
    egressAuthority,
    egressProxy: await egress("egress-proxy", { commonName: "egress-proxy", hosts: loopbackHosts }),
    egressClient: await egress("egress-client", { commonName: "kube-apiserver-egress-client" }),
    podNetworkAuthority,
    podNetworkClient: await keptCertificate(
      podNetworkAuthority,
      { directory, name: "pod-network-client" },
      { commonName: "pod" },
    ),
  };
}

async function ownPki(directory: string): Promise<Omit<ControlPlanePki, keyof NetworkPki>> {
  const authority = await keptAuthority(directory, "ca");
  const etcdAuthority = await keptAuthority(directory, "etcd-ca");
  const frontProxyAuthority = await keptAuthority(directory, "front-proxy-ca");
  const etcd = (name: string, request: CertificateRequest) =>
    keptCertificate(etcdAuthority, { directory, name }, request);
  return {
    authority,
    apiServer: await keptCertificate(
      authority,
      { directory, name: "apiserver" },
      { commonName: "kube-apiserver", hosts: apiServerHosts },
    ),
    users: await userCertificates(authority, path.join(directory, "users")),
    etcdAuthority,
    etcdServer: await etcd("etcd-server", { commonName: "etcd", hosts: loopbackHosts }),
    etcdClient: await etcd("etcd-client", { commonName: "kube-apiserver-etcd-client" }),
    frontProxyAuthority,
    frontProxyClient: await keptCertificate(
      frontProxyAuthority,
      { directory, name: "front-proxy-client" },
      { commonName: frontProxyName },
    ),
    metricsServer: await keptCertificate(
      authority,
      { directory, name: "metrics-server" },
      { commonName: "metrics-server", hosts: [metricsHost] },
    ),
    serviceAccounts: keptSigningKey(directory),
  };
}

async function userCertificates(
  authority: CertifiedKeyFiles,
  directory: string,
): Promise<Record<KubernetesUser, CertifiedKeyFiles>> {
  const issued = kubernetesUsers.map(
    async (user) => [user, await keptCertificate(authority, { directory, name: user }, users[user])] as const,
  );
  return Object.fromEntries(await Promise.all(issued)) as Record<KubernetesUser, CertifiedKeyFiles>;
}
