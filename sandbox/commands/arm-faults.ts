import type { Faults } from "../arm/faults";
import type { ArmAttachment } from "../arm-attachment";
import { sandboxRequest } from "./arm-sandbox";

const path = "/sandbox/faults";

/** The faults that are switched on in a sandbox that runs. */
export async function readFaults(arm: ArmAttachment): Promise<Faults> {
  return (await sandboxRequest(arm, { method: "GET", path })) as Faults;
}

/** Switches on what `faults` has and off what it has not. */
export async function writeFaults(arm: ArmAttachment, faults: Faults): Promise<Faults> {
  return (await sandboxRequest(arm, { method: "PUT", path, body: faults })) as Faults;
}
