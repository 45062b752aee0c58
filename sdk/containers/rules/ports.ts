import { isReserved, MOST_PORTS } from "../aci-ports";
import type { ContainerGroupSpec, ExposedPort } from "../group-spec";
import { type GroupRule, PAGES } from "./rule";

/** Rules on the ports of a group's address. */
export const PORT_RULES: readonly GroupRule[] = [
  {
    id: "port-count",
    what: "more than 5 ports",
    severity: "error",
    effect: "ACI refuses more than 5 on one address",
    instead: "put a proxy in front, or make another container group",
    source: PAGES.limits,
    find: ({ ports }) => ports.slice(MOST_PORTS).map(({ path }) => ({ path, problem: `one of ${ports.length} ports` })),
  },
  {
    id: "reserved-port",
    what: "a port that ACI keeps: 22, 1025-1027, 3389-3399, 9999, 19000, 19080, 19100, 19390, 20000-30000, 49152-65534",
    severity: "error",
    effect: "ACI uses it itself",
    instead: "let the container listen on another port: ACI maps none",
    source: PAGES.faq,
    find: ({ ports }) =>
      ports
        .filter(({ port }) => isReserved(port))
        .map(({ path, port }) => ({ path, problem: `the reserved port ${port}` })),
  },
  {
    id: "port-twice",
    what: "a port that two containers listen on",
    severity: "error",
    effect: "the containers of a group share one address",
    instead: "let one of them listen on another port",
    source: PAGES.groups,
    find: ({ ports }) =>
      ports.filter(isRepeated).map(({ path, port, protocol }) => ({ path, problem: `port ${port}/${protocol} again` })),
  },
  {
    id: "no-port",
    what: "a public address, and no port",
    severity: "error",
    effect: "ACI gives no address without a port",
    instead: "say the port, or leave the exposure out",
    source: PAGES.groups,
    find: ({ exposure, ports }) =>
      exposure === "PublicAddress" && ports.length === 0
        ? [{ path: "port", problem: "a public address, no port" }]
        : [],
  },
  {
    id: "unreached-port",
    what: "a port, and neither a public address nor a subnet",
    severity: "warning",
    effect: "nobody can reach it from outside the group",
    instead: 'say exposure: "PublicAddress" or a subnetId',
    source: PAGES.groups,
    find: ({ exposure, ports: [first], isInSubnet }) =>
      first !== undefined && exposure === "None" && !isInSubnet
        ? [{ path: first.path, problem: `port ${first.port} of a group without an address` }]
        : [],
  },
];

function isRepeated({ port, protocol }: ExposedPort, index: number, all: ContainerGroupSpec["ports"]): boolean {
  return all.findIndex((other) => other.port === port && other.protocol === protocol) < index;
}
