import { type GroupProblem, type GroupRule, PAGES } from "./rule";

const DNS_LABEL = /^[A-Za-z0-9][-A-Za-z0-9]{3,61}[A-Za-z0-9]$/;
const MOST_DNS_SERVERS = 3;

/** Rules on where a group runs and how it is reached. */
export const PLACE_RULES: readonly GroupRule[] = [
  {
    id: "public-address-in-subnet",
    what: "a public address of a group in a subnet",
    severity: "error",
    effect: "ACI gives a group in a virtual network no public address",
    instead: "leave one of the two out, or put a ContainerInstanceService's load balancer in front",
    source: PAGES.network,
    find: ({ exposure, isInSubnet }) =>
      when(isInSubnet && exposure === "PublicAddress", "exposure", "a public address in a subnet"),
  },
  {
    id: "dns-label",
    what: "a DNS label of other than 5 to 63 letters, digits and hyphens",
    severity: "error",
    effect: "ACI refuses it",
    instead: "use 5 to 63 letters, digits and hyphens, no hyphen first or last",
    source: PAGES.names,
    find: ({ dnsLabel }) =>
      when(dnsLabel !== undefined && !DNS_LABEL.test(dnsLabel), "dnsLabel", `the label ${JSON.stringify(dnsLabel)}`),
  },
  {
    id: "dns-label-without-address",
    what: "a DNS label without a public address",
    severity: "error",
    effect: "the name would lead nowhere: it is that of the public address",
    instead: 'say exposure: "PublicAddress"; in a virtual network use a private DNS zone',
    source: PAGES.network,
    find: ({ dnsLabel, exposure }) =>
      when(dnsLabel !== undefined && exposure === "None", "dnsLabel", "a DNS label and no public address"),
  },
  {
    id: "dns-servers-without-subnet",
    what: "DNS servers of a group that is in no subnet",
    severity: "error",
    effect: "ACI takes them for groups in a virtual network alone",
    instead: "say the subnetId, or leave them out",
    source: PAGES.dns,
    find: ({ dnsServers, isInSubnet }) =>
      when(dnsServers.length > 0 && !isInSubnet, "dnsServers", "DNS servers outside a subnet"),
  },
  {
    id: "dns-server-count",
    what: "more than 3 DNS servers",
    severity: "error",
    effect: "a container looks at 3 and no more",
    instead: "name the 3 that matter",
    source: PAGES.dns,
    find: ({ dnsServers }) =>
      when(dnsServers.length > MOST_DNS_SERVERS, "dnsServers", `${dnsServers.length} DNS servers`),
  },
  spotRule("public-address", {
    path: "exposure",
    what: "a public address",
    isFound: ({ exposure }) => exposure === "PublicAddress",
  }),
  spotRule("subnet", { path: "subnetId", what: "a subnet", isFound: ({ isInSubnet }) => isInSubnet }),
  spotRule("zone", { path: "zone", what: "a zone", isFound: ({ zone }) => zone !== undefined }),
  {
    id: "restart-policy-never",
    what: "a restart policy of Never",
    severity: "note",
    effect: "a container that ends with another exit code than 0 may be started again all the same",
    instead: "let the task bear to be run twice",
    source: PAGES.restarts,
    find: ({ restartPolicy }) => when(restartPolicy === "Never", "restartPolicy", "containers that may not run twice"),
  },
];

/** Something that spot groups do not have. */
function spotRule(
  id: string,
  { path, what, isFound }: { readonly path: string; readonly what: string; readonly isFound: Found },
): GroupRule {
  return {
    id: `spot-${id}`,
    what: `${what} of a spot group`,
    severity: "error",
    effect: "ACI gives spot groups none",
    instead: "leave it out, or ask for regular priority",
    source: PAGES.spot,
    find: (group) => when(group.priority === "Spot" && isFound(group), path, `${what} of a spot group`),
  };
}

type Found = (group: Parameters<GroupRule["find"]>[0]) => boolean;

function when(isFound: boolean, path: string, problem: string): readonly GroupProblem[] {
  return isFound ? [{ path, problem }] : [];
}
