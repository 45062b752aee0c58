import { recordCluster, VARIANTS } from "./clusters";
import { FLEETS, INSTANCES, recordFleet, recordInstance } from "./container-instances";
import { NETWORKS, recordNetwork } from "./networks";
import type { Recording } from "./recording";

/** Every way to make a network, a cluster, a container or a fleet that the tests know, each with its name. */
export const VARIANTS_OF_ALL: Readonly<Record<string, () => Promise<Recording<unknown>>>> = {
  ...named("a network", NETWORKS, recordNetwork),
  ...named("a cluster with", VARIANTS, recordCluster),
  ...named("a container", INSTANCES, recordInstance),
  ...named("a fleet", FLEETS, recordFleet),
};

function named<Args>(
  what: string,
  variants: Readonly<Record<string, Args>>,
  recorded: (args: Args) => Promise<Recording<unknown>>,
): Record<string, () => Promise<Recording<unknown>>> {
  return Object.fromEntries(
    Object.entries(variants).map(([variant, args]) => [`${what} ${variant}`, () => recorded(args)]),
  );
}
