import type { Capability } from "./capabilities/capability";
import { CONTAINER_CAPABILITIES } from "./capabilities/containers";
import { ENVIRONMENT_CAPABILITIES } from "./capabilities/environment";
import { IDENTITY_CAPABILITIES } from "./capabilities/identity";
import { LIFECYCLE_CAPABILITIES } from "./capabilities/lifecycle";
import { NETWORK_CAPABILITIES } from "./capabilities/network";
import { NODE_CAPABILITIES } from "./capabilities/nodes";
import { POD_CAPABILITIES } from "./capabilities/pods";
import { RESOURCE_CAPABILITIES } from "./capabilities/resources";
import { VOLUME_CAPABILITIES } from "./capabilities/volumes";

/** What each generation of virtual nodes makes of what pods and clusters have on VMs, by its id. */
export const CAPABILITIES = {
  ...CONTAINER_CAPABILITIES,
  ...LIFECYCLE_CAPABILITIES,
  ...ENVIRONMENT_CAPABILITIES,
  ...RESOURCE_CAPABILITIES,
  ...POD_CAPABILITIES,
  ...VOLUME_CAPABILITIES,
  ...IDENTITY_CAPABILITIES,
  ...NETWORK_CAPABILITIES,
  ...NODE_CAPABILITIES,
};

/** The id of a capability: `startupProbes`. */
export type CapabilityId = keyof typeof CAPABILITIES;

/** The capabilities by their topics, in the order in which one reads about them. */
export const CAPABILITY_TOPICS: readonly { readonly title: string; readonly capabilities: readonly CapabilityId[] }[] =
  [
    { title: "Containers", capabilities: ids(CONTAINER_CAPABILITIES) },
    { title: "Probes, hooks and restarts", capabilities: ids(LIFECYCLE_CAPABILITIES) },
    { title: "Environment variables", capabilities: ids(ENVIRONMENT_CAPABILITIES) },
    { title: "Resources", capabilities: ids(RESOURCE_CAPABILITIES) },
    { title: "Pods", capabilities: ids(POD_CAPABILITIES) },
    { title: "Volumes", capabilities: ids(VOLUME_CAPABILITIES) },
    { title: "Identities and registries", capabilities: ids(IDENTITY_CAPABILITIES) },
    { title: "Network", capabilities: ids(NETWORK_CAPABILITIES) },
    { title: "Nodes", capabilities: ids(NODE_CAPABILITIES) },
  ];

/** What the generations make of one thing. */
export function capability(id: CapabilityId): Capability {
  return CAPABILITIES[id];
}

function ids<Id extends CapabilityId>(capabilities: Readonly<Record<Id, Capability>>): readonly Id[] {
  return Object.keys(capabilities) as Id[];
}
