/** Who can reach a container group that is in no subnet. */
export const ContainerExposure = {
  /** Nobody: it reaches out, and is not reached. */
  none: "None",
  /** The internet, by a public address of its own. */
  publicAddress: "PublicAddress",
} as const;
export type ContainerExposure = (typeof ContainerExposure)[keyof typeof ContainerExposure];

/** When ACI starts a container again that has ended. */
export const RestartPolicy = {
  /** Whenever it ends: for what runs for ever. */
  always: "Always",
  /** When it ends with another exit code than 0: for tasks. */
  onFailure: "OnFailure",
  /** Never after exit code 0; the platform may start one again that ended with another. */
  never: "Never",
} as const;
export type RestartPolicy = (typeof RestartPolicy)[keyof typeof RestartPolicy];

/** Which capacity a container group runs on. */
export const ContainerPriority = {
  /** Capacity that stays. */
  regular: "Regular",
  /** Capacity that nobody else wants at the moment: cheaper, and taken away at any time. */
  spot: "Spot",
} as const;
export type ContainerPriority = (typeof ContainerPriority)[keyof typeof ContainerPriority];

/** How a port is spoken to. */
export const PortProtocol = { tcp: "TCP", udp: "UDP" } as const;
export type PortProtocol = (typeof PortProtocol)[keyof typeof PortProtocol];

/** A port beside the main one. */
export interface PortArgs {
  readonly port: number;
  readonly protocol?: PortProtocol | undefined;
}

/** A volume, and where every container of the group sees it. What says nothing about its content begins empty. */
export interface VolumeArgs {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly?: boolean | undefined;
  readonly kinds: readonly string[];
}

/** A container beside the main one, as far as the group as a whole is concerned. */
export interface SidecarArgs {
  readonly name: string;
  readonly port?: number | undefined;
  readonly resources: { readonly cpu: string; readonly memory: string };
}

/** What a user may say about a container group as a whole. */
export interface ContainerGroupArgs {
  readonly name: string;
  readonly port?: number | undefined;
  readonly additionalPorts?: readonly PortArgs[] | undefined;
  readonly resources: { readonly cpu: string; readonly memory: string };
  readonly exposure?: ContainerExposure | undefined;
  readonly dnsLabel?: string | undefined;
  readonly dnsServers?: readonly string[] | undefined;
  readonly isInSubnet: boolean;
  readonly restartPolicy?: RestartPolicy | undefined;
  readonly priority?: ContainerPriority | undefined;
  readonly zone?: string | undefined;
  readonly volumes?: readonly VolumeArgs[] | undefined;
  readonly sidecars?: readonly SidecarArgs[] | undefined;
  readonly initContainers?: readonly { readonly name: string }[] | undefined;
}
