import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { TwoTiers } from "../cluster/two-tiers";
import type { AgentProcess } from "./agent-process";
import type { Write } from "./api-proxy";
import { KeptService, type Counts } from "./kept-service";

const RATE = 4;
/** More than a move by a refusal writes, so that the last agents are not killed. */
const NUMBERS = Array.from({ length: 10 }, (_, index) => index + 1);

/** A write without what differs from service to service. */
function words({ method, path }: Write): string {
  const [what = ""] = path.split("?");
  return `${method} ${what.replace(/^.*\/namespaces\/[^/]+\//, "").replace(/(pods\/web-virtual-node|pods\/web-vm)-.*$/, "$1-…")}`;
}

/** A service whose agent is killed after its write of a number: the API server has it, and the agent never heard. */
class KilledAt {
  private constructor(
    readonly number: number,
    private readonly service: KeptService,
    private agent: AgentProcess,
  ) {}

  static async create(number: number, { config }: TwoTiers): Promise<KilledAt> {
    const service = await KeptService.create(
      {
        service: "web",
        namespace: `shop-${number}`,
        placement: { replicas: 6, vmReplicas: 4 },
        failover: { windowSeconds: 5, holdDownSeconds: 5, coldStartSeconds: 60, rate: RATE },
      },
      config,
    );
    return new KilledAt(number, service, await service.agent("one"));
  }

  settled(counts: Counts): Promise<unknown> {
    return this.service.settled(counts, 150);
  }

  deletePods(): Promise<void> {
    return this.service.deletePods("virtual-node");
  }

  end(): Promise<void> {
    return this.service.end();
  }

  /** The moves that are remembered: where from, where to, and how many replicas. */
  async moves(): Promise<readonly string[]> {
    return (await this.service.memory()).moves.map(({ from, to, count }) => `${count} ${from} → ${to}`);
  }

  /**
   * Lets the service move, and starts the agent again when it was killed.
   *
   * @returns what the agent wrote until then, and how many replicas there were to be meanwhile
   */
  async moved(to: Counts): Promise<{ readonly written: readonly string[]; readonly told: readonly number[] }> {
    const { proxy } = this.agent;
    const written: string[] = [];
    const told: number[] = [];
    let restarted: Promise<void> | undefined;
    proxy.onWrite = (write) => {
      if (restarted !== undefined) return "lost";
      written.push(words(write));
      if (written.length < this.number) return "arrives";
      restarted = this.restart();
      return "unanswered";
    };
    await this.service.settled(to, 150, ({ told: counts }) => {
      told.push(counts.reduce((sum, count) => sum + count, 0));
    });
    await restarted;
    proxy.onWrite = () => "arrives";
    return { written, told };
  }

  private async restart(): Promise<void> {
    await this.agent.signal("SIGKILL");
    this.agent.proxy.onWrite = () => "arrives";
    this.agent = await this.service.again(this.agent);
  }
}

describe(
  "an agent that is killed after any of its writes, each in turn, and started again",
  { concurrency: false },
  () => {
    let cluster: TwoTiers;
    let services: readonly KilledAt[];

    before(async () => {
      cluster = await TwoTiers.up("killed");
      services = await Promise.all(NUMBERS.map((number) => KilledAt.create(number, cluster)));
      await Promise.all(services.map((service) => service.settled([4, 2])));
    });
    after(async () => {
      await Promise.all(services.map((service) => service.end()));
      await cluster.down();
    });

    /** All services move at the same time. */
    async function move(to: Counts, name: (log: string) => void): Promise<void> {
      const moved = await Promise.all(services.map((service) => service.moved(to)));
      name(moved.map(({ written }, index) => `${index + 1}: ${written.at(-1) ?? "nothing"}`).join("; "));
      for (const [index, { written, told }] of moved.entries()) {
        const number = NUMBERS[index] ?? 0;
        assert.ok(Math.max(...told) <= 6 + RATE, `${Math.max(...told)} told, killed at ${number}`);
        assert.ok(Math.min(...told) >= 6, `${Math.min(...told)} told, killed at ${number}`);
        assert.ok(written.length <= number);
      }
      assert.ok((moved.at(-1)?.written.length ?? 0) < NUMBERS.length, "there are writes at which nobody was killed");
    }

    test("finishes the move that it had begun, once, within the limits of a step", async (context) => {
      await cluster.fault("refuse", "1/1");
      await Promise.all(services.map((service) => service.deletePods()));
      await move([6, 0], (log) => {
        context.diagnostic(`killed after ${log}`);
      });
      for (const service of services) assert.deepEqual(await service.moves(), ["2 virtual-node → vm"]);
    });

    test("comes home once", async (context) => {
      await cluster.fault("clear");
      await move([4, 2], (log) => {
        context.diagnostic(`killed after ${log}`);
      });
      for (const service of services) {
        assert.deepEqual(await service.moves(), ["2 virtual-node → vm", "2 vm → virtual-node"]);
      }
    });
  },
);
