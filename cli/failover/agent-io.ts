import { agentName } from "../../sdk/failover/agent-names";
import { SECOND, timeOf } from "../../sdk/failover/time";
import type { FailoverTarget } from "../../sdk/failover/target";
import type { KubernetesClient } from "../../sdk/kubernetes/kubernetes-io";
import type { AgentReport } from "./report";

interface LeaseObject {
  readonly spec?: {
    readonly holderIdentity?: string;
    readonly leaseDurationSeconds?: number;
    readonly renewTime?: string;
  };
}

/** How wrong the clock of an agent's node may be, in seconds. */
const CLOCK_SECONDS = 10;

/**
 * Which agent holds the Lease of a service; nothing where none does, or where it may not be read.
 *
 * @throws KubernetesUnreachable
 */
export async function agentOf(client: KubernetesClient, target: FailoverTarget): Promise<AgentReport | undefined> {
  const { service, namespace } = target;
  const path = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/${agentName(service)}`;
  const { status, body, date = new Date() } = await client.request({ method: "GET", path });
  if (status !== 200) return undefined;
  const { holderIdentity = "", leaseDurationSeconds = 0, renewTime } = (body as LeaseObject).spec ?? {};
  if (holderIdentity === "") return undefined;
  const end = (timeOf(renewTime) ?? 0) + (leaseDurationSeconds + CLOCK_SECONDS) * SECOND;
  return { holder: holderIdentity, isAlive: date.getTime() < end };
}
