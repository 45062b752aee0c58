import type { dynamic } from "@pulumi/pulumi";
import { azureSettings, type AzureSettings } from "../../sdk/azure/settings";

// A process of dynamic resources serves one stack, and Pulumi tells it the stack's configuration once, before anything else.
let stackConfig: Pick<dynamic.Config, "get"> = { get: () => undefined };

/** Keeps the stack's configuration for the calls that follow. */
export function keepStackConfig({ config }: dynamic.ConfigureRequest): void {
  stackConfig = config;
}

/** How to sign in to Azure, as the stack and the environment say at this moment. */
export function stackSettings(): AzureSettings {
  return azureSettings({ config: stackConfig, environment: process.env });
}
