import type * as pulumi from "@pulumi/pulumi";
import type { PortProtocol } from "../../sdk/containers/group-args";
import type { ResourcesArgs } from "../elastic-service/args";

/** A port that a container listens on, beside its main one. */
export interface ContainerPortArgs {
  /** The port, 1 to 65535. ACI maps none: it is the same inside and outside. */
  readonly port: pulumi.Input<number>;
  /**
   * How it is spoken to.
   *
   * @default PortProtocol.tcp
   */
  readonly protocol?: pulumi.Input<PortProtocol>;
}

/** A container beside the main one, on the same host, with the same address. They reach each other as `localhost`. */
export interface SidecarArgs {
  /** What it is called, 1 to 63 lower-case letters, digits and hyphens. */
  readonly name: string;
  /** Image of the container. It must be for Linux on amd64. */
  readonly image: pulumi.Input<string>;
  /** What it may use. */
  readonly resources: ResourcesArgs;
  /**
   * A program and its arguments, in place of the image's own.
   *
   * @default - the image's own
   */
  readonly command?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Port on which it can be reached from outside the group, 1 to 65535.
   *
   * @default - none
   */
  readonly port?: pulumi.Input<number>;
  /**
   * Environment variables.
   *
   * @default - none
   */
  readonly env?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * Environment variables that ACI keeps secret.
   *
   * @default - none
   */
  readonly secrets?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** A container that runs to its end before the others start. */
export interface InitContainerArgs {
  /** What it is called, 1 to 63 lower-case letters, digits and hyphens. */
  readonly name: string;
  /** Image of the container. It must be for Linux on amd64. */
  readonly image: pulumi.Input<string>;
  /**
   * A program and its arguments, in place of the image's own.
   *
   * @default - the image's own
   */
  readonly command?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Environment variables.
   *
   * @default - none
   */
  readonly env?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * Environment variables that ACI keeps secret.
   *
   * @default - none
   */
  readonly secrets?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** A file share of an Azure storage account. */
export interface AzureFileArgs {
  /** Name of the storage account. */
  readonly storageAccountName: pulumi.Input<string>;
  /** Name of the file share. */
  readonly shareName: pulumi.Input<string>;
  /** A key of the storage account. It is kept as a secret. */
  readonly storageAccountKey: pulumi.Input<string>;
}

/** A git repository that is cloned before the containers start. */
export interface GitRepoArgs {
  /** URL of the repository. */
  readonly repository: pulumi.Input<string>;
  /**
   * Hash of the commit.
   *
   * @default - the newest commit at the time of the start
   */
  readonly revision?: pulumi.Input<string>;
  /**
   * Folder of the volume that it is cloned into; `.` is the volume itself.
   *
   * @default - a folder of the repository's name
   */
  readonly directory?: pulumi.Input<string>;
}

/** A volume, which every container of the group sees at the same path. Without any content said it begins empty. */
export interface ContainerVolumeArgs {
  /** What it is called, 5 to 63 lower-case letters, digits and single hyphens. */
  readonly name: string;
  /** The path at which the containers see it. */
  readonly mountPath: pulumi.Input<string>;
  /**
   * Whether the containers may only read it.
   *
   * @default false
   */
  readonly readOnly?: pulumi.Input<boolean>;
  /**
   * A file share that outlives the group.
   *
   * @default - none
   */
  readonly azureFile?: AzureFileArgs;
  /**
   * Files by their names, in memory alone. Their contents are kept as secrets.
   *
   * @default - none
   */
  readonly secret?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * A git repository.
   *
   * @default - none
   */
  readonly gitRepo?: GitRepoArgs;
}

/** Who the containers are to Azure. */
export interface GroupIdentityArgs {
  /**
   * ARM ids of identities that exist.
   *
   * @default - none but those of `registryCredentials`
   */
  readonly userAssignedIdentityIds?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Whether Azure makes an identity of the group's own, which goes with it.
   *
   * @default false
   */
  readonly isSystemAssigned?: pulumi.Input<boolean>;
}

/** How the images of one registry are pulled. */
export interface RegistryCredentialArgs {
  /** Host name of the registry, such as `shop.azurecr.io`. */
  readonly server: pulumi.Input<string>;
  /**
   * ARM id of an identity that may pull from it (role AcrPull). The group gets it.
   *
   * @default - `username` and `password` are used
   */
  readonly identityId?: pulumi.Input<string>;
  /**
   * Who signs in.
   *
   * @default - `identityId` is used
   */
  readonly username?: pulumi.Input<string>;
  /**
   * Their password. It is kept as a secret.
   *
   * @default - `identityId` is used
   */
  readonly password?: pulumi.Input<string>;
}

/** Where the containers' logs are kept. */
export interface LogWorkspaceArgs {
  /** Id of the Log Analytics workspace, a GUID: its `customerId`. */
  readonly workspaceId: pulumi.Input<string>;
  /** A key of the workspace. It is kept as a secret. */
  readonly workspaceKey: pulumi.Input<string>;
}
