import { setTimeout as delay } from "node:timers/promises";
import { type Command, parsedStrictly, UsageError } from "../../sandbox/commands/usage";
import { interruptible } from "../../sandbox/tools/interruption";
import type { FailoverObservation } from "../../sdk/failover/observation";
import { look } from "../../sdk/failover/reconcile-io";
import {
  type KubernetesClient,
  KubernetesStatusError,
  KubernetesUnreachable,
} from "../../sdk/kubernetes/kubernetes-io";
import { outputColours } from "../colours";
import { agentOf } from "./agent-io";
import { failoverCall, type FailoverCall, OPTIONS, OPTIONS_HELP, secondsIn, servicesMeant } from "./call";
import { LivePage } from "./live-page";
import { printReports } from "./print";
import { type ServiceReport, serviceReport } from "./report";
import { type FoundServices, serviceTitle } from "./services";
import { statusText } from "./status-table";

const help = `Usage: aks-elastic failover status [SERVICE] [OPTION…]

Shows where the replicas of a service that fails over are and are to be, how its tiers are, and the last moves; of all
services of a namespace where none is named. On a terminal the table stays and is refreshed until Ctrl-C. It changes
nothing.

${OPTIONS_HELP}
  --interval SECONDS        how often it is refreshed on a terminal, 1 to 3600 (default: 2)
  --once                    shows it once; as it does anyway where the output is no terminal
  --json                    prints { services, problems } once, for programs: docs/failover.md has the shape

Exit code 0 where all is settled, 3 where something would be done or is waited for, 4 where failover is held, 1 for an
error, 2 for a mistake in the call; 0 after Ctrl-C.`;

const OWN = { interval: { type: "string" }, once: { type: "boolean", default: false } } as const;

export const statusCommand: Command = {
  help,
  async run(args) {
    const parsed = parsedStrictly(args, { ...OPTIONS, ...OWN });
    const { json, once, interval } = parsed.values;
    if (json && interval !== undefined) throw new UsageError("--interval: leave it out, or --json");
    const seconds = secondsIn("--interval", interval ?? "2");
    const call = failoverCall(parsed);
    const looker = new Looker(call.client);
    const found = await servicesMeant(call);
    const text = (report: ServiceReport): string => statusText(report, outputColours);
    if (json || once || !process.stdout.isTTY) {
      const reports = await looker.reports(found);
      return printReports({ reports, problems: found.problems, isJson: json, text });
    }
    await interruptible((signal) => refreshed({ call, looker, seconds, signal, text }));
    return 0;
  },
};

/** Looks again and again, and remembers what it saw: only so it sees that a node has fallen silent. */
class Looker {
  private readonly seen = new Map<string, FailoverObservation>();

  constructor(private readonly client: KubernetesClient) {}

  /** @throws KubernetesUnreachable */
  reports({ targets }: FoundServices): Promise<readonly ServiceReport[]> {
    return Promise.all(
      targets.map(async (target) => {
        const title = serviceTitle(target);
        const before = this.seen.get(title);
        const [found, agent] = await Promise.all([look(this.client, target, { before }), agentOf(this.client, target)]);
        this.seen.set(title, found.observation);
        return serviceReport(found, agent);
      }),
    );
  }
}

interface Refreshing {
  readonly call: FailoverCall;
  readonly looker: Looker;
  readonly seconds: number;
  readonly signal: AbortSignal;
  readonly text: (report: ServiceReport) => string;
}

async function refreshed({ call, looker, seconds, signal, text }: Refreshing): Promise<void> {
  const page = new LivePage(process.stdout);
  try {
    while (!signal.aborted) {
      page.show(await currentText({ call, looker, text }));
      await delay(seconds * 1000, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    page.end();
  }
}

/** What cannot be seen for now is said in the place of the table. */
async function currentText({ call, looker, text }: Pick<Refreshing, "call" | "looker" | "text">): Promise<string> {
  try {
    const found = await servicesMeant(call);
    return [...(await looker.reports(found)).map(text), ...found.problems].join("\n\n");
  } catch (error) {
    if (!(error instanceof KubernetesUnreachable) && !(error instanceof KubernetesStatusError)) throw error;
    return error.message;
  }
}
