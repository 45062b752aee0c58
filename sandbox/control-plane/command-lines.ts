import type { SlotPorts } from "../state";
import { type ControlPlanePki, frontProxyName } from "./pki";

/** What the parts of one control plane are started with. */
export interface ControlPlaneFiles {
  readonly ports: SlotPorts;
  readonly pki: ControlPlanePki;
  /** Where etcd keeps its data. */
  readonly etcdDirectory: string;
  readonly kubeconfigs: { readonly controllerManager: string; readonly scheduler: string };
  /** How the API server gets to pods and nodes. */
  readonly egressConfiguration: string;
  /** Who signs in by which token; nobody where there is no such file. */
  readonly userTokens?: string;
  /** How often the HPA controller looks, in seconds. @default - Kubernetes' own */
  readonly hpaSyncSeconds?: number;
}

export function etcdArgs({ ports, pki, etcdDirectory }: ControlPlaneFiles): readonly string[] {
  const client = `https://127.0.0.1:${ports.etcdClient}`;
  const peer = `https://127.0.0.1:${ports.etcdPeer}`;
  return [
    `--name=sandbox`,
    `--data-dir=${etcdDirectory}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=sandbox=${peer}`,
    `--cert-file=${pki.etcdServer.certFile}`,
    `--key-file=${pki.etcdServer.keyFile}`,
    `--trusted-ca-file=${pki.etcdAuthority.certFile}`,
    `--client-cert-auth=true`,
    `--peer-cert-file=${pki.etcdServer.certFile}`,
    `--peer-key-file=${pki.etcdServer.keyFile}`,
    `--peer-trusted-ca-file=${pki.etcdAuthority.certFile}`,
    `--peer-client-cert-auth=true`,
    // What is lost when the machine itself crashes can be made again; waiting for the disk at every write can't be undone.
    `--unsafe-no-fsync=true`,
    `--log-level=warn`,
  ];
}

export function apiServerArgs({ ports, pki, userTokens, egressConfiguration }: ControlPlaneFiles): readonly string[] {
  return [
    `--bind-address=127.0.0.1`,
    `--secure-port=${ports.apiServer}`,
    `--tls-cert-file=${pki.apiServer.certFile}`,
    `--tls-private-key-file=${pki.apiServer.keyFile}`,
    `--client-ca-file=${pki.authority.certFile}`,
    ...(userTokens === undefined ? [] : [`--token-auth-file=${userTokens}`]),
    `--anonymous-auth=false`,
    `--authorization-mode=Node,RBAC`,
    `--enable-admission-plugins=NodeRestriction`,
    `--allow-privileged=true`,
    `--etcd-servers=https://127.0.0.1:${ports.etcdClient}`,
    `--etcd-cafile=${pki.etcdAuthority.certFile}`,
    `--etcd-certfile=${pki.etcdClient.certFile}`,
    `--etcd-keyfile=${pki.etcdClient.keyFile}`,
    `--service-account-issuer=https://kubernetes.default.svc.cluster.local`,
    `--service-account-signing-key-file=${pki.serviceAccounts.privateKeyFile}`,
    `--service-account-key-file=${pki.serviceAccounts.publicKeyFile}`,
    // AKS's default service CIDR: https://learn.microsoft.com/azure/aks/configure-azure-cni
    `--service-cluster-ip-range=10.0.0.0/16`,
    // An Endpoints object may not hold a loopback address, and there is no other.
    `--endpoint-reconciler-type=none`,
    `--egress-selector-config-file=${egressConfiguration}`,
    // To kubelets, by their addresses, as in AKS: nobody knows the VMs' names here.
    `--kubelet-preferred-address-types=InternalIP`,
    `--kubelet-client-certificate=${pki.egressClient.certFile}`,
    `--kubelet-client-key=${pki.egressClient.keyFile}`,
    `--requestheader-client-ca-file=${pki.frontProxyAuthority.certFile}`,
    `--requestheader-allowed-names=${frontProxyName}`,
    `--requestheader-extra-headers-prefix=X-Remote-Extra-`,
    `--requestheader-group-headers=X-Remote-Group`,
    `--requestheader-username-headers=X-Remote-User`,
    `--proxy-client-cert-file=${pki.frontProxyClient.certFile}`,
    `--proxy-client-key-file=${pki.frontProxyClient.keyFile}`,
    `--profiling=false`,
  ];
}

/**
 * Every time-out and threshold is Kubernetes' own default, so that a failing node is noticed when AKS would notice it. The
 * user alone may have the HPA controller look more often.
 */
export function controllerManagerArgs({ pki, kubeconfigs, hpaSyncSeconds }: ControlPlaneFiles): readonly string[] {
  return [
    `--kubeconfig=${kubeconfigs.controllerManager}`,
    `--controllers=*`,
    `--use-service-account-credentials=true`,
    // At the default of 20 requests a second, making an account for each controller takes 4 of a start's 9 seconds.
    `--kube-api-qps=200`,
    `--kube-api-burst=400`,
    `--service-account-private-key-file=${pki.serviceAccounts.privateKeyFile}`,
    `--root-ca-file=${pki.authority.certFile}`,
    `--cluster-signing-cert-file=${pki.authority.certFile}`,
    `--cluster-signing-key-file=${pki.authority.keyFile}`,
    ...(hpaSyncSeconds === undefined ? [] : [`--horizontal-pod-autoscaler-sync-period=${hpaSyncSeconds}s`]),
    `--leader-elect=false`,
    // 0 = serves nothing.
    `--secure-port=0`,
    `--profiling=false`,
  ];
}

export function schedulerArgs({ kubeconfigs }: ControlPlaneFiles): readonly string[] {
  return [`--kubeconfig=${kubeconfigs.scheduler}`, `--leader-elect=false`, `--secure-port=0`, `--profiling=false`];
}
