import { type Command, parsedStrictly, UsageError } from "../sandbox/commands/usage";
import { adaptWorkload, checkWorkload, workload } from "../sdk/pods/workload";
import { VirtualNodeGeneration } from "../sdk/virtual-node/generation";
import { adaptedDocument, joined } from "./adapted-manifests";
import {
  changeLines,
  findingCounts,
  reportJson,
  reportLines,
  summary,
  type CheckedWorkload,
  type CheckReport,
} from "./check-report";
import { manifestsOf, type Manifest, type ManifestDocument } from "./manifests";
import { readManifests } from "./manifests-io";

const help = `Usage: aks-elastic check FILE… [--generation v1|v2] [--strict] [--json]
       aks-elastic check FILE… --adapt [--generation v1|v2] [--strict] [--json]

Says which pods could not run on a virtual node, and what they would have to do without there. It looks at every Pod,
Deployment, StatefulSet, ReplicaSet, ReplicationController, Job, CronJob and DaemonSet in the files, whether it is meant for
a virtual node or not, and asks neither a cluster nor Azure. FILE is YAML or JSON, with as many documents or lists as you
like; - is the standard input.

  --generation G  virtual nodes of v1, AKS's add-on, or of v2, the Helm chart (default: v1)
  --adapt         prints the documents with pods that are fit for a virtual node, as far as that can be done without
                  changing what they do; what was changed and what is left is told on standard error
  --strict        warnings fail, too
  --json          prints the findings as one JSON object, with --adapt the changes and the adapted objects in it

Exit code 0 without errors, 1 with errors, 2 where a file cannot be read.`;

const OPTIONS = {
  generation: { type: "string", default: VirtualNodeGeneration.v1 },
  adapt: { type: "boolean", default: false },
  strict: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
} as const;

export const checkCommand: Command = {
  help,
  async run(args) {
    const { values, positionals: files } = parsedStrictly(args, OPTIONS);
    if (files.length === 0) throw new UsageError("check: name a file, or - for the standard input");
    const generation = generationIn(values.generation);
    const documents = await readManifests(files);
    const report = checkReport(documents, generation, values.adapt);
    print(report, documents, values);
    const { errors, warnings } = findingCounts(report);
    return errors > 0 || (values.strict && warnings > 0) ? 1 : 0;
  },
};

function generationIn(text: string): VirtualNodeGeneration {
  const generation = Object.values(VirtualNodeGeneration).find((known) => known === text);
  if (generation === undefined) throw new UsageError(`--generation: must be v1 or v2; got "${text}"`);
  return generation;
}

function checkReport(
  documents: readonly ManifestDocument[],
  generation: VirtualNodeGeneration,
  adapts: boolean,
): CheckReport {
  const manifests = documents.flatMap(manifestsOf);
  const checked = manifests.flatMap((manifest) => checkedWorkload(manifest, generation, adapts) ?? []);
  return { generation, checked, skipped: manifests.length - checked.length, adapts };
}

function checkedWorkload(
  manifest: Manifest,
  generation: VirtualNodeGeneration,
  adapts: boolean,
): CheckedWorkload | undefined {
  const before = workload(manifest.object);
  if (before === undefined) return undefined;
  const { pod, changes } = adapts ? adaptWorkload(before, generation) : { pod: before.object, changes: [] };
  const after = workload(pod) ?? before;
  return { manifest, workload: after, findings: checkWorkload(after, generation), changes };
}

function print(
  report: CheckReport,
  documents: readonly ManifestDocument[],
  { adapt, json }: { readonly adapt: boolean; readonly json: boolean },
): void {
  const adapted = adapt ? documents.map((document) => adaptedDocument(document, report.checked)) : [];
  if (json) {
    console.log(
      reportJson(
        report,
        adapted.map(({ object }) => object),
      ),
    );
    return;
  }
  if (adapt) process.stdout.write(joined(adapted));
  const tell = adapt ? console.error : console.log;
  adapted.forEach(({ hasLostComments }, index) => {
    if (hasLostComments) tell(`${documents[index]?.file.name ?? ""}: comments of a document with anchors are lost`);
  });
  for (const line of [...changeLines(report), ...reportLines(report), summary(report)]) tell(line);
}
