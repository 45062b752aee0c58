import { ResourceIdentityType } from "@pulumi/azure-native/containerinstance";
import type * as types from "@pulumi/azure-native/types";
import * as pulumi from "@pulumi/pulumi";
import type { ContainerGroupArgs } from "./args";
import type { ContainerVolumeArgs } from "./part-args";

type Volume = types.input.containerinstance.VolumeArgs;
type Registry = types.input.containerinstance.ImageRegistryCredentialArgs;
type Identity = types.input.containerinstance.ContainerGroupIdentityArgs;

/** The volumes of a group, what is secret in them kept so. */
export function volumes({ volumes: given }: Pick<ContainerGroupArgs, "volumes">): Volume[] | undefined {
  return given?.map((volume) => ({ name: volume.name, ...content(volume) }));
}

/** How the images of private registries are pulled. */
export function registries({
  registryCredentials,
}: Pick<ContainerGroupArgs, "registryCredentials">): Registry[] | undefined {
  return registryCredentials?.map(({ server, identityId, username, password }) => ({
    server,
    ...(identityId === undefined ? {} : { identity: identityId }),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password: pulumi.secret(password) }),
  }));
}

/** The identities of a group, with those that it pulls images as; none where it is nobody. */
export function identity(
  args: Pick<ContainerGroupArgs, "identity" | "registryCredentials">,
): pulumi.Output<Identity> | undefined {
  const pulling = (args.registryCredentials ?? []).flatMap(({ identityId }) => identityId ?? []);
  if (args.identity === undefined && pulling.length === 0) return undefined;
  const { userAssignedIdentityIds = [], isSystemAssigned = false } = args.identity ?? {};
  return pulumi.all([userAssignedIdentityIds, pulling, isSystemAssigned]).apply(([own, others, isSystem]) => {
    const ids = distinct([...own, ...others]);
    if (ids.length === 0) return { type: isSystem ? ResourceIdentityType.SystemAssigned : ResourceIdentityType.None };
    const type = isSystem ? ResourceIdentityType.SystemAssigned_UserAssigned : ResourceIdentityType.UserAssigned;
    return { type, userAssignedIdentities: ids };
  });
}

/** Where the logs of a group go. */
export function diagnostics({ workspace }: Pick<ContainerGroupArgs, "workspace">) {
  if (workspace === undefined) return undefined;
  const { workspaceId, workspaceKey } = workspace;
  return { logAnalytics: { workspaceId, workspaceKey: pulumi.secret(workspaceKey) } };
}

/** The members of an object that are said. */
export function said<Members extends object>(members: Members): Partial<Members> {
  const entries = Object.entries(members).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries) as Partial<Members>;
}

function content({ azureFile, secret, gitRepo, readOnly }: ContainerVolumeArgs): Partial<Volume> {
  if (azureFile !== undefined) {
    const { storageAccountKey, ...share } = azureFile;
    const access = readOnly === undefined ? {} : { readOnly };
    return { azureFile: { ...share, ...access, storageAccountKey: pulumi.secret(storageAccountKey) } };
  }
  if (secret !== undefined) return { secret: pulumi.secret(secret).apply(encoded) };
  return gitRepo === undefined ? { emptyDir: {} } : { gitRepo };
}

/** ACI takes the contents of secret files in base64 (https://learn.microsoft.com/azure/container-instances/container-instances-volume-secret). */
function encoded(files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [name, Buffer.from(text, "utf8").toString("base64")]),
  );
}

/** Azure does not tell the cases of ids apart. */
function distinct(ids: readonly string[]): string[] {
  return ids.filter((id, index) => ids.findIndex((other) => other.toLowerCase() === id.toLowerCase()) === index);
}
