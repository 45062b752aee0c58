import type { CheckFailure, Properties } from "../../rpc/provider";
import { textAt } from "../fields";

/** The one Helm chart that the sandbox knows. */
export const knownChart = {
  name: "virtualnode",
  repository: "https://microsoft.github.io/virtualnodesOnAzureContainerInstances/",
  /** The version that stands for the latest one (the repository's index.yaml, 2026-08). */
  latestVersion: "1.3409.26080501",
} as const;

/** What is against a release's chart: the sandbox can play one chart, and looks up no versions. */
export function chartFailures(inputs: Properties): readonly CheckFailure[] {
  const chart = textAt(inputs, "chart") ?? "";
  const repository = textAt(inputs, "repositoryOpts", "repo") ?? "";
  if (!isKnown(chart, repository)) {
    const asked = repository === "" ? chart : `${chart} of ${repository}`;
    return [
      {
        property: "chart",
        reason: `the sandbox has no Helm and knows only the chart ${knownChart.name} of ${knownChart.repository}; got ${asked}`,
      },
    ];
  }
  const version = textAt(inputs, "version") ?? "";
  if (version === "" || /^v?\d+\.\d+\.\d+([-+].*)?$/.test(version)) return [];
  return [
    {
      property: "version",
      reason: `the sandbox has no chart repository to look a range of versions up in; give one such as ${knownChart.latestVersion}; got ${version}`,
    },
  ];
}

function isKnown(chart: string, repository: string): boolean {
  if (/^oci:\/\/.+\/virtualnode$/.test(chart)) return repository === "";
  return chart === knownChart.name && `${repository.replace(/\/$/, "")}/` === knownChart.repository;
}
