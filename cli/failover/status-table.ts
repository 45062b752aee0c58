import Table from "cli-table3";
import { secondsFrom, timeOf } from "../../sdk/failover/time";
import { tierTitle } from "../../sdk/placement/tier";
import type { Colours } from "../colours";
import { type MoveReport, reportTitle, type ServiceReport, type TierReport } from "./report";
import { serviceTitle } from "./services";

const HEAD = ["tier", "home", "goal", "told", "pods", "ready", "health", "since"];
/** Moves of long ago say nothing about now. */
const MOVES_SHOWN = 5;

/** A service as a table of its tiers, with why it is so, the last moves, and who looks after it. */
export function statusText(report: ServiceReport, colours: Colours): string {
  const { action, reasons, moves, agent } = report;
  const state = { steady: colours.green, wait: colours.yellow, step: colours.yellow, hold: colours.red }[action];
  const shown = moves.slice(-MOVES_SHOWN).reverse();
  return [
    `${colours.bold(serviceTitle(report))}: ${state(report.summary)}`,
    tiersTable(report, colours),
    ...reasons.map((reason) => `  ${reason}`),
    ...shown.map((move) => `  ${moveLine(move, report)}`),
    colours.dim(`  ${agentLine(agent)}`),
  ].join("\n");
}

function tiersTable(report: ServiceReport, colours: Colours): string {
  const table = new Table({ head: HEAD, style: { head: [], border: [], compact: true } });
  table.push(...report.tiers.map((tier) => tierRow(tier, report.at, colours)));
  return table.toString();
}

function tierRow(tier: TierReport, at: string, { green, red, yellow }: Colours): string[] {
  const { goal, replicas, ready } = tier;
  const colour = { well: green, sick: red, unknown: yellow }[tier.health];
  const limit = tier.limit === undefined ? "" : `, given ${tier.limit} at most`;
  return [
    tierTitle(tier),
    tier.home === undefined ? "autoscaled" : String(tier.home),
    String(goal),
    replicas === goal ? String(replicas) : yellow(String(replicas)),
    String(tier.pods),
    ready < replicas ? yellow(String(ready)) : String(ready),
    colour(`${tier.health}${limit}`),
    tier.since === undefined ? "-" : agoWords(tier.since, at),
  ];
}

function moveLine({ at, from, to, count, reason }: MoveReport, report: ServiceReport): string {
  const when = agoWords(at, report.at);
  return `${when} ago: ${count} from ${reportTitle(report, from)} to ${reportTitle(report, to)}. ${reason}.`;
}

function agentLine(agent: ServiceReport["agent"]): string {
  if (agent === undefined) return "no agent looks after it";
  return agent.isAlive ? `agent: ${agent.holder}` : `agent: ${agent.holder}, which has not been heard of for a while`;
}

/** How long something is ago: `12 s`, `3 min`, `5 h`, `2 d`. */
function agoWords(since: string, at: string): string {
  const seconds = secondsFrom(timeOf(since) ?? 0, timeOf(at) ?? 0);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} d`;
}
