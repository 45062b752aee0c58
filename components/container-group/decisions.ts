import type * as pulumi from "@pulumi/pulumi";
import { checked } from "../../sdk/check";
import { containerSize, containerSpec, programSpec } from "../../sdk/containers/container-spec";
import { containerEnvironment } from "../../sdk/containers/environment";
import type { ContainerExposure, ContainerPriority, RestartPolicy } from "../../sdk/containers/group-args";
import { containerGroupSpec } from "../../sdk/containers/group-spec";
import { pullWarnings, registrySpecs } from "../../sdk/containers/registries";
import { decision, decisionForEach, pick } from "../resolve";
import type { ContainerGroupArgs } from "./args";
import type { ContainerPortArgs, ContainerVolumeArgs, InitContainerArgs, SidecarArgs } from "./part-args";

/** What only some groups can be told about how they run. */
export interface GroupPlaceArgs {
  readonly additionalPorts?: ContainerPortArgs[];
  readonly exposure?: pulumi.Input<ContainerExposure>;
  readonly dnsLabel?: pulumi.Input<string>;
  readonly isInSubnet: boolean;
  readonly restartPolicy?: pulumi.Input<RestartPolicy>;
  readonly priority?: pulumi.Input<ContainerPriority>;
  readonly zone?: pulumi.Input<string>;
}

/** What is decided about a container group. Each decision hangs on as few args as it can. */
export function groupDecisions(name: string, args: ContainerGroupArgs, place: GroupPlaceArgs) {
  const { sidecars = [], initContainers = [], registryCredentials = [] } = args;
  const servers = registryCredentials.map(({ server }) => server);
  return {
    container: decision(pick(args, "image", "command", "port", "resources", "probe", "liveness"), containerSpec),
    environment: decision(pick(args, "env", "secrets"), (known) => containerEnvironment(known)),
    sidecars: decisionForEach(sidecars.map(programOfSidecar), sidecarSpec),
    sidecarEnvironments: decisionForEach(sidecars.map(environmentOf), (known, index) =>
      containerEnvironment(known, `sidecars[${index}]`),
    ),
    initContainers: decisionForEach(
      initContainers.map((each) => pick(each, "image", "command")),
      (known, index) => checked((check) => programSpec(known, check.within(`initContainers[${index}]`))),
    ),
    initEnvironments: decisionForEach(initContainers.map(environmentOf), (known, index) =>
      containerEnvironment(known, `initContainers[${index}]`),
    ),
    group: decision(wholeGroup(name, args, place), containerGroupSpec),
    registries: decision(registryCredentials.map(shapeOfRegistry), registrySpecs),
    pull: decision({ image: args.image, servers }, ({ image, servers: named }) => pullWarnings(image, named)),
  };
}

/** What decides about the group as a whole: nothing that is secret, and no image. */
function wholeGroup(name: string, args: ContainerGroupArgs, place: GroupPlaceArgs) {
  const { sidecars, initContainers, volumes } = args;
  return {
    name,
    ...pick(args, "port", "resources", "dnsServers"),
    ...place,
    sidecars: sidecars?.map((each) => pick(each, "name", "port", "resources")),
    initContainers: initContainers?.map((each) => pick(each, "name")),
    volumes: volumes?.map(shapeOfVolume),
  };
}

/** A volume without what is in it, which may be secret. */
function shapeOfVolume(volume: ContainerVolumeArgs) {
  const kinds = (["azureFile", "secret", "gitRepo"] as const).filter((kind) => volume[kind] !== undefined);
  return { ...pick(volume, "name", "mountPath", "readOnly"), kinds };
}

function shapeOfRegistry({ server, ...given }: NonNullable<ContainerGroupArgs["registryCredentials"]>[number]) {
  return {
    server,
    hasIdentity: given.identityId !== undefined,
    hasUser: given.username !== undefined,
    hasPassword: given.password !== undefined,
  };
}

function programOfSidecar(sidecar: SidecarArgs) {
  return pick(sidecar, "image", "command", "resources");
}

function sidecarSpec(known: pulumi.Unwrap<ReturnType<typeof programOfSidecar>>, index: number) {
  return checked((root) => {
    const check = root.within(`sidecars[${index}]`);
    return { ...programSpec(known, check), size: containerSize(known.resources, check) };
  });
}

function environmentOf(container: SidecarArgs | InitContainerArgs) {
  return pick(container, "env", "secrets");
}
