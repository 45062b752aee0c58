import { GROUP_RULES } from "./rules/all";

const HEADING = ["rule", "what", "", "what happens", "instead"];

/** The rules for container groups in Markdown, as a table. */
export function groupRuleMarkdown(): string {
  const rows = GROUP_RULES.map(({ id, what, severity, effect, instead, source }) => [
    `\`${id}\``,
    what,
    severity,
    `${effect} ([${source.title}](${source.url}))`,
    instead,
  ]);
  return [HEADING, HEADING.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
