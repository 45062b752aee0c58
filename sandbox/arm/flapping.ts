import { zoneChange } from "./containers/zones";
import type { Faults } from "./faults";
import type { World } from "./world";

/** Has the faults hold, and where `flap` is one of them, hold and not hold in turn. */
export class Flapping {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly world: World,
    /** Told of the faults that hold, whenever they become others, and of what is to be done once. */
    private readonly onFaults: (faults: Faults) => Promise<void> | void,
  ) {}

  /** Switches on what `faults` has, and off what it has not. */
  async set(faults: Faults): Promise<void> {
    clearInterval(this.timer);
    this.world.setFaults(faults);
    this.world.commit(zoneChange(this.world));
    if (faults.flap !== undefined) {
      let doHold = true;
      this.timer = setInterval(() => {
        doHold = !doHold;
        void this.turn(doHold);
      }, faults.flap.seconds * 1000);
    }
    await this.onFaults(faults);
  }

  close(): void {
    clearInterval(this.timer);
  }

  private async turn(doHold: boolean): Promise<void> {
    this.world.holdFaults(doHold);
    this.world.commit(zoneChange(this.world));
    try {
      await this.onFaults(this.world.faults);
    } catch (error) {
      this.world.surroundings.log(`flapping faults: ${String(error)}`);
    }
  }
}
