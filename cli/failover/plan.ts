import { type Command, parsedStrictly } from "../../sandbox/commands/usage";
import { look } from "../../sdk/failover/reconcile-io";
import { agentOf } from "./agent-io";
import { failoverCall, OPTIONS, OPTIONS_HELP, servicesMeant } from "./call";
import { reportTitle, type ServiceReport, serviceReport } from "./report";
import { serviceTitle } from "./services";
import { printReports } from "./print";

const help = `Usage: aks-elastic failover plan [SERVICE] [OPTION…]

Looks once at a service that fails over, or at all of a namespace, and says what failover would do about it and why.
It changes nothing. One look sees what Kubernetes has found out and what others have noted down on the Deployments; that
nodes fall silent shows only to who watches.

${OPTIONS_HELP}
  --json                    prints { services, problems } for programs: docs/failover.md has the shape

Exit code 0 where all is settled, 3 where something would be done or is waited for, 4 where failover is held, 1 for an
error, 2 for a mistake in the call.`;

export const planCommand: Command = {
  help,
  async run(args) {
    const parsed = parsedStrictly(args, OPTIONS);
    const call = failoverCall(parsed);
    const { targets, problems } = await servicesMeant(call);
    const reports = await Promise.all(
      targets.map(async (target) => {
        const [seen, agent] = await Promise.all([look(call.client, target), agentOf(call.client, target)]);
        return serviceReport(seen, agent);
      }),
    );
    return printReports({
      reports,
      problems,
      isJson: parsed.values.json,
      text: (report) => planLines(report).join("\n"),
    });
  },
};

/** What would be done about a service, and why. */
export function planLines(report: ServiceReport): readonly string[] {
  const { step, deletions, bounds } = report;
  const scaled = Object.keys(step?.after ?? {})
    .filter((tier) => step?.before[tier] !== step?.after[tier])
    .map(
      (tier) => `${reportTitle(report, tier)} from ${step?.before[tier] ?? 0} to ${step?.after[tier] ?? 0} replicas`,
    );
  const bounded = Object.entries(bounds).map(
    ([tier, { min, max, isPaused }]) =>
      `the autoscaler of ${reportTitle(report, tier)} to ${min} to ${max}${isPaused ? ", paused" : ""}`,
  );
  const would = [
    ...(scaled.length === 0 ? [] : [`Would scale ${scaled.join(", ")}.`]),
    ...(bounded.length === 0 ? [] : [`Would set ${bounded.join(", ")}.`]),
    ...(deletions.length === 0 ? [] : [`Would delete the pods ${deletions.join(", ")}.`]),
  ];
  const nothing = report.action === "hold" ? "Holds still, and would do nothing." : "Would do nothing now.";
  return [
    `${serviceTitle(report)}: ${report.summary}`,
    ...report.reasons.map((reason) => `  ${reason}`),
    ...(would.length === 0 ? [nothing] : would).map((line) => `  ${line}`),
  ];
}
