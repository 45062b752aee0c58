import { ContainerGroup } from "@pulumi/azure-native/containerinstance";
import * as pulumi from "@pulumi/pulumi";
import { addressManifest } from "../../sdk/containers/group-manifest";
import { replacingPaths } from "../../sdk/containers/replacements";
import { diagnostics, identity, registries, said, volumes } from "../container-group/attachments";
import { containers, initContainers } from "../container-group/containers";
import type { GroupParts } from "../container-group/parts";
import { pick } from "../resolve";
import type { ContainerInstanceArgs } from "./args";

/** What the group of a `ContainerInstance` is made from. */
export interface InstanceParts extends GroupParts {
  readonly args: ContainerInstanceArgs;
}

/**
 * The container group. What ACI can't change makes another one; the new one comes before the old one goes, unless they
 * would be at odds over a DNS label.
 */
export function containerGroup(parent: pulumi.Resource, parts: InstanceParts): ContainerGroup {
  const { name, args, decided } = parts;
  const { subnetId, zone, dnsServers, sidecars = [] } = args;
  return new ContainerGroup(
    `${name}-group`,
    {
      ...pick(args, "resourceGroupName"),
      ...said(pick(args, "location", "tags", "restartPolicy", "priority")),
      osType: "Linux",
      containers: containers(parts),
      ...said({
        initContainers: initContainers(parts),
        volumes: volumes(args),
        identity: identity(args),
        imageRegistryCredentials: registries(args),
        diagnostics: diagnostics(args),
        zones: zone === undefined ? undefined : [zone],
        subnetIds: subnetId === undefined ? undefined : [{ id: subnetId }],
        dnsConfig: dnsServers === undefined ? undefined : { nameServers: dnsServers },
        ipAddress: mayHaveAddress(args) ? decided.group.apply(({ spec }) => addressManifest(spec)) : undefined,
      }),
    },
    {
      parent,
      replaceOnChanges: replacingPaths(sidecars.length),
      deleteBeforeReplace: args.dnsLabel !== undefined,
    },
  );
}

/** Whether the group can have an address at all; a preview then knows as early as it can. */
function mayHaveAddress({ port, additionalPorts, sidecars = [], exposure, subnetId }: ContainerInstanceArgs): boolean {
  const listens =
    port !== undefined || additionalPorts !== undefined || sidecars.some((each) => each.port !== undefined);
  return listens && (exposure !== undefined || subnetId !== undefined);
}
