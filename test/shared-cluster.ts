import { readFileSync } from "node:fs";
import { armClient } from "../sandbox/azure-native/arm-client";
import type { RunningSandbox } from "../sandbox/commands";

const LOCATION = "westeurope";
const TIMEOUT_SECONDS = 60;

/**
 * Creates a managed cluster with one VM and no virtual node in a sandbox that has none. It takes the sandbox's first
 * control plane, so that `KUBECONFIG` leads to a cluster that stays for the whole run, whatever other tests create and
 * destroy.
 */
export async function createSharedCluster({ arm }: RunningSandbox): Promise<void> {
  const client = armClient({ ...arm, ca: readFileSync(arm.caFile, "utf8") });
  const patience = { timeoutSeconds: TIMEOUT_SECONDS, signal: AbortSignal.timeout(TIMEOUT_SECONDS * 1000) };
  const group = `/subscriptions/${arm.subscriptionId}/resourceGroups/shared`;
  try {
    await client.put({ path: group, apiVersion: "2024-03-01", body: { location: LOCATION }, patience });
    await client.put({
      path: `${group}/providers/Microsoft.ContainerService/managedClusters/shared`,
      apiVersion: "2025-09-01",
      body: {
        location: LOCATION,
        identity: { type: "SystemAssigned" },
        properties: {
          dnsPrefix: "shared",
          networkProfile: { networkPlugin: "azure" },
          agentPoolProfiles: [{ name: "system", mode: "System", count: 1, vmSize: "Standard_D4s_v5" }],
        },
      },
      patience,
    });
  } finally {
    client.close();
  }
}
