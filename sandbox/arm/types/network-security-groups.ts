import { objectAt, withDefaults, without } from "../json";
import type { ResourceType } from "../resource-type";
import { NETWORK_MANNERS, refuseWhileUsed, resourceGuid, usersAsIds } from "./network";
import { checkSecurityRules, defaultSecurityRules, securityRules } from "./security-rules";
import { SUBNET_TYPE } from "./subnets";

const READ_ONLY = ["subnets", "defaultSecurityRules", "provisioningState"];

/** Network security groups with their rules inline, and Azure's default rules. */
export const networkSecurityGroups: ResourceType = {
  ...NETWORK_MANNERS,
  type: "Microsoft.Network/networkSecurityGroups",
  hasLocation: true,
  envelope: ["tags"],
  admit: ({ body }) => {
    checkSecurityRules(body);
  },
  properties: (request) => ({
    ...withDefaults(without(objectAt(request.body, "properties"), ...READ_ONLY), {
      resourceGuid: resourceGuid(request),
    }),
    securityRules: securityRules(request.id.text, request.body),
    defaultSecurityRules: defaultSecurityRules(request.id.text),
  }),
  checkDelete: refuseWhileUsed({
    code: "InUseNetworkSecurityGroupCannotBeDeleted",
    message: (id, users) =>
      `Network security group ${id} cannot be deleted because it is in use by the following resources: ${users}. In order to delete the Network security group, remove the association with the resource(s). To learn how to do this, see aka.ms/deletensg.`,
  }),
  render: (record, world) => ({
    ...record.body,
    properties: { ...objectAt(record.body, "properties"), subnets: usersAsIds(record, world, SUBNET_TYPE) },
  }),
};
