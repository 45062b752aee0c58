import { ArgumentError } from "../argument-error";
import { checked } from "../check";
import { declaredTiers, type TierDeclaration } from "../placement/declared-tiers";
import { TierKind } from "../placement/tier";
import { VirtualNodeGeneration } from "../virtual-node/generation";
import { virtualNodeSelectorSpec } from "../virtual-node/virtual-node-selector";
import { adaptPod } from "./adapt-pod";
import { argumentPath } from "./argument-path";
import { checkPod, type PodFinding, vmOnlyReasons } from "./check-pod";
import { type PodArgs, type PodSpec, podSpec } from "./pod-spec";
import { podTemplateManifest, type PodTemplateManifest } from "./pod-template";
import { PodSeverity } from "./rules/rule";
import { tierPatchSpec } from "./tier-patch";
import { UnfitPod } from "./unfit-pod";

/** What decides whether the pods of a service can run on virtual nodes at all. */
export interface PatchedPodArgs {
  readonly service: string;
  readonly podTemplate?: unknown;
  readonly tiers?: readonly (TierDeclaration & { readonly podTemplate?: unknown })[] | undefined;
  readonly virtualNodeGeneration?: VirtualNodeGeneration | undefined;
}

/** What decides how the pods of a service run on virtual nodes. */
export interface VirtualNodePodArgs extends PatchedPodArgs {
  readonly pod: PodArgs;
  readonly adapt?: boolean | undefined;
  readonly unfitPod?: UnfitPod | undefined;
}

/** How the pods of a service run on virtual nodes, checked. */
export interface VirtualNodePodSpec {
  /** Whether they are changed into what ACI takes. */
  readonly adapts: boolean;
  /** What differs there from a VM, one line each. */
  readonly warnings: readonly string[];
  /** What is worth knowing, and no worse than that. */
  readonly notes: readonly string[];
}

/** Wrong args of the pod itself are refused where the pod is made of them; to this check they are no news. */
const NOTHING: VirtualNodePodSpec = { adapts: false, warnings: [], notes: [] };

/** A pod of which nothing is known but what is merged into it. */
const ANY_POD: PodArgs = { image: "image", resources: { cpu: "1", memory: "1G" } };

/**
 * Checks the pods of a service's virtual-node tiers, as they will be there.
 *
 * @throws ArgumentError with everything that ACI refuses, and how to put it right
 */
export function virtualNodePods(args: VirtualNodePodArgs): VirtualNodePodSpec {
  const pod = withoutProblems(() => podSpec(args.pod));
  const templates = pod === undefined ? undefined : withoutProblems(() => virtualNodeTemplates(args, pod));
  if (templates === undefined) return NOTHING;
  return checked((check) => {
    const unfitPod = check.oneOf("unfitPod", args.unfitPod ?? UnfitPod.refuse, [UnfitPod.refuse, UnfitPod.runOnVms]);
    const generation = generationOf(args);
    const adapts = args.adapt === true;
    const changes = templates.flatMap((template) => (adapts ? adaptPod(template, generation).changes : []));
    const findings = templates.flatMap((template) => checkPod(adapted(template, generation, adapts), generation));
    const staysOnVms = unfitPod === UnfitPod.runOnVms && vmOnlyReasons(findings).length > 0;
    const isRefused = ({ severity, isOnlyOnVms }: PodFinding) => severity === PodSeverity.error || isOnlyOnVms;
    for (const finding of staysOnVms ? [] : findings.filter(isRefused)) {
      check.problem(argumentPath(finding.path, args), refusal(finding));
    }
    const of = (wanted: PodSeverity) => (staysOnVms ? [] : findings.filter(({ severity }) => severity === wanted));
    return {
      adapts,
      warnings: distinct(of(PodSeverity.warning).map((finding) => difference(finding, args))),
      notes: distinct([
        ...changes.map(({ reason }) => `On the virtual node ${reason}`),
        ...of(PodSeverity.note).map((finding) => difference(finding, args)),
      ]),
    };
  });
}

/** A pod template as it runs on virtual nodes. */
export function adapted<Template extends object>(
  template: Template,
  generation: VirtualNodeGeneration,
  adapts: boolean,
): Template {
  return adapts ? adaptPod(template, generation).pod : template;
}

/** Why the pods of a service can run on VMs only, whatever else they are; nothing where they need not. */
export function vmOnlyReason(args: PatchedPodArgs): string | undefined {
  const templates = withoutProblems(() => virtualNodeTemplates(args, podSpec(ANY_POD))) ?? [];
  const generation = generationOf(args);
  const [reason] = templates.flatMap((template) => vmOnlyReasons(checkPod(template, generation)));
  return reason?.replace(/\.$/, "");
}

function virtualNodeTemplates(args: PatchedPodArgs, pod: PodSpec): readonly PodTemplateManifest[] {
  const { service, podTemplate, tiers, virtualNodeGeneration } = args;
  const virtualNodes = virtualNodeSelectorSpec({ virtualNodeGeneration });
  const forAll = tierPatchSpec({ podTemplate }, 0).podTemplate;
  return checked((check) => declaredTiers(tiers, check)).flatMap(({ name, kind }, index) => {
    if (kind !== TierKind.virtualNode) return [];
    const own = tierPatchSpec({ podTemplate: tiers?.[index]?.podTemplate }, index + 1).podTemplate;
    return [podTemplateManifest(service, { name, kind, virtualNodes }, { pod, patches: [forAll, own] })];
  });
}

function generationOf({ virtualNodeGeneration }: PatchedPodArgs): VirtualNodeGeneration {
  return virtualNodeGeneration ?? VirtualNodeGeneration.v1;
}

function refusal({ problem, effect, fix, rule, source, isOnlyOnVms, isAdaptable }: PodFinding): string {
  const ways = [
    fix,
    ...(isAdaptable ? ["adapt: true"] : []),
    ...(isOnlyOnVms ? ['unfitPod: "runOnVms"', "tiers on VMs alone"] : []),
  ].filter((way) => way !== "");
  return `does not run on the virtual node: ${problem}; ${effect}; instead: ${ways.join(", or ")} (${rule}, ${source})`;
}

function difference({ path, problem, effect, fix, rule, source }: PodFinding, args: PatchedPodArgs): string {
  const instead = fix === "" ? "" : `; instead: ${fix}`;
  return `On the virtual node ${argumentPath(path, args)}: ${problem}; ${effect}${instead} (${rule}, ${source})`;
}

function distinct(lines: readonly string[]): readonly string[] {
  return [...new Set(lines)];
}

function withoutProblems<Result>(decide: () => Result): Result | undefined {
  try {
    return decide();
  } catch (error) {
    if (error instanceof ArgumentError) return undefined;
    throw error;
  }
}
