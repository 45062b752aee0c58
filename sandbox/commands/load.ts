import type { Load } from "../metrics/load";
import { clearLoads, readLoads, writeLoad } from "./arm-loads";
import { clusterIdIn, describeLoads, type LoadCall, loadCall } from "./load-words";
import { type RunningSandbox, runningSandbox } from "./sandbox-status";
import type { Command } from "./usage";

const help = `Usage: aks-elastic sandbox load SERVICE --cpu CORES [--memory BYTES] [--namespace NS] [--cluster C] [--name NAME]
       aks-elastic sandbox load list [SERVICE] [--namespace NS] [--cluster C] [--name NAME]
       aks-elastic sandbox load clear [SERVICE] [--namespace NS] [--cluster C] [--name NAME]

Says what a service has to do, so that its pods show it in the resource metrics API (kubectl top pods) and its
HorizontalPodAutoscalers act on it. The service is the pods with the label app.kubernetes.io/name=SERVICE. Their load is
divided evenly among those that are Ready; a pod uses no more than its limits. A load works at once and until it is
cleared, its cluster goes, or the sandbox stops. A pod without a load uses 1m of CPU and 20Mi of memory.

  --cpu CORES     cores that the pods need together: 12, or 500m
  --memory BYTES  memory that they need together, beside the 20Mi of each: 3Gi (default: none)
  --namespace NS  where the pods are (default: default; for list and clear: any)
  --cluster C     the managed cluster, by its name or its id (default: the one to which KUBECONFIG leads; for list and
                  clear: any)
  --name NAME     which sandbox (default: default)`;

export const loadCommand: Command = {
  help,
  async run(args) {
    const call = loadCall(args);
    const sandbox = await runningSandbox(call.name);
    const lines = describeLoads(await carriedOut(call, sandbox));
    console.log(lines.length === 0 ? "No service has a load." : lines.join("\n"));
    return 0;
  },
};

/** @returns the loads that there are then, or for `list` those that it means. */
function carriedOut({ order, cluster }: LoadCall, sandbox: RunningSandbox): Promise<readonly Load[]> {
  const { arm } = sandbox;
  if (order.verb === "set") return writeLoad(arm, { ...order.load, cluster: clusterIdIn(sandbox, cluster) });
  const filter = { ...order.filter, ...(cluster === undefined ? {} : { cluster: clusterIdIn(sandbox, cluster) }) };
  return order.verb === "list" ? readLoads(arm, filter) : clearLoads(arm, filter);
}
