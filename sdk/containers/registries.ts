import { checked } from "../check";

/** How images of one registry are pulled, as far as can be known before the deployment. */
export interface RegistryArgs {
  readonly server: string;
  readonly hasIdentity: boolean;
  readonly hasUser: boolean;
  readonly hasPassword: boolean;
}

const SERVER = {
  pattern: /^[a-z0-9][-.a-z0-9]*[a-z0-9](:\d+)?$/i,
  description: "the host name of a registry, without https://",
};

/** Azure Container Registry, in all of Azure's clouds. */
const AZURE_REGISTRY = /^[^/]+\.azurecr\.(io|cn|us)\//;

/** @throws ArgumentError where ACI could not sign in to a registry */
export function registrySpecs(registries: readonly RegistryArgs[]): readonly RegistryArgs[] {
  return checked((check) => {
    for (const [index, registry] of registries.entries()) {
      const each = check.within(`registryCredentials[${index}]`);
      each.text("server", registry.server, SERVER);
      const { hasIdentity, hasUser, hasPassword } = registry;
      if (hasIdentity && (hasUser || hasPassword)) {
        each.problem("identityId", "must not be given together with username and password");
      } else if (!hasIdentity && !(hasUser && hasPassword)) {
        each.problem("username", "is required with password, or identityId in place of both");
      }
    }
    return registries;
  });
}

/** What its author should know of an image that nobody has said how to pull; nothing where there is nothing to say. */
export function pullWarnings(image: string, servers: readonly string[]): readonly string[] {
  const isPrivate = AZURE_REGISTRY.test(image) && !servers.includes(image.split("/")[0] ?? "");
  if (!isPrivate) return [];
  return [
    `image: an image of an Azure registry, and no credentials; ACI pulls it as nobody in particular, and a registry ` +
      "refuses that unless it allows it to everybody; instead: give registryCredentials, with an identityId that has " +
      "the role AcrPull (registry-credentials, " +
      "https://learn.microsoft.com/azure/container-instances/using-azure-container-registry-mi)",
  ];
}
