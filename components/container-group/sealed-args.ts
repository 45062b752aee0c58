import * as pulumi from "@pulumi/pulumi";
import type { ContainerGroupArgs } from "./args";

/** The args that hold secrets, or may. */
const SECRETIVE = [
  "secrets",
  "sidecars",
  "initContainers",
  "volumes",
  "registryCredentials",
  "workspace",
] as const satisfies readonly (keyof ContainerGroupArgs)[];

/**
 * The args as Pulumi keeps and shows them beside the component: what is a secret by its nature is one there, also where
 * it was given as plain text.
 */
export function sealedArgs(args: ContainerGroupArgs): pulumi.Inputs {
  const sealed = SECRETIVE.filter((name) => args[name] !== undefined).map((name) => [name, pulumi.secret(args[name])]);
  return { ...args, ...(Object.fromEntries(sealed) as pulumi.Inputs) };
}
