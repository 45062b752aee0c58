/** Something that goes wrong with resources of one type, or with one of them, so many times. */
export interface Mishap {
  /** Such as `Microsoft.Network/natGateways`; case does not matter. */
  readonly type: string;
  /** The last segment of the resource's id; absent: whichever comes first. */
  readonly name?: string;
  /** How many times it is still going to happen. */
  readonly times: number;
  /** The error's code; absent: what Azure says where it gives no reason. */
  readonly code?: string;
}

/** What is wrong with an image: exactly one of these. */
export type ImageFailure =
  /** Its containers end at once, with exit code 1. */
  | { readonly crashes: true }
  /** Its containers end at once, and well: a task that is done. */
  | { readonly completes: true }
  /** Its containers run, but say to whoever asks that they are not ready. */
  | { readonly neverReady: true }
  /** Its containers run, and answer every HTTP request with this status. */
  | { readonly answers: number }
  /** It cannot be pulled. */
  | { readonly notFound: true };

/** Images that are bad, by their references. */
export type BadImages = Readonly<Record<string, ImageFailure>>;

/** Some of a cluster's VMs: all, those of one pool, those of one zone, or one by its node's name. */
export interface VmChoice {
  readonly pool?: string;
  readonly zone?: string;
  readonly node?: string;
}

/** What is broken in the sandbox's Azure on purpose. A property that is absent is not broken. */
export interface Faults {
  /** ACI refuses this share of new container groups: `count` of each `of`, in order of arrival. */
  readonly refuse?: { readonly count: number; readonly of: number };
  /** The subscription's ACI quota in this region, instead of Azure's 100 groups and 100 cores. */
  readonly quota?: { readonly groups?: number; readonly cores?: number };
  /** ACI accepts this many creates in 5 minutes, instead of Azure's 100; more are answered with 429. */
  readonly throttle?: { readonly createsPer5Minutes: number };
  /** A container group takes this many seconds to start, instead of the sandbox's cold start. */
  readonly slowStart?: { readonly seconds: number };
  /** The virtual node's connector is not running: its lease goes stale and no pod gets a container group. */
  readonly connectorDead?: true;
  /**
   * ACI holds on to a subnet after its last container group has gone, until its service association link is deleted, as
   * Azure often does. Otherwise the hold ends with the last group.
   */
  readonly linkLingers?: true;
  /** VM nodes whose heartbeats have stopped. */
  readonly vmLoss?: VmChoice;
  /** VMs that are deleted, with their nodes, and for which no others come. */
  readonly vmDeletion?: VmChoice;
  /** VM nodes that take no new pods; those that run there go on. */
  readonly cordon?: VmChoice;
  /** The availability zone, of every region, in which no container group runs and none can be made. */
  readonly zoneOutage?: { readonly zone: string };
  /** Pods whose processes stand still: all that run as processes, one by name, or those on one VM. */
  readonly frozenPods?: { readonly pod?: string; readonly node?: string };
  /** What every container of these images does that is started from now on. */
  readonly badImages?: BadImages;
  /** A role assignment counts, and a new principal is known, only so many seconds after it was created. */
  readonly roleDelay?: { readonly seconds: number };
  /** A create, update or delete is accepted and then fails; the resource stays, in the state `Failed`. */
  readonly failOperation?: Mishap;
  /** The request to create a resource is refused. */
  readonly refuseCreate?: Mishap;
  /** ARM answers the last of every so many requests of each client with 429. */
  readonly armThrottle?: { readonly every: number };
  /** For how many seconds a cluster's API server cannot be reached while its Kubernetes version is upgraded, instead of 3. */
  readonly upgradeOutage?: { readonly seconds: number };
  /** The API servers of all clusters are killed, and started again after so many seconds. Over as soon as it is ordered. */
  readonly apiServerRestart?: { readonly seconds: number };
  /** All faults hold for so many seconds and do not for as many, in turn. */
  readonly flap?: { readonly seconds: number };
}
