import { ArmError } from "../arm-error";
import { numberAt, objectAt, textAt, textsAt } from "../json";
import type { ResourceRecord } from "../store";
import { changed, type World } from "../world";
import { scaleFleet } from "./fleet";
import { isLost } from "./group-life";
import { coldStart } from "./group-start";
import { checkImages, imageFailures } from "./images";
import { NGROUP_TYPE, STANDBY_POOL_TYPE } from "./names";
import { desiredCount, groupsOf, maintainsCount } from "./orchestrated";
import { profileReference, templateOf } from "./profile-template";
import { quotaRefusal, quotaUnder } from "./quota";
import { instancesOf, withInstances } from "./standby-instances";
import { usageIn } from "./usage";

/** For how long the platform leaves alone what it was refused. @see https://learn.microsoft.com/azure/container-instances/container-instances-standby-pool-health-state */
const PAUSE_MS = 30_000;

/**
 * What Azure does by itself: it replaces groups of NGroups that maintain their count, and fills standby pools. It looks
 * every second, or more often where operations are quicker than that.
 */
export class Caretaker {
  private readonly pausedUntil = new Map<string, number>();
  private faults: World["faults"];

  constructor(private readonly world: World) {
    this.faults = world.faults;
  }

  /** Looks again and again until the server closes. */
  async watch(): Promise<void> {
    const seconds = Math.min(1, Math.max(0.05, this.world.surroundings.operationSeconds));
    while (!this.world.closed) {
      this.look();
      await this.world.pass(seconds);
    }
  }

  /** Does what is to be done now. */
  look(): void {
    // What was refused under other faults may be possible now.
    if (this.faults !== this.world.faults) this.pausedUntil.clear();
    this.faults = this.world.faults;
    const due = (type: string): readonly ResourceRecord[] =>
      this.world.all(type).filter(({ id }) => !this.isPaused(id) && !this.world.runningAtOrBelow(id));
    for (const nGroup of due(NGROUP_TYPE)) this.attempt(nGroup, replaceGroups);
    for (const pool of due(STANDBY_POOL_TYPE)) this.attempt(pool, fillPool);
  }

  private attempt(record: ResourceRecord, work: (record: ResourceRecord, world: World) => void): void {
    try {
      work(record, this.world);
      if (record.hidden["problem"] !== undefined) this.note(record, undefined);
    } catch (error) {
      if (!(error instanceof ArmError)) throw error;
      this.pausedUntil.set(record.id, this.world.now().getTime() + PAUSE_MS);
      this.world.surroundings.log(`the platform could not make what ${record.id} lacks: ${error.message}`);
      this.note(record, error.message);
    }
  }

  private note({ id }: ResourceRecord, problem: string | undefined): void {
    const record = this.world.find(id);
    if (record !== undefined) this.world.commit({ put: [changed(record, { hidden: { ...record.hidden, problem } })] });
  }

  private isPaused(id: string): boolean {
    return (this.pausedUntil.get(id) ?? 0) > this.world.now().getTime();
  }
}

/**
 * New groups for those that were deleted, and, away from a zone that is lost, for those in it. That NGroups leaves a lost
 * zone by itself is inferred from "zone rebalancing" among its features.
 */
function replaceGroups(nGroup: ResourceRecord, world: World): void {
  if (!maintainsCount(nGroup)) return;
  const lostZone = world.faults.zoneOutage?.zone;
  const canMove = textsAt(nGroup.body, "zones").some((zone) => zone !== lostZone);
  const lost = canMove ? groupsOf(nGroup.id, world).filter(isLost) : [];
  if (lost.length > 0) world.commit({ remove: lost.map(({ id }) => id) });
  if (groupsOf(nGroup.id, world).length < desiredCount(nGroup)) scaleFleet(nGroup, world, lostZone);
}

/** As many new instances as the pool lacks and the quota allows. */
function fillPool(pool: ResourceRecord, world: World): void {
  const capacity = numberAt(pool.body, "properties.elasticityProfile.maxReadyCapacity") ?? 0;
  const missing = capacity - instancesOf(pool).length;
  if (missing <= 0) return;
  const path = "properties.containerGroupProperties.containerGroupProfile";
  const reference = profileReference(objectAt(pool.body, path)) ?? { id: "" };
  const body = { properties: templateOf(reference, world).properties };
  checkImages(pool.id, body, world.faults.badImages);
  for (let made = 0; made < missing; made += 1) addInstance(pool.id, { body, world });
}

function addInstance(
  poolId: string,
  { body, world }: { readonly body: ResourceRecord["body"]; readonly world: World },
): void {
  const pool = world.find(poolId);
  if (pool === undefined) return;
  const region = textAt(pool.body, "location") ?? "";
  const refusal = quotaRefusal(region, {
    quota: quotaUnder(world.faults),
    usage: usageIn(region, world),
    wanted: { groups: 1, cores: numberAt(pool.hidden, "request.cpu") ?? 0 },
  });
  if (refusal !== undefined) throw refusal;
  const readyAt = new Date(world.now().getTime() + coldStart(world) * 1000).toISOString();
  const instance = { readyAt, failures: imageFailures(body, world.faults.badImages) };
  world.commit({ put: [withInstances(pool, [...instancesOf(pool), instance])] });
}
