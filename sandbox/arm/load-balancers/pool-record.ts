import { missingParameter } from "../common-errors";
import { objectAt, objectsAt, textAt, without, type JsonObject } from "../json";
import type { Reference } from "../resource-type";
import type { ResourceRecord } from "../store";
import { changed, newRecord, type World } from "../world";
import { BACKEND_POOL_TYPE } from "./names";

/** Set by Azure, ignored when sent. */
const READ_ONLY = [
  "provisioningState",
  "backendIPConfigurations",
  "loadBalancingRules",
  "inboundNatRules",
  "outboundRule",
  "outboundRules",
];

const NETWORK_JOIN = "Microsoft.Network/virtualNetworks/joinLoadBalancer/action";
const SUBNET_JOIN = "Microsoft.Network/virtualNetworks/subnets/joinLoadBalancer/action";

/** A pool as it is kept, from the body of its own PUT or from its entry in its load balancer's. */
export function poolRecord(loadBalancerId: string, given: JsonObject, world: World): ResourceRecord {
  const name = textAt(given, "name");
  if (name === undefined) throw missingParameter("properties.backendAddressPools.name");
  const id = `${loadBalancerId}/backendAddressPools/${name}`;
  const current = world.find(id);
  const properties = { ...without(objectAt(given, "properties"), ...READ_ONLY), provisioningState: "Succeeded" };
  const body = { properties };
  return current === undefined ? newRecord({ id, type: BACKEND_POOL_TYPE }, { body }) : changed(current, { body });
}

/** The networks and subnets that the addresses of a pool are in. */
export function poolReferences({ body }: ResourceRecord): readonly Reference[] {
  const own = textAt(body, "properties.virtualNetwork.id");
  const addresses = objectsAt(body, "properties.loadBalancerBackendAddresses");
  const networks = [own, ...addresses.map((address) => textAt(address, "properties.virtualNetwork.id"))];
  const subnets = addresses.map((address) => textAt(address, "properties.subnet.id"));
  return [...distinct(networks, NETWORK_JOIN), ...distinct(subnets, SUBNET_JOIN)];
}

function distinct(ids: readonly (string | undefined)[], action: string): readonly Reference[] {
  return [...new Set(ids.filter((id) => id !== undefined))].map((id) => ({ id, action }));
}
