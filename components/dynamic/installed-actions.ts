import type { dynamic } from "@pulumi/pulumi";

/** The modules that hold what is done with dynamic resources, by the names under which package.json exports them. */
type ActionModules = Complete<{
  readonly "canary-release": typeof import("./canary-release-actions");
  readonly "container-group-ready": typeof import("./container-group-ready-actions");
  readonly failover: typeof import("./failover-actions");
  readonly "replica-handover": typeof import("./replica-handover-actions");
  readonly "subnet-release": typeof import("./subnet-release-actions");
  readonly "virtual-node-ready": typeof import("./virtual-node-ready-actions");
}>;

type Complete<Modules extends Readonly<Record<string, Required<dynamic.ResourceProvider>>>> = Modules;

/** The type of a resource that Pulumi's plugin for dynamic resources takes care of. */
export function dynamicType(name: string): string {
  return `pulumi-nodejs:dynamic/aks-elastic:${name}`;
}

/**
 * The input of a dynamic resource by which Pulumi's plugin finds what to do with it. Pulumi keeps this text in the state
 * and runs it from there, so it says no more than where the actions of the installed version are: looked up as the
 * program's own imports are, from the project's directory. An upgrade of this package does not change it.
 *
 * `pulumi.dynamic.Resource` would make such a text from a provider object, anew in each run of a program: it parses the
 * object's functions with the TypeScript compiler, which takes 0.24 s and 8 MB (measured with @pulumi/pulumi 3.248).
 */
export function installedActions(module: keyof ActionModules): { readonly __provider: string } {
  const found = `createRequire(process.cwd() + "/")("pulumi-aks-elastic/dynamic/${module}")`;
  return { __provider: `const { createRequire } = require("node:module");\nexports.handler = () => ${found};\n` };
}
