/** One container of a group, as ACI tells of it. */
export interface ContainerObservation {
  readonly name: string;
  /** `Waiting`, `Running` or `Terminated`. */
  readonly state: string;
  /** ACI's own words about the state. */
  readonly detail: string;
  readonly exitCode?: number;
  readonly restarts: number;
  /** What ACI warns of, the newest last. */
  readonly warnings: readonly string[];
}

/** A container group, as ACI tells of it. */
export interface GroupObservation {
  /** What became of the last deployment of the group. */
  readonly provisioningState: string;
  /** What the group as a whole is doing: `Pending`, `Running`, `Succeeded`, `Failed`, `Stopped`. */
  readonly state: string;
  readonly zones: readonly string[];
  readonly ipAddress?: string;
  readonly containers: readonly ContainerObservation[];
  readonly warnings: readonly string[];
}

/** ARM's answer, as far as it is looked at. */
interface GroupBody {
  readonly zones?: readonly string[];
  readonly properties?: {
    readonly provisioningState?: string;
    readonly ipAddress?: { readonly ip?: string };
    readonly instanceView?: { readonly state?: string; readonly events?: readonly EventBody[] };
    readonly containers?: readonly ContainerBody[];
  };
}

interface ContainerBody {
  readonly name?: string;
  readonly properties?: {
    readonly instanceView?: {
      readonly restartCount?: number;
      readonly currentState?: { readonly state?: string; readonly detailStatus?: string; readonly exitCode?: number };
      readonly events?: readonly EventBody[];
    };
  };
}

interface EventBody {
  readonly type?: string;
  readonly message?: string;
}

/**
 * What ARM's answer to a read of a container group says.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-state
 */
export function groupObservation(body: unknown): GroupObservation {
  const { zones = [], properties = {} } = body as GroupBody;
  const { provisioningState = "Unknown", ipAddress, instanceView, containers = [] } = properties;
  return {
    provisioningState,
    state: instanceView?.state ?? "Pending",
    zones,
    ...(ipAddress?.ip === undefined ? {} : { ipAddress: ipAddress.ip }),
    containers: containers.map(containerObservation),
    warnings: warningsIn(instanceView?.events),
  };
}

function containerObservation({ name = "", properties }: ContainerBody): ContainerObservation {
  const { restartCount = 0, currentState, events } = properties?.instanceView ?? {};
  return {
    name,
    state: currentState?.state ?? "Waiting",
    detail: currentState?.detailStatus ?? "",
    ...(currentState?.exitCode === undefined ? {} : { exitCode: currentState.exitCode }),
    restarts: restartCount,
    warnings: warningsIn(events),
  };
}

function warningsIn(events: readonly EventBody[] = []): readonly string[] {
  return events.flatMap(({ type, message }) => (type === "Warning" && message !== undefined ? [message] : []));
}
