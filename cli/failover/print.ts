import { exitCodeOf, type ServiceReport } from "./report";

/** What to print about services. */
export interface Printed {
  readonly reports: readonly ServiceReport[];
  readonly problems: readonly string[];
  readonly isJson: boolean;
  /** A report for people. */
  readonly text: (report: ServiceReport) => string;
}

/** Prints reports, and problems on standard error. @returns the exit code: 1 where there are problems */
export function printReports({ reports, problems, isJson, text }: Printed): number {
  if (isJson) console.log(JSON.stringify({ services: reports, problems }, null, 2));
  else if (reports.length > 0) console.log(reports.map(text).join("\n\n"));
  for (const problem of isJson ? [] : problems) console.error(`aks-elastic: ${problem}`);
  return problems.length > 0 ? 1 : exitCodeOf(reports);
}
