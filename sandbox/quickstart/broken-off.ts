import { readFileSync } from "node:fs";
import { armClient } from "../azure-native/arm-client";
import type { RunningSandbox } from "../commands";

/** Deleting a resource group takes a cluster's control plane down with it; this is ample, in seconds. */
const DELETE_TIMEOUT_SECONDS = 120;
const RESOURCE_GROUP = "azure-native:resources:ResourceGroup";

/** A stack as `pulumi stack export` prints it, as far as it is looked at here. */
export interface ExportedStack {
  readonly deployment: {
    readonly resources?: readonly { readonly type: string; readonly id?: string }[];
    readonly pending_operations?: readonly { readonly type: string }[];
  };
}

/** What a run that was broken off was creating may exist, though the state does not know it and can't take it in. */
export function hasPendingCreates({ deployment }: ExportedStack): boolean {
  return deployment.pending_operations?.some(({ type }) => type === "creating") ?? false;
}

/** Deletes the stack's resource groups with all that is in them, whether the state knows it or not. */
export async function deleteResourceGroups({ deployment }: ExportedStack, { arm }: RunningSandbox): Promise<void> {
  const resources = deployment.resources ?? [];
  const groups = resources.flatMap(({ type, id }) => (type === RESOURCE_GROUP && id !== undefined ? [id] : []));
  const client = armClient({ ...arm, ca: readFileSync(arm.caFile, "utf8") });
  const signal = AbortSignal.timeout(DELETE_TIMEOUT_SECONDS * 1000);
  const patience = { timeoutSeconds: DELETE_TIMEOUT_SECONDS, signal };
  try {
    for (const path of groups) await client.delete({ path, apiVersion: "2024-03-01", patience });
  } finally {
    client.close();
  }
}
