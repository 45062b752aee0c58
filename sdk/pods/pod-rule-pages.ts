import { capability } from "../virtual-node/capabilities";
import type { Source } from "../virtual-node/capabilities/capability";
import { isAdaptable } from "./adapt-pod";
import { POD_RULE_TOPICS } from "./rules/all";
import type { PodRule } from "./rules/rule";

const GENERATIONS = ["v1", "v2"] as const;
const HEADING = ["rule", "what", "v1", "v2", "what happens", "instead", "adapted"];

/** The rules for pods in Markdown, a table for each topic. */
export function podRuleMarkdown(): string {
  const topics = POD_RULE_TOPICS.map(({ title, rules }) => `### ${title}\n\n${table(rules)}`);
  return topics.join("\n\n");
}

function table(rules: readonly PodRule[]): string {
  const rows = [HEADING, HEADING.map(() => "---"), ...rules.map(row)];
  return rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`).join("\n");
}

function row(rule: PodRule): readonly string[] {
  const { id, what, severity } = rule;
  const { instead = "" } = capability(rule.capability);
  const adapted = GENERATIONS.some((generation) => isAdaptable(id, generation)) ? "yes" : "";
  const severities = GENERATIONS.map((generation) => severity[generation] ?? "");
  return [`\`${id}\``, what, ...severities, effects(rule), instead, adapted];
}

/** What happens on the generations that the rule applies to; once where it is the same. */
function effects({ capability: id, severity, onlyOnVms = [] }: PodRule): string {
  const stated = GENERATIONS.filter((generation) => severity[generation] !== undefined).map((generation) => {
    const { effect, source } = capability(id)[generation];
    const needsVms = onlyOnVms.includes(generation) ? "; only VMs give it" : "";
    return { generation, text: `${effect}${needsVms} (${link(source)})` };
  });
  const texts = new Set(stated.map(({ text }) => text));
  if (texts.size === 1) return [...texts].join("");
  return stated.map(({ generation, text }) => `${generation}: ${text}`).join("; ");
}

function link({ title, url }: Source): string {
  return `[${title}](${url})`;
}
