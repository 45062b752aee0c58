import type * as pulumi from "@pulumi/pulumi";
import type { ResourcesArgs } from "../elastic-service/args";
import type { ProbeArgs } from "../elastic-service/probe-args";
import type {
  ContainerVolumeArgs,
  GroupIdentityArgs,
  InitContainerArgs,
  LogWorkspaceArgs,
  RegistryCredentialArgs,
  SidecarArgs,
} from "./part-args";

/** What every container group is made from, whether it stands alone or in a fleet. */
export interface ContainerGroupArgs {
  /** Resource group of what is created. */
  readonly resourceGroupName: pulumi.Input<string>;
  /**
   * Azure region.
   *
   * @default - the provider's `azure-native:location`
   */
  readonly location?: pulumi.Input<string>;
  /** Image of the container. It must be for Linux on amd64; ACI runs no other. */
  readonly image: pulumi.Input<string>;
  /**
   * A program and its arguments, in place of the image's own.
   *
   * @default - the image's own
   */
  readonly command?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Port on which the container listens for HTTP, 1 to 65535. ACI maps none: it is the same inside and outside.
   *
   * @default - it listens on none
   */
  readonly port?: pulumi.Input<number>;
  /** What the container may use: ACI bills by it, in steps of 10m and 0.1 GB, rounded up. */
  readonly resources: ResourcesArgs;
  /**
   * Environment variables of the container.
   *
   * @default - none
   */
  readonly env?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * Environment variables that ACI keeps secret: nobody can read them back.
   *
   * @default - none
   */
  readonly secrets?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * The HTTP request that the container answers with 200 to 399 while it can take requests.
   *
   * @default - it takes requests as soon as it runs
   */
  readonly probe?: ProbeArgs;
  /**
   * The HTTP request whose silence restarts the container.
   *
   * @default - the container is restarted only when it ends
   */
  readonly liveness?: ProbeArgs;
  /**
   * Containers beside it, on the same host and with the same address.
   *
   * @default - none
   */
  readonly sidecars?: SidecarArgs[];
  /**
   * Containers that run to their end, one after the other, before the others start.
   *
   * @default - none
   */
  readonly initContainers?: InitContainerArgs[];
  /**
   * Volumes, which every container of the group sees at the same path.
   *
   * @default - none
   */
  readonly volumes?: ContainerVolumeArgs[];
  /**
   * Who the containers are to Azure.
   *
   * @default - nobody, but for the identities of `registryCredentials`
   */
  readonly identity?: GroupIdentityArgs;
  /**
   * How images of private registries are pulled.
   *
   * @default - images are pulled as by anybody
   */
  readonly registryCredentials?: RegistryCredentialArgs[];
  /**
   * Where the containers' logs are kept.
   *
   * @default - ACI keeps the last 4 MB of a running container
   */
  readonly workspace?: LogWorkspaceArgs;
  /**
   * IPv4 addresses of the DNS servers, 3 at most, for a group in a subnet: ACI does not take those of the virtual network.
   *
   * @default - Azure's own, which know the private zones that are linked to the virtual network
   */
  readonly dnsServers?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Tags of what is created.
   *
   * @default - none
   */
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}
