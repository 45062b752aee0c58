import type { CloudConfigShape } from "../cluster-host";
import { textAt } from "../json";
import type { ResourceRecord } from "../store";
import { networkOf } from "../types/subnets";
import type { World } from "../world";
import { kubeletIdentityId } from "./connector";
import { nodeGroupId } from "./node-resource-group";

/** What a cluster's VMs know of Azure: their network, and the identity that their kubelets were given or AKS made. */
export function cloudConfig(
  cluster: ResourceRecord,
  poolSubnets: readonly string[],
  world: World,
): CloudConfigShape | undefined {
  const given = textAt(cluster.body, "properties.identityProfile.kubeletidentity.resourceId");
  const identity = world.find(given ?? kubeletIdentityId(cluster, nodeGroupId(cluster)));
  const objectId = textAt(identity?.body, "properties.principalId");
  const clientId = textAt(identity?.body, "properties.clientId");
  if (objectId === undefined || clientId === undefined) return undefined;
  const [subnet] = poolSubnets;
  return {
    kubeletToken: world.identityToken({ objectId, clientId }),
    ...(subnet === undefined ? {} : { virtualNetworkId: networkOf(subnet) }),
  };
}
