import type { Faults } from "../arm/faults";
import type { ArmAttachment } from "../arm-attachment";
import { sandboxAnswer, sandboxRequest } from "./arm-sandbox";
import { changedFaults, type FaultChange } from "./fault-words";

const path = "/sandbox/faults";
/** Others come in between where several break things at the same moment, and each time one of them gets ahead. */
const mostTries = 50;

/** The faults that are switched on in a sandbox that runs. */
export async function readFaults(arm: ArmAttachment): Promise<Faults> {
  return (await sandboxRequest(arm, { method: "GET", path })) as Faults;
}

/** Changes the faults, and nothing of what others change at the same moment. @returns those that are switched on then */
export async function changeFaults(arm: ArmAttachment, change: FaultChange): Promise<Faults> {
  for (let tries = 0; tries < mostTries; tries++) {
    const before = await sandboxAnswer(arm, { method: "GET", path });
    const body = changedFaults(before?.body as Faults, change);
    const after = await sandboxAnswer(arm, { method: "PUT", path, body, ...ifMatch(before?.tag) });
    if (after !== undefined) return after.body as Faults;
  }
  throw new Error(`change the faults: others changed them ${mostTries} times in between`);
}

function ifMatch(tag: string | undefined): { readonly ifMatch?: string } {
  return tag === undefined ? {} : { ifMatch: tag };
}
