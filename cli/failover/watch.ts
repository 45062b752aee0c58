import { type Command, parsedStrictly } from "../../sandbox/commands/usage";
import { interruptible } from "../../sandbox/tools/interruption";
import { endpointProbeWords, EndpointScheme } from "../../sdk/failover/endpoint-probe";
import type { Reconciled } from "../../sdk/failover/reconcile-io";
import type { FailoverTarget } from "../../sdk/failover/target";
import { agentOf } from "./agent-io";
import { failoverCall, OPTIONS, OPTIONS_HELP, servicesMeant } from "./call";
import { findServices } from "./find-io";
import { keep, type Keeping, keepOnce } from "./keep-io";
import { exitCodeOf, type ServiceReport, serviceReport } from "./report";
import { serviceTitle } from "./services";

const help = `Usage: aks-elastic failover watch [SERVICE] [OPTION…]

Looks after a service that fails over, or after all of a namespace, as the agent in the cluster does: it looks, decides,
acts, and prints a line for each change, until Ctrl-C. Beside an agent it does no harm; each step is taken by one of them.
Replicas are asked through the API server, which takes the right to get pods/proxy, and cannot be by TCP.

${OPTIONS_HELP}
  --once                    looks once, takes a step where one is due, and ends
  --json                    prints an object a line, as those of plan, with what was done as "did"

Exit code 0 after Ctrl-C; with --once 0 where all is settled, 3 where something was done or is waited for, 4 where failover
is held; 1 for an error, 2 for a mistake in the call.`;

export const watchCommand: Command = {
  help,
  async run(args) {
    const parsed = parsedStrictly(args, { ...OPTIONS, once: { type: "boolean", default: false } });
    const { client, wanted } = failoverCall(parsed);
    const { once, json } = parsed.values;
    const { targets } = await servicesMeant({ client, wanted });
    for (const target of targets) {
      for (const line of await preface(target, () => agentOf(client, target))) console.error(line);
    }
    const diary = new Diary(json);
    return interruptible(async (signal) => {
      const keeping = { client, find: () => findServices(client, wanted), signal, ...diary.reader };
      return once ? keptOnce(keeping, diary) : untilInterrupted(keeping);
    });
  },
};

async function untilInterrupted(keeping: Keeping): Promise<number> {
  await keep(keeping);
  console.error("Ended: the services stay as they are, and nobody looks after them from here any more.");
  return 0;
}

async function keptOnce(keeping: Keeping, diary: Diary): Promise<number> {
  await keepOnce(keeping, new Map());
  return diary.hasTrouble ? 1 : exitCodeOf(diary.reports);
}

/** What who watches should know about a service before. */
async function preface(target: FailoverTarget, agent: () => ReturnType<typeof agentOf>): Promise<readonly string[]> {
  const { probe } = target.failover;
  const found = await agent();
  const other =
    found?.isAlive === true ? [`${serviceTitle(target)}: the agent ${found.holder} looks after it, too.`] : [];
  if (probe === undefined) return other;
  const asked = `${serviceTitle(target)}: ${endpointProbeWords(probe)}`;
  const how =
    probe.scheme === EndpointScheme.tcp
      ? "cannot be asked from here; what the agent finds out counts."
      : "is asked through the API server.";
  return [...other, `${asked} ${how}`];
}

/** Prints what happens, and the same only once. */
class Diary {
  readonly reports: ServiceReport[] = [];
  private readonly last = new Map<string, string>();
  private lastTrouble = "";

  constructor(private readonly isJson: boolean) {}

  get hasTrouble(): boolean {
    return this.lastTrouble !== "";
  }

  get reader(): Pick<Keeping, "told" | "troubled"> {
    return {
      told: (seen) => {
        this.tell(seen);
      },
      troubled: (words) => {
        if (words !== this.lastTrouble) console.error(`aks-elastic: ${words}`);
        this.lastTrouble = words;
      },
    };
  }

  private tell(seen: Reconciled): void {
    const report = serviceReport(seen);
    const did = seen.applied.outcome === "applied" ? seen.applied.did : [];
    this.reports.push(report);
    const gist = gistOf(report);
    const title = serviceTitle(report);
    if (did.length === 0 && this.last.get(title) === gist) return;
    this.last.set(title, gist);
    console.log(this.isJson ? JSON.stringify({ ...report, did }) : changeLine(report, did));
  }
}

/** What makes one look another than the one before; how long something lasts does not. */
function gistOf({ summary, holds, tiers }: ServiceReport): string {
  return JSON.stringify([summary, holds, tiers.map(({ because }) => because)]);
}

/** A change in a line. */
export function changeLine(report: ServiceReport, did: readonly string[]): string {
  const why = report.tiers.flatMap(({ name, because }) => (because === undefined ? [] : [`${name}: ${because}`]));
  const parts = [
    report.summary,
    ...why,
    ...report.holds.map((hold) => `held: ${hold}`),
    ...(did.length === 0 ? [] : [`did: ${did.join(", ")}`]),
  ];
  return `${report.at} ${serviceTitle(report)}: ${parts.join("; ")}`;
}
