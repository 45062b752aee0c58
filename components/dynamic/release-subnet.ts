import { decideRelease } from "../../sdk/virtual-node/subnet-observation";
import type { ArmClient } from "../../sdk/azure/arm-client-io";
import { say } from "./log";
import { patience, type Patience } from "./patience";
import { containerGroups, deleteLink, readSubnet } from "./subnet-reading";

/** Which subnet is to become free, and in what time. */
export interface ReleaseSpec {
  readonly subnetId: string;
  readonly timeoutMinutes: number;
}

/** Azure lets go of a subnet within seconds, minutes, or not at all. */
const PACE = { firstMs: 1_000, longestMs: 15_000 };
/** For the look at what is left, when the time is over already. */
const LAST_LOOK_MS = 30_000;

/**
 * Waits until a subnet of container groups is empty and takes ACI's service association link from it, which Azure may
 * leave behind for ever. A subnet that is gone is free.
 *
 * @see https://learn.microsoft.com/azure/container-instances/container-instances-vnet#clean-up-resources
 * @throws Error that names what is still in the subnet, when the time is over.
 */
export async function releaseSubnet(arm: ArmClient, spec: ReleaseSpec): Promise<void> {
  const wait = patience(spec.timeoutMinutes * 60_000, PACE);
  let held = "nothing was found out about it";
  for (;;) {
    const now = await holdOn(arm, spec.subnetId, wait).catch((error: unknown) => {
      // The time was over in the middle of a request.
      if (wait.isOver()) return held;
      throw error;
    });
    if (now === undefined) return;
    if (now !== held) say(`SubnetRelease: ${spec.subnetId} is not free yet: ${now}`);
    held = now;
    if (wait.isOver()) throw await notFree(arm, spec, held);
    await wait.next();
  }
}

/** Does the next step towards a free subnet. Returns what holds the subnet; nothing once it is free. */
async function holdOn(arm: ArmClient, subnetId: string, { signal }: Patience): Promise<string | undefined> {
  const subnet = await readSubnet(arm, subnetId, signal);
  const decision = subnet === undefined ? ({ step: "done" } as const) : decideRelease(subnet);
  if (decision.step === "done") return undefined;
  if (decision.step === "wait") return decision.held;
  const refusal = await deleteLink(arm, subnetId, signal);
  if (refusal !== undefined) return refusal.message;
  // Microsoft.Network may show the link for some time after ACI has deleted it.
  const after = await readSubnet(arm, subnetId, signal);
  const isFree = after === undefined || decideRelease(after).step === "done";
  return isFree ? undefined : "Azure is taking its service association link away";
}

async function notFree(arm: ArmClient, { subnetId, timeoutMinutes }: ReleaseSpec, held: string): Promise<Error> {
  const groups = await containerGroups(arm, subnetId, AbortSignal.timeout(LAST_LOOK_MS)).catch(() => []);
  const [cause, next] =
    groups.length > 0
      ? [`container groups are in it: ${groups.join(", ")}`, "Delete them (az container delete --ids …)"]
      : [held, "See what it is with az network vnet subnet show, and remove it"];
  return new Error(
    `release the subnet ${subnetId}: not free within ${timeoutMinutes} minutes: ${cause}. ${next}, then run pulumi destroy again.`,
  );
}
