import type * as types from "@pulumi/azure-native/types";
import * as pulumi from "@pulumi/pulumi";
import { containerManifest } from "../../sdk/containers/container-manifest";
import type { ContainerSpec } from "../../sdk/containers/container-spec";
import type { EnvironmentVariable } from "../../sdk/containers/environment";
import { containerPorts, mountManifests } from "../../sdk/containers/group-manifest";
import type { SidecarArgs } from "./part-args";
import type { GroupParts } from "./parts";

type ContainerInput = types.input.containerinstance.ContainerArgs;
type InitContainerInput = types.input.containerinstance.InitContainerDefinitionArgs;

/** The containers of a group, the main one first. Each field hangs on its own args, so that one secret hides no other. */
export function containers(parts: GroupParts): ContainerInput[] {
  const { name, args, decided } = parts;
  const { sidecars = [] } = args;
  const main = { name, spec: decided.container, environment: environment(args, decided.environment) };
  const beside = sidecars.flatMap((sidecar, index) => {
    const [spec, known] = [decided.sidecars[index]?.spec, decided.sidecarEnvironments[index]?.spec];
    if (spec === undefined || known === undefined) return [];
    return [{ name: sidecar.name, spec, environment: environment(sidecar, known) }];
  });
  return [main, ...beside].map((each, index) => container(parts, each, index));
}

/** The containers that run before the others. */
export function initContainers(parts: GroupParts): InitContainerInput[] | undefined {
  const { args, decided } = parts;
  return args.initContainers?.map((each, index) => {
    const known = decided.initEnvironments[index]?.spec ?? pulumi.output([]);
    const spec = decided.initContainers[index]?.spec;
    return {
      name: each.name,
      image: spec?.apply(({ image }) => image),
      ...(each.command === undefined ? {} : { command: spec?.apply(({ command = [] }) => [...command]) }),
      ...environmentMember(each, environment(each, known)),
      ...mounts(parts),
    };
  });
}

interface ContainerParts {
  readonly name: string;
  readonly spec: pulumi.Output<ContainerSpec>;
  readonly environment: pulumi.Output<EnvironmentVariable[]>;
}

/** What its author says of a container, as far as it is left out where nothing is said. */
type Given = Partial<Pick<SidecarArgs, "port" | "command" | "env" | "secrets">>;

function container(parts: GroupParts, own: ContainerParts, index: number): ContainerInput {
  const manifest = own.spec.apply(containerManifest);
  const { args, decided } = parts;
  const given: Given = index === 0 ? args : (args.sidecars?.[index - 1] ?? {});
  const ports = decided.group.apply(({ spec }) => containerPorts(spec, index));
  const hasPorts = given.port !== undefined || (index === 0 && hasAdditionalPorts(args));
  return {
    name: own.name,
    image: manifest.image,
    ...(given.command === undefined ? {} : { command: manifest.apply(({ command = [] }) => command) }),
    resources: manifest.apply(({ resources }) => resources),
    ...(hasPorts ? { ports } : {}),
    ...environmentMember(given, own.environment),
    ...(index === 0 && args.probe !== undefined ? { readinessProbe: manifest.readinessProbe } : {}),
    ...(index === 0 && args.liveness !== undefined ? { livenessProbe: manifest.livenessProbe } : {}),
    ...mounts(parts),
  };
}

function hasAdditionalPorts(args: object): boolean {
  return "additionalPorts" in args && args.additionalPorts !== undefined;
}

function environmentMember(given: Given, variables: ContainerParts["environment"]) {
  return given.env === undefined && given.secrets === undefined ? {} : { environmentVariables: variables };
}

/** A secret, where anything of it is one. */
function environment(
  given: Given,
  known: pulumi.Output<readonly EnvironmentVariable[]>,
): pulumi.Output<EnvironmentVariable[]> {
  const variables = known.apply((all) => [...all]);
  return given.secrets === undefined ? variables : pulumi.secret(variables);
}

function mounts({ args, decided }: GroupParts) {
  return args.volumes === undefined ? {} : { volumeMounts: decided.group.apply(({ spec }) => mountManifests(spec)) };
}
