import { checked, type Check } from "../check";
import { networkResourceId } from "./network-ids";

/** Resources of somebody else's that subnets are attached to, by the ARM ids that the user gives. */
export interface AttachmentArgs {
  readonly natGatewayId?: string | undefined;
  readonly networkSecurityGroupId?: string | undefined;
  readonly nodeRouteTableId?: string | undefined;
  readonly additionalSubnets: readonly SubnetAttachmentArgs[];
}

/** The same of one further subnet. */
export interface SubnetAttachmentArgs {
  readonly networkSecurityGroupId?: string | undefined;
  readonly routeTableId?: string | undefined;
}

const NAT_GATEWAY = { collection: "natGateways", description: "a NAT gateway" };
const SECURITY_GROUP = { collection: "networkSecurityGroups", description: "a network security group" };
const ROUTE_TABLE = { collection: "routeTables", description: "a route table" };

/** @throws ArgumentError where an id is not of what it should be */
export function attachments(args: AttachmentArgs): AttachmentArgs {
  return checked((check) => {
    checkId("natGatewayId", args.natGatewayId, { check, ...NAT_GATEWAY });
    checkId("networkSecurityGroupId", args.networkSecurityGroupId, { check, ...SECURITY_GROUP });
    checkId("nodeRouteTableId", args.nodeRouteTableId, { check, ...ROUTE_TABLE });
    for (const [index, subnet] of args.additionalSubnets.entries()) {
      const each = check.within(`additionalSubnets[${index}]`);
      checkId("networkSecurityGroupId", subnet.networkSecurityGroupId, { check: each, ...SECURITY_GROUP });
      checkId("routeTableId", subnet.routeTableId, { check: each, ...ROUTE_TABLE });
    }
    return args;
  });
}

function checkId(
  path: string,
  id: string | undefined,
  rule: { check: Check; collection: string; description: string },
): void {
  if (id !== undefined) networkResourceId(path, id, rule);
}
