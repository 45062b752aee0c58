import { CONTAINER_GROUP_TYPE } from "../containers/names";
import { derivedGuid } from "../grants";
import { numberAt, textAt, type JsonObject } from "../json";
import { frontendsIn } from "../load-balancers/frontends";
import { nameOf, resourceGroupOf, sameId } from "../resource-id";
import type { ResourceRecord } from "../store";
import type { World } from "../world";

/** The type of ACI's link to a subnet. */
export const SERVICE_ASSOCIATION_LINK_TYPE = "Microsoft.ContainerInstance/serviceAssociationLinks";
const AGENT_POOL_TYPE = "Microsoft.ContainerService/managedClusters/agentPools";

/** The name of the scale set that is an agent pool's VMs, as AKS makes it: `aks-<pool>-<8 digits>-vmss`. */
export function scaleSetName(clusterId: string, pool: string): string {
  const digits = String(parseInt(derivedGuid(clusterId.toLowerCase()).slice(0, 8), 16) % 1e8).padStart(8, "0");
  return `aks-${pool}-${digits}-vmss`;
}

/** The addresses in a subnet: one for each VM of each agent pool and for each frontend; absent where there are none. */
export function ipConfigurations(subnet: ResourceRecord, world: World): readonly JsonObject[] | undefined {
  const pools = world
    .all(AGENT_POOL_TYPE)
    .filter(({ body }) => sameId(textAt(body, "properties.vnetSubnetID") ?? "", subnet.id));
  const configurations = [
    ...pools.flatMap((pool) => poolConfigurations(pool, world)),
    ...frontendsIn(subnet.id, world),
  ];
  return configurations.length === 0 ? undefined : configurations;
}

function poolConfigurations(pool: ResourceRecord, world: World): readonly JsonObject[] {
  const clusterId = pool.id.split("/").slice(0, 9).join("/");
  const cluster = world.find(clusterId);
  const group = textAt(cluster?.body, "properties.nodeResourceGroup") ?? "";
  const subscription = (resourceGroupOf(pool.id) ?? "").split("/").slice(0, 3).join("/");
  const scaleSet = scaleSetName(clusterId, nameOf(pool.id));
  const place = `${subscription}/resourceGroups/${group}/providers/Microsoft.Compute/virtualMachineScaleSets/${scaleSet}`;
  return Array.from({ length: numberAt(pool.body, "properties.count") ?? 0 }, (_, index) => ({
    id: `${place}/virtualMachines/${index}/networkInterfaces/${scaleSet.replace(/-vmss$/, "")}/ipConfigurations/ipconfig1`,
  }));
}

/**
 * The link by which ACI holds on to a subnet, as Microsoft.Network shows it: under the name `acisal`, although it is
 * deleted under the name `default` (Azure/azure-cli#21637). Absent where there is none.
 */
export function serviceAssociationLinks(subnet: ResourceRecord, world: World): readonly JsonObject[] | undefined {
  const [link] = world.below(subnet.id, SERVICE_ASSOCIATION_LINK_TYPE);
  if (link === undefined || !isHeld(subnet, world)) return undefined;
  const id = `${subnet.id}/serviceAssociationLinks/acisal`;
  return [
    {
      name: "acisal",
      id,
      etag: `W/"${link.etag}"`,
      type: "Microsoft.Network/virtualNetworks/subnets/serviceAssociationLinks",
      properties: {
        provisioningState: "Succeeded",
        linkedResourceType: "Microsoft.ContainerInstance/containerGroups",
        link: link.id,
        enabledForArmDeployments: false,
        allowDelete: false,
        locations: [],
      },
    },
  ];
}

/** In Azure the hold outlasts the last container group by minutes, or for ever; here only by the fault of that name. */
function isHeld(subnet: ResourceRecord, world: World): boolean {
  return (
    world.faults.linkLingers === true || world.usersOf(subnet.id).some(({ type }) => type === CONTAINER_GROUP_TYPE)
  );
}
