import { checked, type Check } from "../check";
import { parseAddress, parseCidr } from "./cidr";

/** Protocols that a security rule can be about, in Azure's words. */
export const SecurityProtocol = {
  tcp: "Tcp",
  udp: "Udp",
  any: "*",
} as const;
export type SecurityProtocol = (typeof SecurityProtocol)[keyof typeof SecurityProtocol];

/** What a user may say about who else may reach the virtual node's pods. */
export interface InboundRule {
  readonly name: string;
  readonly sources: readonly string[];
  readonly ports: readonly string[];
  readonly protocol?: SecurityProtocol | undefined;
}

/** A security rule as Azure takes it. */
export interface SecurityRuleManifest {
  readonly name: string;
  readonly description: string;
  readonly access: "Allow";
  readonly direction: "Inbound" | "Outbound";
  readonly priority: number;
  readonly protocol: SecurityProtocol;
  /** One range or service tag; or */
  readonly sourceAddressPrefix?: string;
  /** ranges only. */
  readonly sourceAddressPrefixes?: string[];
  readonly sourcePortRange: "*";
  readonly destinationAddressPrefix: string;
  readonly destinationPortRanges: string[];
}

const ALLOW = { access: "Allow", sourcePortRange: "*" } as const;
const WITHIN = { sourceAddressPrefix: "VirtualNetwork", destinationAddressPrefix: "VirtualNetwork" };
const ANYTHING = { protocol: SecurityProtocol.any, destinationPortRanges: ["0-65535"] };

/**
 * What virtual nodes need. Whatever else comes in, Azure's own rules refuse; whatever else goes out, they allow.
 *
 * - ACI wants every address of the virtual network to be allowed in
 *   (https://learn.microsoft.com/azure/container-instances/container-instances-virtual-network-concepts). That is how
 *   nodes reach the pods for a Service, and pods each other; and how pods reach the cluster's DNS and a private API server.
 * - A load balancer asks for health from an address outside the network
 *   (https://learn.microsoft.com/azure/load-balancer/load-balancer-custom-probe-overview).
 * - A public API server answers on port 443 of an address of Azure's
 *   (https://learn.microsoft.com/azure/aks/outbound-rules-control-egress).
 */
const NEEDED: readonly SecurityRuleManifest[] = [
  {
    name: "allow-virtual-network-in",
    description: "Nodes and pods reach the pods on the virtual node",
    direction: "Inbound",
    priority: 100,
    ...ALLOW,
    ...WITHIN,
    ...ANYTHING,
  },
  {
    name: "allow-load-balancer-in",
    description: "Load balancers ask for the health of the pods on the virtual node",
    direction: "Inbound",
    priority: 110,
    ...ALLOW,
    ...WITHIN,
    ...ANYTHING,
    sourceAddressPrefix: "AzureLoadBalancer",
  },
  {
    name: "allow-virtual-network-out",
    description: "Pods on the virtual node reach each other, the cluster's DNS and a private API server",
    direction: "Outbound",
    priority: 100,
    ...ALLOW,
    ...WITHIN,
    ...ANYTHING,
  },
  {
    name: "allow-api-server-out",
    description: "Pods on the virtual node reach a public API server",
    direction: "Outbound",
    priority: 110,
    protocol: SecurityProtocol.tcp,
    ...ALLOW,
    ...WITHIN,
    destinationAddressPrefix: "AzureCloud",
    destinationPortRanges: ["443"],
  },
];

/** The user's rules come after those that are needed. */
const FIRST_PRIORITY = 200;

const NAME = {
  pattern: /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,78}[A-Za-z0-9_])?$/,
  description: "1 to 80 letters, digits, dots, hyphens and underscores, a letter or digit first",
};
const TAG = /^[A-Z][A-Za-z0-9]*(?:\.[A-Za-z0-9]+)?$/;
const SOURCE = { pattern: /./, description: "an IPv4 address or range, or one service tag such as VirtualNetwork" };
const PORTS = /^(?<from>\d{1,5})(?:-(?<to>\d{1,5}))?$/;
const PORT = { pattern: PORTS, description: 'a port or a range of ports such as "8000-8100"' };
const LAST_PORT = 65_535;
const PROTOCOLS = Object.values(SecurityProtocol) as [SecurityProtocol, ...SecurityProtocol[]];

/**
 * The rules that virtual nodes need, and those of the user's.
 *
 * @throws ArgumentError with the paths of the arg `networkSecurityGroup`
 */
export function securityRules(inbound: readonly InboundRule[]): readonly SecurityRuleManifest[] {
  return checked((check) => {
    const within = (index: number) => check.within(`networkSecurityGroup.inbound[${index}]`);
    const rules = [
      ...NEEDED,
      ...inbound.map((given, index) => inboundRule(given, FIRST_PRIORITY + index, within(index))),
    ];
    const names = rules.map(({ name }) => name.toLowerCase());
    for (const [index, name] of names.entries()) {
      if (name === "" || names.indexOf(name) === index) continue;
      within(index - NEEDED.length).problem("name", `must be a name of its own; got "${name}" twice`);
    }
    return rules;
  });
}

function inboundRule(given: InboundRule, priority: number, check: Check): SecurityRuleManifest {
  return {
    name: check.text("name", given.name, NAME),
    description: "Allowed by the network's args",
    direction: "Inbound",
    priority,
    ...ALLOW,
    protocol: check.oneOf("protocol", given.protocol ?? SecurityProtocol.tcp, PROTOCOLS),
    ...sources(given, check),
    destinationAddressPrefix: "VirtualNetwork",
    destinationPortRanges: ports(given, check),
  };
}

/** Azure takes a service tag alone, and in lists only addresses and ranges (https://learn.microsoft.com/azure/templates/microsoft.network/networksecuritygroups). */
function sources(
  given: InboundRule,
  check: Check,
): Pick<SecurityRuleManifest, "sourceAddressPrefix" | "sourceAddressPrefixes"> {
  const all = check.texts("sources", given.sources, SOURCE);
  const [first, ...others] = all;
  if (first === undefined && Array.isArray(given.sources)) check.problem("sources", "must have at least one source");
  for (const [index, source] of all.entries()) {
    const isTag = TAG.test(source);
    if (source === "" || isRange(source) || (isTag && others.length === 0)) continue;
    const reason = isTag ? "must be the only source, because it is a service tag" : `must be ${SOURCE.description}`;
    check.problem(`sources[${index}]`, `${reason}; got "${source}"`);
  }
  return first !== undefined && others.length === 0
    ? { sourceAddressPrefix: first }
    : { sourceAddressPrefixes: [...all] };
}

function isRange(source: string): boolean {
  return parseCidr(source) !== undefined || parseAddress(source) !== undefined;
}

function ports(given: InboundRule, check: Check): string[] {
  const all = check.texts("ports", given.ports, PORT);
  if (all.length === 0 && Array.isArray(given.ports)) check.problem("ports", "must have at least one port");
  for (const [index, text] of all.entries()) {
    const { from = "0", to = from } = PORTS.exec(text)?.groups ?? {};
    if (Number(from) <= Number(to) && Number(to) <= LAST_PORT) continue;
    check.problem(`ports[${index}]`, `must end at ${LAST_PORT} or lower, and not before it starts; got "${text}"`);
  }
  return [...all];
}
