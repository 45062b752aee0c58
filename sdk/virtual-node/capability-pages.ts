import { capability, CAPABILITY_TOPICS, type CapabilityId } from "./capabilities";
import type { GenerationSupport, Source } from "./capabilities/capability";

/** The matrix of capabilities in Markdown: a table for each topic, and below it what happens, with the sources. */
export function capabilityMarkdown(): string {
  const topics = CAPABILITY_TOPICS.map(({ title, capabilities }) =>
    [`### ${title}`, supportTable(capabilities), capabilities.map(details).join("\n")].join("\n\n"),
  );
  return topics.join("\n\n");
}

function supportTable(capabilities: readonly CapabilityId[]): string {
  const rows = capabilities.map((id) => {
    const { title, v1, v2 } = capability(id);
    return [title, v1.support, v2.support];
  });
  const cells = [["capability", "v1", "v2"], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[], filler: string) =>
    `| ${widths.map((width, column) => (row[column] ?? "").padEnd(width, filler)).join(" | ")} |`;
  const [heading = [], ...body] = cells;
  return [line(heading, " "), line([], "-"), ...body.map((row) => line(row, " "))].join("\n");
}

function details(id: CapabilityId): string {
  const { title, v1, v2, instead } = capability(id);
  const facts = sameFact(v1, v2) ? [`both: ${stated(v1)}`] : [`v1: ${stated(v1)}`, `v2: ${stated(v2)}`];
  return `- **${title}**: ${[...facts, ...(instead === undefined ? [] : [`instead: ${instead}`])].join("; ")}.`;
}

function sameFact(one: GenerationSupport, other: GenerationSupport): boolean {
  return one.effect === other.effect && one.source.url === other.source.url;
}

function stated({ effect, source }: { readonly effect: string; readonly source: Source }): string {
  return `${effect} ([${source.title}](${source.url}))`;
}
