import { badRequest } from "../arm-error";
import { numberAt, objectAt, objectsAt, textAt, withDefaults, type JsonObject } from "../json";

const GROUP_TYPE = "Microsoft.Network/networkSecurityGroups";

const LISTS = {
  sourceAddressPrefixes: [],
  destinationAddressPrefixes: [],
  sourcePortRanges: [],
  destinationPortRanges: [],
};

/** The rules of a network security group's body with what Azure adds. */
export function securityRules(groupId: string, body: JsonObject): readonly JsonObject[] {
  return objectsAt(body, "properties.securityRules").map((rule) => {
    const name = textAt(rule, "name") ?? "";
    return {
      name,
      id: `${groupId}/securityRules/${name}`,
      type: `${GROUP_TYPE}/securityRules`,
      properties: { ...withDefaults(objectAt(rule, "properties"), LISTS), provisioningState: "Succeeded" },
    };
  });
}

/** @see https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#default-security-rules */
export function defaultSecurityRules(groupId: string): readonly JsonObject[] {
  const rule = (
    name: string,
    priority: number,
    [direction, access, source, destination]: readonly string[],
  ): JsonObject => ({
    name,
    id: `${groupId}/defaultSecurityRules/${name}`,
    type: `${GROUP_TYPE}/defaultSecurityRules`,
    properties: {
      provisioningState: "Succeeded",
      protocol: "*",
      sourcePortRange: "*",
      destinationPortRange: "*",
      sourceAddressPrefix: source,
      destinationAddressPrefix: destination,
      access,
      priority,
      direction,
      ...LISTS,
    },
  });
  return [
    rule("AllowVnetInBound", 65000, ["Inbound", "Allow", "VirtualNetwork", "VirtualNetwork"]),
    rule("AllowAzureLoadBalancerInBound", 65001, ["Inbound", "Allow", "AzureLoadBalancer", "*"]),
    rule("DenyAllInBound", 65500, ["Inbound", "Deny", "*", "*"]),
    rule("AllowVnetOutBound", 65000, ["Outbound", "Allow", "VirtualNetwork", "VirtualNetwork"]),
    rule("AllowInternetOutBound", 65001, ["Outbound", "Allow", "*", "Internet"]),
    rule("DenyAllOutBound", 65500, ["Outbound", "Deny", "*", "*"]),
  ];
}

/** Refuses rules that Azure would refuse: by themselves, or beside each other. */
export function checkSecurityRules(body: JsonObject): void {
  const rules = objectsAt(body, "properties.securityRules");
  for (const rule of rules) checkRule(rule);
  rules.forEach((rule, index) => {
    const other = rules.slice(0, index).find((earlier) => place(earlier) === place(rule));
    if (other === undefined) return;
    // hashicorp/terraform-provider-azurerm#11137 quotes the refusal.
    throw badRequest(
      "SecurityRuleConflict",
      `Security rule ${textAt(other, "name") ?? ""} conflicts with rule ${textAt(rule, "name") ?? ""}. Rules cannot have the same Priority and Direction. To learn more, see aka.ms/nsgrules.`,
    );
  });
}

function place(rule: JsonObject): string {
  return `${textAt(rule, "properties.direction") ?? ""} ${numberAt(rule, "properties.priority") ?? ""}`;
}

/**
 * A rule names one of each pair, such as `sourcePortRange` and `sourcePortRanges`; the words of the refusals are ours.
 *
 * @see https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#security-rules
 */
function checkRule(rule: JsonObject): void {
  const name = textAt(rule, "name") ?? "";
  const priority = numberAt(rule, "properties.priority") ?? 0;
  if (priority < 100 || priority > 4096) {
    throw badRequest(
      "SecurityRuleInvalidPriority",
      `Security rule has invalid Priority. Value provided: ${priority} Allowed range 100-4096.`,
    );
  }
  const properties = objectAt(rule, "properties");
  for (const [one, many] of PAIRS) {
    if (textAt(properties, one) !== undefined || (properties[many] ?? undefined) !== undefined) continue;
    throw badRequest(
      "SecurityRuleParameterNotSpecified",
      `Required Security Rule parameters are not specified for security rule ${name}. Security rule must specify one of ${one}, ${many}.`,
    );
  }
}

const PAIRS = [
  ["sourcePortRange", "sourcePortRanges"],
  ["destinationPortRange", "destinationPortRanges"],
  ["sourceAddressPrefix", "sourceAddressPrefixes"],
  ["destinationAddressPrefix", "destinationAddressPrefixes"],
] as const;
