import type { Faults } from "../../sandbox/arm/faults";
import type { ArmAttachment } from "../../sandbox/arm-attachment";
import { changeFaults, readFaults } from "../../sandbox/commands/arm-faults";
import { describeFaults } from "../../sandbox/commands/fault-words";

/** Breaks a sandbox by one fault, and mends that one alone. */
export class FaultSwitch {
  private isOn = false;

  constructor(
    private readonly arm: ArmAttachment,
    private readonly faults: Faults,
  ) {}

  get words(): string {
    return describeFaults(this.faults).join(", ");
  }

  /** @throws Error where it is broken already: then nobody could tell what shows what */
  async refuseBroken(): Promise<void> {
    const lines = describeFaults(await readFaults(this.arm));
    if (lines.length === 0) return;
    throw new Error(`the sandbox is broken already (${lines.join(", ")}); mend it: aks-elastic sandbox fault clear`);
  }

  async on(): Promise<void> {
    // What was asked for may have been done, even where no answer comes.
    this.isOn = true;
    await changeFaults(this.arm, { on: this.faults });
  }

  /** @returns whether there was something to mend */
  async off(): Promise<boolean> {
    if (!this.isOn) return false;
    const off = Object.keys(this.faults) as (keyof Faults)[];
    await changeFaults(this.arm, { off });
    this.isOn = false;
    return true;
  }
}
