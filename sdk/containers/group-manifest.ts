import { ContainerExposure } from "./group-args";
import type { ContainerGroupSpec, ExposedPort } from "./group-spec";

/** A port, as ACI takes it. */
export interface PortManifest {
  readonly port: number;
  readonly protocol: "TCP" | "UDP";
}

/** The address of a group, as ACI takes it. */
export interface AddressManifest {
  readonly type: "Public" | "Private";
  readonly ports: PortManifest[];
  readonly dnsNameLabel?: string;
}

/** Where a container sees a volume, as ACI takes it. */
export interface MountManifest {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly: boolean;
}

/** The ports of one container of a group: the main one is at 0, the sidecars follow. */
export function containerPorts({ ports }: ContainerGroupSpec, index: number): PortManifest[] {
  const isMain = ({ path }: ExposedPort) => path === "port" || path.startsWith("additionalPorts");
  const isOwn = index === 0 ? isMain : ({ path }: ExposedPort) => path === `sidecars[${index - 1}].port`;
  return ports.filter(isOwn).map(portManifest);
}

/** The address of a group; none where it has no port, or nobody is to reach it. */
export function addressManifest(group: ContainerGroupSpec): AddressManifest | undefined {
  const { ports, exposure, isInSubnet, dnsLabel } = group;
  if (ports.length === 0) return undefined;
  const listed = ports.map(portManifest);
  if (isInSubnet) return { type: "Private", ports: listed };
  if (exposure === ContainerExposure.none) return undefined;
  return { type: "Public", ports: listed, ...(dnsLabel === undefined ? {} : { dnsNameLabel: dnsLabel }) };
}

/** Every volume of a group, at the path where each of its containers sees it. */
export function mountManifests({ volumes }: ContainerGroupSpec): MountManifest[] {
  return volumes.map(({ name, mountPath, readOnly }) => ({ name, mountPath, readOnly }));
}

function portManifest({ port, protocol }: ExposedPort): PortManifest {
  return { port, protocol };
}
