import type { ContainerGroupProfileArgs } from "@pulumi/azure-native/containerinstance";
import { addressManifest } from "../../sdk/containers/group-manifest";
import { diagnostics, registries, said, volumes } from "../container-group/attachments";
import { containers, initContainers } from "../container-group/containers";
import { pick } from "../resolve";
import type { FleetParts } from "./parts";

/** What all groups of a fleet have in common. They run for ever, and are reached in their subnet. */
export function groupTemplate(parts: FleetParts): Omit<ContainerGroupProfileArgs, "resourceGroupName"> {
  const { args, decided } = parts;
  const listens = args.port !== undefined || (args.sidecars ?? []).some((each) => each.port !== undefined);
  return {
    osType: "Linux",
    restartPolicy: "Always",
    containers: containers(parts),
    ...said({
      initContainers: initContainers(parts),
      volumes: volumes(args),
      imageRegistryCredentials: registries(args),
      diagnostics: diagnostics(args),
      ipAddress: listens ? decided.group.apply(({ spec }) => addressManifest(spec)) : undefined,
    }),
    ...said(pick(args, "location", "tags")),
  };
}
