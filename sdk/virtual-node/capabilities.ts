import type { Capability } from "./capabilities/capability";
import { CONTAINER_CAPABILITIES } from "./capabilities/containers";
import { IDENTITY_CAPABILITIES } from "./capabilities/identity";
import { NETWORK_CAPABILITIES } from "./capabilities/network";
import { NODE_CAPABILITIES } from "./capabilities/nodes";
import { POD_CAPABILITIES, VOLUME_CAPABILITIES } from "./capabilities/pods";

/** What each generation of virtual nodes makes of what pods and clusters have on VMs, by its id. */
export const CAPABILITIES = {
  ...CONTAINER_CAPABILITIES,
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
