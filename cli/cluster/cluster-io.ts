import { existsSync, readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseKubeconfig } from "../../sdk/kubernetes/kubeconfig";
import { KubeconfigError } from "../../sdk/kubernetes/kubeconfig-text";
import { type KubernetesClient, kubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import { mergedKubeconfig } from "./kubeconfig-files";

/** The options by which a command is told which cluster. */
export const KUBECONFIG_OPTIONS = { kubeconfig: { type: "string" }, context: { type: "string" } } as const;

/** The options by which a command is told which cluster, and where in it. */
export const CLUSTER_OPTIONS = { ...KUBECONFIG_OPTIONS, namespace: { type: "string", short: "n" } } as const;

/** What those of the cluster alone are, for help texts. */
export const KUBECONFIG_HELP = `  --kubeconfig FILE         which kubeconfig (default: those that KUBECONFIG names, or ~/.kube/config)
  --context NAME            which of its contexts (default: the current one)`;

/** What they all are, for help texts. */
export const CLUSTER_HELP = `${KUBECONFIG_HELP}
  -n, --namespace NS        where the service is (default: the context's namespace, or default)`;

/** A cluster, and where in it. */
export interface ClusterAccess {
  readonly client: KubernetesClient;
  readonly namespace: string;
}

interface ClusterValues {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly namespace?: string | undefined;
}

/** @throws KubeconfigError where there is no kubeconfig, or none that can be used */
export function clusterAccess({ kubeconfig, context, namespace }: ClusterValues): ClusterAccess {
  const config = kubeconfigText(kubeconfig, process.env["KUBECONFIG"]);
  const connection = parseKubeconfig(config, context);
  return { client: kubernetesClient(config, context), namespace: namespace ?? connection.namespace ?? "default" };
}

/**
 * The kubeconfig as kubectl finds it: the file that is named, else those in `KUBECONFIG` that are there, else the one at
 * home.
 *
 * @throws KubeconfigError where there is none
 */
export function kubeconfigText(named: string | undefined, variable: string | undefined): string {
  const files = filesNamed(named, variable);
  const there = files.filter((file) => named !== undefined || existsSync(file));
  if (there.length === 0) {
    throw new KubeconfigError(
      `kubeconfig: there is none at ${files.join(" or ")}; give --kubeconfig FILE, or set KUBECONFIG`,
    );
  }
  return mergedKubeconfig(there.map((file) => ({ path: file, text: read(file) })));
}

function filesNamed(named: string | undefined, variable: string | undefined): readonly string[] {
  if (named !== undefined) return [named];
  const listed = (variable ?? "").split(path.delimiter).filter((file) => file !== "");
  return listed.length > 0 ? listed : [path.join(os.homedir(), ".kube", "config")];
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new KubeconfigError(`kubeconfig: cannot read ${file}: ${why}`, { cause });
  }
}
