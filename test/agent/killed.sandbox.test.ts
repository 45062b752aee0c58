import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { targetAnnotation } from "../../sdk/failover/declared-target";
import type { FailoverTargetArgs } from "../../sdk/failover/target";
import { TwoTiers } from "../cluster/two-tiers";
import type { AgentProcess } from "./agent-process";
import type { Write } from "./api-proxy";
import { KeptService, type Counts } from "./kept-service";

const RATE = 4;
const PATIENCE_SECONDS = 300;

/** Where an agent is killed: after which write, and the how manieth of its kind. */
interface Point {
  readonly write: string;
  readonly nth: number;
}

function at({ write, nth }: Point): string {
  return `${write} (${nth})`;
}

/** Every kind of write that a move takes, in both directions. */
const STEPS: readonly Point[] = [
  { write: "PATCH deployments/web-vm/status", nth: 1 },
  { write: "PATCH deployments/web-virtual-node/status", nth: 1 },
  { write: "PUT deployments/web-vm/scale", nth: 1 },
  { write: "PUT deployments/web-virtual-node/scale", nth: 1 },
];

/**
 * On the way home it is first remembered since when the tier is well, and then that it gets its replicas. On the way out the
 * one and the other are a single write where the first look comes late, as on a busy machine.
 */
const HOMEWARD: readonly Point[] = [{ write: "PATCH deployments/web-vm/status", nth: 2 }];

/** What happens only where ACI refuses, not at every move, or when the move is over. */
const SOMETIMES: readonly Point[] = [
  { write: "POST events", nth: 1 },
  { write: "POST events", nth: 2 },
  { write: "PATCH deployments/web-virtual-node/status", nth: 2 },
  { write: "DELETE pods/web-virtual-node-…", nth: 1 },
  { write: "DELETE pods/web-virtual-node-…", nth: 2 },
];

/** A write without what differs from service to service. */
function words({ method, path }: Write): string {
  const [what = ""] = path.split("?");
  return `${method} ${what.replace(/^.*\/namespaces\/[^/]+\//, "").replace(/(pods\/web-virtual-node|pods\/web-vm)-.*$/, "$1-…")}`;
}

function argsOf(namespace: string, holdDownSeconds: number): FailoverTargetArgs {
  const failover = { windowSeconds: 5, holdDownSeconds, coldStartSeconds: 60, rate: RATE };
  return { service: "web", namespace, placement: { replicas: 6, vmReplicas: 4 }, failover };
}

/** A service whose agent is killed after one of its writes: the API server has it, and the agent never heard. */
class KilledAt {
  private constructor(
    readonly point: Point,
    private readonly service: KeptService,
    private agent: AgentProcess,
  ) {}

  static async create(point: Point, namespace: string, { config }: TwoTiers): Promise<KilledAt> {
    const service = await KeptService.create(argsOf(namespace, 3600), config);
    return new KilledAt(point, service, await service.agent("one"));
  }

  settled(counts: Counts): Promise<unknown> {
    return this.service.settled(counts, PATIENCE_SECONDS);
  }

  /** Lets it come home, which none may before all are away. */
  mayComeHome(): Promise<void> {
    return this.service.declare(targetAnnotation(argsOf(this.service.args.namespace, 5)));
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

  /** What is remembered, for who wants to know how it came to that. */
  async account(): Promise<string> {
    return JSON.stringify(await this.service.memory(), undefined, 1);
  }

  /**
   * Lets the service move, and starts the agent again when it was killed.
   *
   * @returns whether it was, and how many replicas there were to be meanwhile
   */
  async moved(to: Counts): Promise<{ readonly isKilled: boolean; readonly told: readonly number[] }> {
    const { proxy } = this.agent;
    const { write: kind, nth } = this.point;
    const told: number[] = [];
    let count = 0;
    let restarted: Promise<void> | undefined;
    proxy.onWrite = (write) => {
      if (restarted !== undefined) return "lost";
      count += Number(words(write) === kind);
      if (count < nth) return "arrives";
      restarted = this.restart();
      return "unanswered";
    };
    await this.service.settled(to, PATIENCE_SECONDS, ({ told: counts }) => {
      told.push(counts.reduce((sum, count) => sum + count, 0));
    });
    await restarted;
    proxy.onWrite = () => "arrives";
    return { isKilled: restarted !== undefined, told };
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
      const points = [...STEPS, ...HOMEWARD, ...SOMETIMES];
      services = await Promise.all(points.map((point, index) => KilledAt.create(point, `shop-${index}`, cluster)));
      await Promise.all(services.map((service) => service.settled([4, 2])));
    });
    after(async () => {
      await Promise.all(services.map((service) => service.end()));
      await cluster.down();
    });

    /** All services move at the same time. */
    async function move(to: Counts, always: readonly Point[], say: (text: string) => void): Promise<void> {
      const moved = await Promise.all(
        services.map(async (service) => ({ point: service.point, ...(await service.moved(to)) })),
      );
      for (const { point, told } of moved) {
        assert.ok(Math.max(...told) <= 6 + RATE, `${Math.max(...told)} told, killed after ${at(point)}`);
        assert.ok(Math.min(...told) >= 6, `${Math.min(...told)} told, killed after ${at(point)}`);
      }
      const killed = moved.filter(({ isKilled }) => isKilled).map(({ point }) => at(point));
      say(killed.join(", "));
      for (const point of always) assert.ok(killed.includes(at(point)), `nobody was killed after ${at(point)}`);
    }

    async function assertMoves(expected: readonly string[]): Promise<void> {
      for (const service of services) {
        assert.deepEqual(
          await service.moves(),
          expected,
          `killed after ${at(service.point)}: ${await service.account()}`,
        );
      }
    }

    test("finishes the move that it had begun, once, within the limits of a step", async (context) => {
      await cluster.fault("refuse", "1/1");
      await Promise.all(services.map((service) => service.deletePods()));
      await move([6, 0], STEPS, (log) => {
        context.diagnostic(`killed after ${log}`);
      });
      await assertMoves(["2 virtual-node → vm"]);
    });

    test("comes home once", async (context) => {
      await cluster.fault("clear");
      await Promise.all(services.map((service) => service.mayComeHome()));
      await move([4, 2], [...STEPS, ...HOMEWARD], (log) => {
        context.diagnostic(`killed after ${log}`);
      });
      for (const service of services) {
        assert.deepEqual(await service.moves(), ["2 virtual-node → vm", "2 vm → virtual-node"]);
      }
    });
  },
);
