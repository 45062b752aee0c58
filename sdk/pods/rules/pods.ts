import { isReserved, MOST_PORTS } from "../../containers/aci-ports";
import { memberPath } from "../path";
import { childOf, itemsOf, numberOf, textOf, textsOf, type Part, type PodView } from "./pod-view";
import { BOTH, saidIn, V1_ERROR, V1_WARNING, WARNING, type PodProblem, type PodRule } from "./rule";

/** @see https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftcontainerinstance */
const GROUP_NAME = 63;

/** virtual-kubelet/azure-aci, pkg/network/aci_network.go. */
const MOST_NAME_SERVERS = 3;
const MOST_SEARCHES = 6;
const SEARCH_CHARACTERS = 256;

/** Rules on the pod as a whole. */
export const POD_WIDE_RULES: readonly PodRule[] = [
  {
    id: "host-network",
    capability: "hostNetwork",
    what: "the host's network",
    severity: WARNING,
    onlyOnVms: BOTH,
    find: ({ spec }) => saidIn(spec, "hostNetwork", "the host's network"),
  },
  {
    id: "host-namespaces",
    capability: "hostNamespaces",
    what: "the host's processes or IPC",
    severity: WARNING,
    onlyOnVms: BOTH,
    find: ({ spec }) => [
      ...saidIn(spec, "hostPID", "the host's processes"),
      ...saidIn(spec, "hostIPC", "the host's IPC"),
    ],
  },
  {
    id: "share-process-namespace",
    capability: "sharedProcessNamespace",
    what: "one process namespace for all containers",
    severity: V1_WARNING,
    find: ({ spec }) => saidIn(spec, "shareProcessNamespace", "one process namespace"),
  },
  {
    id: "host-aliases",
    capability: "hostAliases",
    what: "host aliases",
    severity: V1_WARNING,
    find: ({ spec }) => saidIn(spec, "hostAliases", "host aliases"),
  },
  {
    id: "hostname",
    capability: "hostname",
    what: "a host name or subdomain, also that of a StatefulSet's pods",
    severity: V1_WARNING,
    find: ({ spec }) =>
      ["hostname", "subdomain", "setHostnameAsFQDN"].flatMap((name) => saidIn(spec, name, "a host name")),
  },
  {
    id: "dns-limits",
    capability: "dnsLimits",
    what: "more than 3 name servers, 6 search domains or 256 characters of them, those of the cluster among them",
    severity: V1_WARNING,
    find: dnsLimits,
  },
  {
    id: "runtime-class",
    capability: "runtimeClasses",
    what: "a runtime class",
    severity: V1_WARNING,
    find: ({ spec }) => saidIn(spec, "runtimeClassName", "a runtime class"),
  },
  {
    id: "group-name",
    capability: "containerGroupNames",
    what: `more than ${GROUP_NAME} characters in namespace and name of the pod`,
    severity: V1_ERROR,
    find: ({ metadata }) => {
      const name = textOf(metadata, "name") ?? "";
      const group = `${textOf(metadata, "namespace") ?? "default"}-${name}`;
      return group.length > GROUP_NAME
        ? saidIn(metadata, "name", `the name ${group} with ${group.length} characters`)
        : [];
    },
  },
  {
    id: "port-count",
    capability: "ports",
    what: `more than ${MOST_PORTS} ports`,
    severity: WARNING,
    find: (pod) => {
      const count = portsOf(pod).length;
      return count > MOST_PORTS ? saidIn(pod.spec, "containers", `${count} ports`) : [];
    },
  },
  {
    id: "reserved-port",
    capability: "reservedPorts",
    what: "a port that ACI keeps for itself",
    severity: WARNING,
    find: (pod) =>
      portsOf(pod).flatMap((port) => {
        const number = numberOf(port, "containerPort") ?? 0;
        return isReserved(number) ? saidIn(port, "containerPort", `the port ${number}`) : [];
      }),
  },
  {
    id: "host-port",
    capability: "hostPorts",
    what: "a port of the host",
    severity: V1_WARNING,
    find: (pod) => portsOf(pod).flatMap((port) => saidIn(port, "hostPort", "a port of the host")),
  },
  {
    id: "sctp-port",
    capability: "sctp",
    what: "a port of SCTP",
    severity: V1_WARNING,
    find: (pod) =>
      portsOf(pod).flatMap((port) =>
        textOf(port, "protocol") === "SCTP" ? saidIn(port, "protocol", "a port of SCTP") : [],
      ),
  },
];

function portsOf({ containers }: PodView): readonly Part[] {
  return containers.flatMap((container) => itemsOf(container, "ports"));
}

function dnsLimits({ spec, metadata }: PodView): readonly PodProblem[] {
  const config = childOf(spec, "dnsConfig");
  if (config === undefined) return [];
  const hasClusterDns = (textOf(spec, "dnsPolicy") ?? "ClusterFirst").startsWith("ClusterFirst");
  const namespace = textOf(metadata, "namespace") ?? "default";
  const clusterDomains = [`${namespace}.svc.cluster.local`, "svc.cluster.local", "cluster.local"];
  const servers = [...new Set([...(hasClusterDns ? ["the cluster's"] : []), ...textsOf(config, "nameservers")])];
  const searches = [...new Set([...(hasClusterDns ? clusterDomains : []), ...textsOf(config, "searches")])];
  const searchCharacters = searches.join(" ").length;
  return [
    ...(servers.length > MOST_NAME_SERVERS
      ? [{ path: memberPath(config.path, "nameservers"), problem: `${servers.length} name servers in all` }]
      : []),
    ...(searches.length > MOST_SEARCHES || searchCharacters > SEARCH_CHARACTERS
      ? [
          {
            path: memberPath(config.path, "searches"),
            problem: `${searches.length} search domains of ${searchCharacters} characters in all`,
          },
        ]
      : []),
  ];
}
