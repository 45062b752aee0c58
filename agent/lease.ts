/** What is read of a Lease, and written. */
export interface LeaseSpec {
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: string;
  readonly renewTime?: string;
  readonly leaseTransitions?: number;
}

export interface LeaseManifest {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: { readonly name: string; readonly namespace: string; readonly resourceVersion?: string };
  readonly spec?: LeaseSpec;
}

/** For how long nobody else takes a lease that its holder does not renew, in seconds: client-go's own default. */
export const LEASE_SECONDS = 15;

/** What a Lease says once one has taken it, or holds it still. */
export function heldBy(identity: string, before: LeaseSpec, now: Date): LeaseSpec {
  const renewTime = microTime(now);
  const isHeld = before.holderIdentity === identity;
  return {
    holderIdentity: identity,
    leaseDurationSeconds: LEASE_SECONDS,
    acquireTime: isHeld ? (before.acquireTime ?? renewTime) : renewTime,
    renewTime,
    leaseTransitions: (before.leaseTransitions ?? 0) + (isHeld || isFree(before) ? 0 : 1),
  };
}

/** What a Lease says once its holder has let go of it: the next one need not wait. */
export function released(before: LeaseSpec, now: Date): LeaseSpec {
  const renewTime = microTime(now);
  return {
    holderIdentity: "",
    leaseDurationSeconds: 1,
    acquireTime: renewTime,
    renewTime,
    leaseTransitions: before.leaseTransitions ?? 0,
  };
}

/** Whether nobody holds it. */
export function isFree({ holderIdentity = "" }: LeaseSpec): boolean {
  return holderIdentity === "";
}

/** The API server wants microseconds. */
function microTime(time: Date): string {
  return time.toISOString().replace("Z", "000Z");
}
