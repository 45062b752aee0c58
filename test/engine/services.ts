import path from "node:path";
import type { AppsV1Api, CoreV1Api, KubeConfig } from "@kubernetes/client-node" with { "resolution-mode": "import" };
import { kubeConfig, officialClients, ROOT } from "../sandbox";
import { createStack, type Stack } from "./stack";

/** A cluster of `test/programs/cluster`, with the official clients of it. */
export interface TestCluster {
  readonly kubeconfig: string;
  readonly config: KubeConfig;
  readonly core: CoreV1Api;
  readonly apps: AppsV1Api;
  /** Deletes the cluster as somebody does who knows nothing of Pulumi. */
  deleteByHand(): Promise<void>;
  remove(): Promise<void>;
}

/**
 * Creates a cluster with six VMs, two spot VMs and a virtual node.
 *
 * @param location a region of its own, for a test that needs all of ACI's quota and throttle
 */
export async function createCluster(name: string, location = "westeurope"): Promise<TestCluster> {
  const stack = await createStack(path.join(ROOT, "test", "programs", "cluster"), `${name}-${process.pid}`);
  await stack.config("azure-native:location", location);
  await stack.run("up", "--yes", "--skip-preview");
  const kubeconfig = (await stack.output("kubeconfig")) as string;
  const config = await kubeConfig(kubeconfig);
  const { AppsV1Api, CoreV1Api } = await import("@kubernetes/client-node");
  return {
    kubeconfig,
    config,
    core: config.makeApiClient(CoreV1Api),
    apps: config.makeApiClient(AppsV1Api),
    deleteByHand: () => deleteClusterOf(stack),
    remove: () => stack.remove(),
  };
}

/** Deletes the only cluster of a stack as somebody does who knows nothing of Pulumi. */
export async function deleteClusterOf(stack: Stack): Promise<void> {
  const id = (await stack.resources()).find(({ type }) => type.endsWith(":ManagedCluster"))?.id ?? "";
  const [, group = "", name = ""] = /resourceGroups\/([^/]+)\/.*\/([^/]+)$/i.exec(id) ?? [];
  const { containerService } = await officialClients();
  await containerService.managedClusters.delete(group, name);
}

/** A stack of `test/programs/service`: the service `web` in a cluster that is there. */
export interface ServiceStack extends Stack {
  /** Sets the args of the service that differ from those of the program. */
  args(args: Readonly<Record<string, unknown>>): Promise<void>;
}

export async function createService(
  name: string,
  { kubeconfig }: Pick<TestCluster, "kubeconfig">,
): Promise<ServiceStack> {
  const stack = await createStack(path.join(ROOT, "test", "programs", "service"), `${name}-${process.pid}`);
  await stack.secret("kubeconfig", kubeconfig);
  const args = (given: Readonly<Record<string, unknown>>) => stack.config("args", JSON.stringify(given));
  await args({});
  return { ...stack, args };
}
