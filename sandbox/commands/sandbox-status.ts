import { existsSync, readFileSync } from "node:fs";
import { kubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import type { KubernetesObject } from "../../sdk/kubernetes/object";
import type { ContainersOverview } from "../arm/containers/overview";
import type { Faults } from "../arm/faults";
import { armAttachment, type ArmAttachment } from "../arm-attachment";
import { type DaemonReport, daemonPid, lastDaemonReport } from "../daemon-file";
import { kubeconfigFile, sandboxEnvironment } from "../environment";
import { readJsonFile } from "../files";
import { isNodeReady } from "../nodes/node-sync";
import { acceptState, type SandboxPaths, sandboxPaths, type SandboxState } from "../state";
import type { Load } from "../metrics/load";
import { readContainers } from "./arm-containers";
import { readFaults } from "./arm-faults";
import { readLoads } from "./arm-loads";

/** A node as `status` shows it. */
export interface NodeStatus {
  readonly name: string;
  readonly tier: "vm" | "virtualNode";
  /** The agent pool; empty for the virtual node. */
  readonly pool: string;
  readonly zone: string;
  readonly ready: boolean;
  /** ARM id of the managed cluster, in lower case. */
  readonly cluster: string;
}

/** A managed cluster, and the file with which `kubectl` reaches it. */
export interface ClusterStatus {
  readonly id: string;
  readonly kubeconfig: string;
}

/** A sandbox that can be used. */
export interface RunningSandbox {
  readonly running: true;
  readonly name: string;
  readonly pid: number;
  readonly directory: string;
  readonly log: string;
  /** Kubeconfig of the first cluster; works from the start. */
  readonly kubeconfig: string;
  readonly arm: ArmAttachment;
  /** What a program needs in its environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly nodes: readonly NodeStatus[];
  readonly clusters: readonly ClusterStatus[];
  readonly faults: Faults;
  /** Container groups, NGroups and standby pools that no cluster has. */
  readonly containers: ContainersOverview;
  /** What services have to do. */
  readonly loads: readonly Load[];
  readonly coldStartSeconds: number;
  readonly hpaSyncSeconds: number;
  /** What the user has to know: files that were moved aside, parts that did not answer. */
  readonly warnings: readonly string[];
}

/** A sandbox that is not up: why, as far as is known. */
export interface StoppedSandbox {
  readonly running: false;
  readonly name: string;
  readonly directory: string;
  /** `absent`: there is nothing; `stopped`: `up` goes on with what is stored; `killed`: its daemon died. */
  readonly phase: "absent" | "stopped" | "killed" | "failed" | "starting" | "stopping";
  readonly doing: string;
}

export type SandboxStatus = RunningSandbox | StoppedSandbox;

/** Looks at a sandbox and changes nothing. */
export async function sandboxStatus({ name }: { readonly name: string }): Promise<SandboxStatus> {
  const paths = sandboxPaths(name);
  const report = lastDaemonReport(paths);
  const pid = daemonPid(paths);
  if (pid === undefined || report?.phase !== "ready") return stopped(paths, report, pid !== undefined);
  const { value: state } = readJsonFile(paths.stateFile, acceptState);
  if (state === undefined)
    throw new Error(`read the state of sandbox "${name}": ${paths.stateFile} is gone; run down, then up`);
  return running(paths, report, state);
}

/** As {@link sandboxStatus}, for what needs a sandbox that runs. @throws Error that says how to start it. */
export async function runningSandbox(name: string): Promise<RunningSandbox> {
  const status = await sandboxStatus({ name });
  if (status.running) return status;
  const option = name === "default" ? "" : ` --name ${name}`;
  throw new Error(`sandbox "${name}" is not running (${status.phase}); start it: aks-elastic sandbox up${option}`);
}

function stopped(paths: SandboxPaths, report: DaemonReport | undefined, alive: boolean): StoppedSandbox {
  const { name, root: directory } = paths;
  const found = { running: false, name, directory, doing: report?.doing ?? "" } as const;
  if (alive) return { ...found, phase: report?.phase === "stopping" ? "stopping" : "starting" };
  if (report === undefined) return { ...found, phase: existsSync(paths.stateFile) ? "stopped" : "absent" };
  return { ...found, phase: report.phase === "failed" ? "failed" : "killed" };
}

async function running(paths: SandboxPaths, report: DaemonReport, state: SandboxState): Promise<RunningSandbox> {
  const arm = armAttachment(paths, state, report.armUrl);
  const warnings = [...report.warnings];
  const noted = async <T>(what: string, fallback: T, look: Promise<T>): Promise<T> => {
    try {
      return await look;
    } catch (error) {
      warnings.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
      return fallback;
    }
  };
  const slots = state.slots.map(async ({ index, clusterId }) =>
    noted(`control plane ${index}`, [], clusterNodes(kubeconfigFile(paths, index), clusterId ?? "")),
  );
  const [faults, containers, loads, ...nodes] = await Promise.all([
    noted("faults", {}, readFaults(arm)),
    noted("containers", { groups: [], nGroups: [], standbyPools: [] }, readContainers(arm)),
    noted("loads", [], readLoads(arm)),
    ...slots,
  ]);
  return {
    running: true,
    name: paths.name,
    pid: report.pid,
    directory: paths.root,
    log: `${paths.logs}/daemon.log`,
    kubeconfig: kubeconfigFile(paths),
    arm,
    env: sandboxEnvironment(paths, { daemon: report, state, inheritedPath: process.env["PATH"] ?? "" }),
    nodes: nodes.flat(),
    clusters: clustersOf(paths, state),
    faults,
    containers,
    loads,
    coldStartSeconds: report.coldStartSeconds,
    hpaSyncSeconds: report.hpaSyncSeconds,
    warnings,
  };
}

function clustersOf(paths: SandboxPaths, { slots }: SandboxState): readonly ClusterStatus[] {
  return slots.flatMap(({ index, clusterId }) =>
    clusterId === undefined ? [] : [{ id: clusterId, kubeconfig: kubeconfigFile(paths, index) }],
  );
}

async function clusterNodes(kubeconfig: string, cluster: string): Promise<readonly NodeStatus[]> {
  const client = kubernetesClient(readFileSync(kubeconfig, "utf8"));
  const { body } = await client.request({ method: "GET", path: "/api/v1/nodes", timeoutMs: 5_000 });
  const { items } = body as { readonly items?: readonly KubernetesObject[] };
  return (items ?? []).map((node) => nodeStatus(node, cluster));
}

function nodeStatus(node: KubernetesObject, cluster: string): NodeStatus {
  const { name = "", labels = {} } = node.metadata ?? {};
  return {
    name,
    tier: labels["type"] === "virtual-kubelet" ? "virtualNode" : "vm",
    pool: labels["kubernetes.azure.com/agentpool"] ?? "",
    zone: labels["topology.kubernetes.io/zone"] ?? "",
    ready: isNodeReady(node),
    cluster,
  };
}
