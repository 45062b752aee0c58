import { objectAt, objectsAt, textAt, withDefaults, without } from "../json";
import type { ResourceType } from "../resource-type";
import { NETWORK_MANNERS, refuseWhileUsed, resourceGuid, usersAsIds } from "./network";
import { SUBNET_TYPE } from "./subnets";

const ROUTE_TABLE_TYPE = "Microsoft.Network/routeTables";

/** Route tables, with their routes inline. */
export const routeTables: ResourceType = {
  ...NETWORK_MANNERS,
  type: ROUTE_TABLE_TYPE,
  hasLocation: true,
  envelope: ["tags"],
  properties: (request) => ({
    ...withDefaults(without(objectAt(request.body, "properties"), "subnets", "provisioningState"), {
      resourceGuid: resourceGuid(request),
      disableBgpRoutePropagation: false,
    }),
    routes: objectsAt(request.body, "properties.routes").map((route) => {
      const name = textAt(route, "name") ?? "";
      return {
        name,
        id: `${request.id.text}/routes/${name}`,
        type: `${ROUTE_TABLE_TYPE}/routes`,
        properties: { ...objectAt(route, "properties"), provisioningState: "Succeeded", hasBgpOverride: false },
      };
    }),
  }),
  checkDelete: refuseWhileUsed({
    code: "InUseRouteTableCannotBeDeleted",
    message: (id, users) =>
      `Route table ${id} cannot be deleted because it is in use by the following resources: ${users}. In order to delete the Route table, remove the association with the resource(s).`,
  }),
  render: (record, world) => ({
    ...record.body,
    properties: { ...objectAt(record.body, "properties"), subnets: usersAsIds(record, world, SUBNET_TYPE) },
  }),
};
