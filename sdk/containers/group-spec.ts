import { checked, type Check } from "../check";
import { containerSize } from "./container-spec";
import { checkGroup, type GroupFinding } from "./check-group";
import {
  ContainerExposure,
  type ContainerGroupArgs,
  ContainerPriority,
  PortProtocol,
  RestartPolicy,
} from "./group-args";
import { type AciSize, totalSize } from "./size";

/** A port of the group's address, and where the user wrote it. */
export interface ExposedPort {
  readonly path: string;
  readonly port: number;
  readonly protocol: PortProtocol;
}

/** A container of the group by its name, and where the user wrote it. */
export interface NamedPart {
  readonly path: string;
  readonly name: string;
}

/** A volume, and where the user wrote it. */
export interface VolumeSpec extends NamedPart {
  readonly mountPath: string;
  readonly readOnly: boolean;
}

/** A container group as a whole, complete and checked. */
export interface ContainerGroupSpec {
  /** The main container first, then the sidecars. */
  readonly containers: readonly NamedPart[];
  readonly initContainers: readonly NamedPart[];
  readonly size: AciSize;
  readonly ports: readonly ExposedPort[];
  readonly exposure: ContainerExposure;
  readonly isInSubnet: boolean;
  readonly dnsLabel?: string;
  readonly dnsServers: readonly string[];
  readonly restartPolicy: RestartPolicy;
  readonly priority: ContainerPriority;
  readonly zone?: string;
  readonly volumes: readonly VolumeSpec[];
}

/** A group, and what its author should know of it. */
export interface CheckedGroup {
  readonly spec: ContainerGroupSpec;
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
}

const PORT = { min: 1, max: 65535 };
const ZONE = { pattern: /^[1-9]$/, description: 'a zone such as "1"' };
const ADDRESS = { pattern: /^(\d{1,3}\.){3}\d{1,3}$/, description: "an IPv4 address such as 10.0.0.10" };
const ANY = { pattern: /./s, description: "text that is not empty" };
const MOUNT_PATH = {
  pattern: /^\/[^:]*$/,
  description: 'a path in the container that starts with "/", without a colon',
};

/** @throws ArgumentError with everything that ACI would refuse, and how to put it right */
export function containerGroupSpec(args: ContainerGroupArgs): CheckedGroup {
  return checked((check) => {
    const spec = groupSpec(args, check);
    // A rule may trust that what it looks at is what its type says.
    const findings = check.passed ? checkGroup(spec) : [];
    for (const finding of findings.filter(({ severity }) => severity === "error")) {
      check.problem(finding.path, findingWords(finding));
    }
    const lines = (wanted: GroupFinding["severity"]) =>
      findings
        .filter(({ severity }) => severity === wanted)
        .map((finding) => `${finding.path}: ${findingWords(finding)}`);
    return { spec, warnings: lines("warning"), notes: lines("note") };
  });
}

/** A finding in words, without its path. */
export function findingWords({ problem, effect, fix, rule, source }: GroupFinding): string {
  return `${problem}; ${effect}; instead: ${fix} (${rule}, ${source.url})`;
}

function groupSpec(args: ContainerGroupArgs, check: Check): ContainerGroupSpec {
  const { sidecars = [], initContainers = [], volumes = [], dnsServers = [] } = args;
  const sizes = sidecars.map(({ resources }, index) => containerSize(resources, check.within(`sidecars[${index}]`)));
  return {
    containers: [{ path: "name", name: args.name }, ...sidecars.map((part, index) => named("sidecars", part, index))],
    initContainers: initContainers.map((part, index) => named("initContainers", part, index)),
    size: totalSize([containerSize(args.resources, check), ...sizes]),
    ports: exposedPorts(args, check),
    exposure: check.oneOf("exposure", args.exposure ?? ContainerExposure.none, [
      ContainerExposure.none,
      ContainerExposure.publicAddress,
    ]),
    isInSubnet: args.isInSubnet,
    ...(args.dnsLabel === undefined ? {} : { dnsLabel: check.text("dnsLabel", args.dnsLabel, ANY) }),
    dnsServers: check.texts("dnsServers", dnsServers, ADDRESS),
    restartPolicy: check.oneOf("restartPolicy", args.restartPolicy ?? RestartPolicy.always, [
      RestartPolicy.always,
      RestartPolicy.onFailure,
      RestartPolicy.never,
    ]),
    priority: check.oneOf("priority", args.priority ?? ContainerPriority.regular, [
      ContainerPriority.regular,
      ContainerPriority.spot,
    ]),
    ...(args.zone === undefined ? {} : { zone: check.text("zone", args.zone, ZONE) }),
    volumes: volumeSpecs(volumes, check),
  };
}

function named(list: string, { name }: { readonly name: string }, index: number): NamedPart {
  return { path: `${list}[${index}].name`, name };
}

function exposedPorts({ port, additionalPorts = [], sidecars = [] }: ContainerGroupArgs, check: Check) {
  const exposed = (path: string, given: number, protocol: PortProtocol = PortProtocol.tcp): ExposedPort => ({
    path,
    port: check.wholeNumber(path, given, PORT),
    protocol: check.oneOf(path.replace(/port$/, "protocol"), protocol, [PortProtocol.tcp, PortProtocol.udp]),
  });
  return [
    ...(port === undefined ? [] : [exposed("port", port)]),
    ...additionalPorts.map((each, index) => exposed(`additionalPorts[${index}].port`, each.port, each.protocol)),
    ...sidecars.flatMap((each, index) =>
      each.port === undefined ? [] : [exposed(`sidecars[${index}].port`, each.port)],
    ),
  ];
}

function volumeSpecs(volumes: NonNullable<ContainerGroupArgs["volumes"]>, check: Check): readonly VolumeSpec[] {
  return volumes.map(({ name, mountPath, readOnly = false, kinds }, index) => {
    const path = `volumes[${index}]`;
    if (kinds.length > 1) check.problem(path, `must be of one kind; got ${kinds.join(" and ")}`);
    return {
      path: `${path}.name`,
      name,
      mountPath: check.text(`${path}.mountPath`, mountPath, MOUNT_PATH),
      readOnly,
    };
  });
}
