import {
  containerGroupsIn,
  subnetObservation,
  type SubnetObservation,
} from "../../sdk/virtual-node/subnet-observation";
import { ArmRefusal, armRefusal, type ArmClient } from "../../sdk/azure/arm-client-io";

const NETWORK_VERSION = { "api-version": "2024-05-01" };
const CONTAINER_INSTANCE_VERSION = { "api-version": "2021-10-01" };
const AUTHORIZATION_VERSION = { "api-version": "2022-04-01" };

/** What an ARM id of a subnet looks like, for the checks of arguments. */
export const SUBNET_ID = {
  pattern:
    /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/virtualNetworks\/[^/]+\/subnets\/[^/]+$/i,
  description: "the ARM id of a subnet, /subscriptions/…/virtualNetworks/…/subnets/…",
};

/** The subnet as Microsoft.Network shows it; nothing where it is gone. @throws ArmRefusal */
export async function readSubnet(
  arm: ArmClient,
  subnetId: string,
  signal: AbortSignal,
): Promise<SubnetObservation | undefined> {
  const answer = await arm.send({ path: subnetId, query: NETWORK_VERSION }, signal);
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw armRefusal(`read the subnet ${subnetId}`, answer);
  return subnetObservation(answer.body);
}

/**
 * Takes ACI's link from a subnet. Returns Azure's refusal where container groups are, or seem to be, in the subnet.
 *
 * @see https://learn.microsoft.com/rest/api/container-instances/subnet-service-association-link/delete
 * @throws ArmRefusal where waiting does not help.
 */
export async function deleteLink(
  arm: ArmClient,
  subnetId: string,
  signal: AbortSignal,
): Promise<ArmRefusal | undefined> {
  // The subnet shows the link as `acisal`, and ACI deletes it as `default` (Azure/azure-cli issue 21637).
  const path = `${subnetId}/providers/Microsoft.ContainerInstance/serviceAssociationLinks/default`;
  const answer = await arm.send({ method: "DELETE", path, query: CONTAINER_INSTANCE_VERSION }, signal);
  if (answer.status < 300 || answer.status === 404) return undefined;
  const refusal = armRefusal(`delete the service association link of ${subnetId}`, answer);
  // `SubnetInUse`, with one of the container groups in its words, is the documented one of several.
  if ([400, 409, 412, 429].includes(answer.status) || answer.status >= 500) return refusal;
  throw refusal;
}

/** The container groups in a subnet, by their ARM ids; nothing where they may not be listed. */
export async function containerGroups(
  arm: ArmClient,
  subnetId: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const subscription = subnetId.split("/").slice(0, 3).join("/");
  const path = `${subscription}/providers/Microsoft.ContainerInstance/containerGroups`;
  try {
    return containerGroupsIn(subnetId, await arm.list({ path, query: CONTAINER_INSTANCE_VERSION }, signal));
  } catch (error) {
    // Whoever may delete a subnet need not be allowed to see what is in it.
    if (error instanceof ArmRefusal) return [];
    throw error;
  }
}

/** How many roles an identity has on a subnet, those of its network, group and subscription included. @throws ArmRefusal */
export async function rolesOn(
  arm: ArmClient,
  { subnetId, principalId }: { readonly subnetId: string; readonly principalId: string },
  signal: AbortSignal,
): Promise<number> {
  const path = `${subnetId}/providers/Microsoft.Authorization/roleAssignments`;
  const query = { ...AUTHORIZATION_VERSION, $filter: `principalId eq '${principalId}'` };
  const assignments = await arm.list({ path, query }, signal);
  return assignments.filter((assignment) => principalOf(assignment) === principalId.toLowerCase()).length;
}

function principalOf(assignment: unknown): string | undefined {
  const { properties } = assignment as { readonly properties?: { readonly principalId?: string } };
  return properties?.principalId?.toLowerCase();
}
