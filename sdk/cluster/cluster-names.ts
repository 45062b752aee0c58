import { checked } from "../check";

/** The names of a cluster and its pools. They name its parts, so they must be known when the program runs. */
export interface ClusterNames {
  readonly name: string;
  readonly systemPool: string;
  readonly userPools: readonly string[];
}

/** @see https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/aks-common-issues-faq (naming restrictions) */
const DNS_PREFIX = {
  pattern: /^[a-zA-Z0-9]([-a-zA-Z0-9]{0,52}[a-zA-Z0-9])?$/,
  description: "1 to 54 letters, digits and hyphens, no hyphen first or last",
};

/** @throws ArgumentError where the cluster's name cannot be a DNS prefix or two pools have one name */
export function clusterNames(names: ClusterNames): ClusterNames {
  return checked((check) => {
    check.text("name", names.name, DNS_PREFIX);
    const taken = new Set([names.systemPool]);
    for (const [index, pool] of names.userPools.entries()) {
      if (taken.has(pool)) check.problem(`userPools[${index}].name`, `must be a name of its own; got "${pool}" twice`);
      taken.add(pool);
    }
    return names;
  });
}
