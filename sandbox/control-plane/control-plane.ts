import { rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { bodyOf, kubernetesClient, type KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import type { GroupOfPod } from "../arm/cluster-host";
import type { BadImages } from "../arm/faults";
import { clusterNetwork } from "../cluster-network/cluster-network";
import { type ConnectProxy, startConnectProxy } from "../cluster-network/connect-proxy";
import { egressConfiguration } from "../cluster-network/egress-configuration";
import { privateDirectory, writeAtomically } from "../files";
import type { AggregationTrust } from "../metrics/cluster-metrics";
import { kubeletServer } from "../local-pods/kubelet-server";
import { LocalPods } from "../local-pods/local-pods";
import type { PodNetwork } from "../local-pods/pod-network";
import { Kwok } from "../nodes/kwok";
import { alwaysRunning, type Supervisor } from "../processes";
import type { SlotState } from "../state";
import type { Tools } from "../tools/toolchain";
import { accessRules } from "./access-rules";
import { apiServerArgs, controllerManagerArgs, type ControlPlaneFiles, etcdArgs, schedulerArgs } from "./command-lines";
import { kubeconfig } from "./kubeconfig";
import { type ControlPlanePki, controlPlanePki, frontProxyName, type KubernetesUser, kubernetesUsers } from "./pki";

export interface ControlPlaneOptions {
  readonly slot: SlotState;
  /** The slot's own directory. */
  readonly directory: string;
  readonly tools: Tools;
  readonly supervisor: Supervisor;
  /** The file by which the API server knows users that sign in with a token. */
  readonly userTokens?: string;
  /** How often the HPA controller looks, in seconds. @default - Kubernetes' own */
  readonly hpaSyncSeconds?: number;
  /** The images that are bad from the start. */
  readonly badImages?: BadImages | undefined;
  /** How to look into the container groups of virtual nodes; absent where there are none. */
  readonly groupOfPod?: GroupOfPod;
  readonly log: (line: string) => void;
}

/** A Kubernetes control plane that runs. */
export interface ControlPlane {
  readonly server: string;
  /** Of its Kubernetes, such as `1.35.4`. */
  readonly version: string;
  /** A client of a cluster administrator. */
  readonly client: KubernetesClient;
  /** For a server that the API server passes requests for metrics on to. */
  readonly metricsTrust: AggregationTrust;
  kubeconfig(user: KubernetesUser, clusterName: string): string;
  /** Where the kubeconfig of a process of the sandbox is. */
  kubeconfigFile(user: KubernetesUser): string;
  /** Has no container start on a VM from these images from now on, and all from others. */
  useImages(badImages: BadImages | undefined): Promise<void>;
  /** The pods on VMs whose containers are processes of this machine. */
  readonly localPods: Pick<LocalPods, "freeze">;
  /** Takes the API server away for so many seconds, and waits until it is back. */
  interrupt(seconds: number, signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
  /** Stops it and forgets what it stored; keys stay. */
  wipe(): Promise<void>;
}

/** How long the API server may take to be ready, in milliseconds: 3 s on an idle machine, many times that on a busy one. */
const readyTimeoutMs = 90_000;

/** Starts etcd, the API server, the controllers and the VMs' kubelets of one slot, and waits until pods can be created in it. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { slot, directory, supervisor, tools } = options;
  const pki = await controlPlanePki(path.join(privateDirectory(directory), "pki"));
  const server = `https://127.0.0.1:${slot.ports.apiServer}`;
  const cluster = { name: `slot-${slot.index}`, server };
  const kubeconfigFile = (user: KubernetesUser): string => path.join(directory, "kubeconfigs", `${user}.yaml`);
  for (const user of kubernetesUsers) writeAtomically(kubeconfigFile(user), kubeconfig(pki, user, cluster));
  const client = kubernetesClient(kubeconfig(pki, "admin", cluster));
  const localPods = localPodsOf(options, client);
  const egress = await startEgress(options, pki, { client, localPods });
  const files = controlPlaneFiles(options, pki, kubeconfigFile);
  const stored = [files.etcdDirectory, podsDirectory(directory)];
  const kwok = kwokOf(options, kubeconfigFile("kwok"), client);
  const processes = new ControlPlaneProcesses(slot.index, supervisor, { egress, kwok, localPods });
  const version = await processes.start(tools, files, client).catch(async (error: unknown) => {
    await processes.stop();
    throw error;
  });
  return {
    server,
    version,
    client,
    metricsTrust: metricsTrust(pki),
    kubeconfig: (user, name) => kubeconfig(pki, user, { name, server }),
    kubeconfigFile,
    useImages: (badImages) => kwok.useImages(badImages),
    localPods,
    interrupt: async (seconds, signal) => {
      await processes.killApiServer();
      await delay(seconds * 1000, undefined, { signal });
      await processes.startApiServer(tools, files, client);
    },
    stop: () => processes.stop(),
    wipe: async () => {
      await processes.stop();
      await Promise.all(stored.map((each) => rm(each, { recursive: true, force: true })));
    },
  };
}

async function kubernetesVersion(client: KubernetesClient): Promise<string> {
  const response = await client.request({ method: "GET", path: "/version" });
  const { gitVersion } = bodyOf(response, "read the API server's version") as { gitVersion: string };
  return gitVersion.replace(/^v/, "");
}

function metricsTrust(pki: ControlPlanePki): AggregationTrust {
  return {
    certificate: pki.metricsServer,
    authority: pki.authority.cert,
    frontProxy: { authority: pki.frontProxyAuthority.cert, name: frontProxyName },
  };
}

function controlPlaneFiles(
  { slot, directory, userTokens, hpaSyncSeconds }: ControlPlaneOptions,
  pki: ControlPlanePki,
  kubeconfigFile: (user: KubernetesUser) => string,
): ControlPlaneFiles {
  return {
    ports: slot.ports,
    pki,
    etcdDirectory: privateDirectory(path.join(directory, "etcd")),
    kubeconfigs: {
      controllerManager: kubeconfigFile("controllerManager"),
      scheduler: kubeconfigFile("scheduler"),
    },
    egressConfiguration: egressFile(directory),
    ...(userTokens === undefined ? {} : { userTokens }),
    ...(hpaSyncSeconds === undefined ? {} : { hpaSyncSeconds }),
  };
}

/** Opens the way into the cluster for its API server, and for those pods that are processes; it asks the API server itself who is where. */
async function startEgress(
  { directory, groupOfPod = () => undefined }: ControlPlaneOptions,
  pki: ControlPlanePki,
  { client, localPods }: { readonly client: KubernetesClient; readonly localPods: LocalPods },
): Promise<ConnectProxy> {
  const { egressProxy: certificate, egressAuthority, podNetworkAuthority, podNetworkClient } = pki;
  const proxy = await startConnectProxy({
    certificate,
    clientAuthorities: [egressAuthority.cert, podNetworkAuthority.cert],
    network: clusterNetwork(client, { groupOfPod, localPods }),
    kubelet: kubeletServer({ certificate, clientAuthority: egressAuthority.cert, pods: localPods }),
  });
  const { url } = proxy;
  const trust = { authority: egressAuthority, client: pki.egressClient };
  writeAtomically(egressFile(directory), egressConfiguration(url, trust));
  const { certFile, keyFile } = podNetworkClient;
  const podNetwork: PodNetwork = { url, authorityFile: egressAuthority.certFile, certFile, keyFile };
  writeAtomically(podNetworkFile(directory), JSON.stringify(podNetwork));
  return proxy;
}

function egressFile(directory: string): string {
  return path.join(directory, "egress.yaml");
}

function podNetworkFile(directory: string): string {
  return path.join(directory, "pod-network.json");
}

function localPodsOf({ slot, directory, supervisor, log }: ControlPlaneOptions, client: KubernetesClient): LocalPods {
  const files = { directory: podsDirectory(directory), podNetwork: podNetworkFile(directory) };
  return new LocalPods({ slot: slot.index, ...files, client, supervisor, log });
}

function podsDirectory(directory: string): string {
  return path.join(directory, "pods");
}

function kwokOf(options: ControlPlaneOptions, kubeconfig: string, client: KubernetesClient): Kwok {
  const { slot, directory, supervisor, tools, badImages } = options;
  const stages = path.join(directory, "kwok-stages.yaml");
  const name = `slot-${slot.index}-kwok`;
  return new Kwok({ name, command: tools.kwok, kubeconfig, stages, badImages, client, supervisor });
}

/**
 * Starts are most of what a control plane does here, and leave much garbage. Collected half as often, an API server takes
 * 15 percent less processor time until it is ready, and 40 MB more memory.
 */
const environment = { GOGC: "200" };

class ControlPlaneProcesses {
  constructor(
    private readonly slot: number,
    private readonly supervisor: Supervisor,
    private readonly parts: { readonly egress: ConnectProxy; readonly kwok: Kwok; readonly localPods: LocalPods },
  ) {}

  /** @returns the version of its Kubernetes. */
  async start(tools: Tools, files: ControlPlaneFiles, client: KubernetesClient): Promise<string> {
    this.run("etcd", tools.etcd, etcdArgs(files));
    await this.startApiServer(tools, files, client);
    await applyAccessRules(client);
    this.run("kube-controller-manager", tools["kube-controller-manager"], controllerManagerArgs(files));
    this.run("kube-scheduler", tools["kube-scheduler"], schedulerArgs(files));
    await this.parts.kwok.start();
    this.parts.localPods.follow();
    // A pod is refused until the controller manager has made its namespace's service account.
    await this.supervisor.ready(this.name("kube-controller-manager"), readyTimeoutMs, () => hasServiceAccount(client));
    return kubernetesVersion(client);
  }

  async startApiServer(tools: Tools, files: ControlPlaneFiles, client: KubernetesClient): Promise<void> {
    this.run("kube-apiserver", tools["kube-apiserver"], apiServerArgs(files));
    await this.supervisor.ready(this.name("kube-apiserver"), readyTimeoutMs, () => isReady(client));
  }

  /** In good order it would wait a minute for its watchers to leave. */
  killApiServer(): Promise<void> {
    return this.supervisor.stop(this.name("kube-apiserver"), "SIGKILL");
  }

  /** The store goes last: the others write to it while they end. */
  async stop(): Promise<void> {
    await this.parts.localPods.stop();
    await Promise.all([
      this.parts.kwok.stop(),
      ...["kube-scheduler", "kube-controller-manager"].map((part) => this.supervisor.stop(this.name(part))),
    ]);
    await this.supervisor.stop(this.name("kube-apiserver"));
    await this.parts.egress.close();
    await this.supervisor.stop(this.name("etcd"));
  }

  private run(part: string, command: string, args: readonly string[]): void {
    this.supervisor.start({ name: this.name(part), command, args, backOff: alwaysRunning, environment });
  }

  private name(part: string): string {
    return `slot-${this.slot}-${part}`;
  }
}

async function isReady(client: KubernetesClient): Promise<boolean> {
  return (await client.request({ method: "GET", path: "/readyz", timeoutMs: 2_000 })).status === 200;
}

async function hasServiceAccount(client: KubernetesClient): Promise<boolean> {
  const path = "/api/v1/namespaces/default/serviceaccounts/default";
  return (await client.request({ method: "GET", path })).status === 200;
}

async function applyAccessRules(client: KubernetesClient): Promise<void> {
  for (const object of accessRules()) {
    const resource = object.kind === "ClusterRole" ? "clusterroles" : "clusterrolebindings";
    const name = object.metadata?.name ?? "";
    const response = await client.request({
      method: "PATCH",
      path: `/apis/rbac.authorization.k8s.io/v1/${resource}/${name}`,
      query: { fieldManager: "aks-elastic-sandbox", force: "true" },
      contentType: "application/apply-patch+yaml",
      body: object,
    });
    bodyOf(response, `apply ${resource}/${name}`);
  }
}
