import * as pulumi from "@pulumi/pulumi";
import { unwritableTags } from "../../sdk/virtual-node/chart-release";
import { hostShortage, type HostPool } from "../../sdk/virtual-node/host-capacity";
import type { VirtualNodeParts } from "./parts";

/** A pool in ARM's words, inline in its cluster or a resource of its own. */
interface Pool {
  readonly name?: string | undefined;
  readonly vmSize?: string | undefined;
  readonly count?: number | undefined;
  readonly maxCount?: number | undefined;
  readonly nodeTaints?: string[] | undefined;
}

/** Warns on the cluster about virtual nodes that the VMs have no room for, and about tags that they cannot pass on. */
export function warnAboutHosts(parent: pulumi.ComponentResource, { args, ...parts }: VirtualNodeParts): void {
  pulumi.all([parts.spec, hostPools(parts)]).apply(([{ nodes }, pools]) => {
    const shortage = hostShortage(nodes, pools);
    return shortage === undefined ? undefined : pulumi.log.warn(shortage, parent);
  });
  pulumi.output(args.tags).apply((tags) => {
    const left = unwritableTags(tags);
    if (left.length === 0) return undefined;
    return pulumi.log.warn(
      `tags: container groups go without ${left.join(", ")}, because virtual nodes of v2 cannot pass on a ; or a =`,
      parent,
    );
  });
}

function hostPools({ cluster, userPools }: Pick<VirtualNodeParts, "cluster" | "userPools">) {
  const separate = userPools.map((pool) =>
    pulumi
      .all([pool.name, pool.vmSize, pool.count, pool.maxCount, pool.nodeTaints])
      .apply(([name, vmSize, count, maxCount, nodeTaints]): Pool => ({ name, vmSize, count, maxCount, nodeTaints })),
  );
  return pulumi.all([cluster.agentPoolProfiles, pulumi.all(separate)]).apply(([inline = [], others]) => {
    // Azure lists every pool of the cluster with it, those that are resources of their own too.
    const byName = new Map([...inline, ...others].map((pool: Pool) => [pool.name, hostPool(pool)]));
    return [...byName.values()];
  });
}

function hostPool({ name = "", vmSize = "", count = 0, maxCount, nodeTaints }: Pool): HostPool {
  return { name, vmSize, vms: maxCount ?? count, taints: nodeTaints ?? [] };
}
