import type * as pulumi from "@pulumi/pulumi";
import { checked } from "../../sdk/check";
import { declaredTiers } from "../../sdk/placement/declared-tiers";
import { placementSpec } from "../../sdk/placement/placement-spec";
import { type Tier, TierKind } from "../../sdk/placement/tier";
import { disruptionSpec } from "../../sdk/pods/disruption-budget";
import { environmentSpec } from "../../sdk/pods/environment";
import { type IngressArgs, ingressSpec, type IngressSpec } from "../../sdk/pods/ingress";
import { podSpec } from "../../sdk/pods/pod-spec";
import { serviceSpec } from "../../sdk/pods/service";
import { serviceIdentity } from "../../sdk/pods/service-identity";
import { tierPatchSpec } from "../../sdk/pods/tier-patch";
import { scalingSpec } from "../../sdk/scaling/scaling-spec";
import { virtualNodePods } from "../../sdk/pods/virtual-node-pods";
import { upgradeSpec } from "../../sdk/upgrade/upgrade-spec";
import { virtualNodeSelectorSpec } from "../../sdk/virtual-node/virtual-node-selector";
import { decision, decisionForEach, pick, resolve } from "../resolve";
import type { ElasticServiceArgs } from "./args";
import { agentDecision, failoverDecision } from "./failover-decision";
import { patchedPod, placementArgs, settledPlacement } from "./placement-decision";
import type { TierArgs } from "./tier-args";

export type ServiceDecisions = ReturnType<typeof serviceDecisions>;

/**
 * Everything that is decided from the args of a service. Each decision hangs on as few args as it can, so that one that is
 * not known yet hides little in a preview.
 */
export function serviceDecisions(name: string, args: ElasticServiceArgs) {
  const tiers = args.tiers?.map(({ kind, name }) => ({ kind, name }));
  const decided = resolve(`ElasticService "${name}"`, {
    identity: decision({ name, namespace: args.namespace ?? "default", tiers }, identitySpec),
    placement: placementDecision(name, args),
    scaling: scalingDecision(name, args),
    failover: failoverDecision(name, args),
    agent: agentDecision(name, args),
    pod: decision(pick(args, ...POD_ARGS), podSpec),
    virtualNodePods: decision(
      { ...patchedPod(name, args), pod: pick(args, ...POD_ARGS), ...pick(args, "adapt", "unfitPod") },
      virtualNodePods,
    ),
    environment: decision(pick(args, "config", "secrets"), environmentSpec),
    patches: decisionForEach([patchOf(args), ...(args.tiers ?? []).map(patchOf)], tierPatchSpec),
    service: decision(
      {
        ...pick(args, "exposure", "servicePort", "externalTrafficPolicy"),
        hasIngress: args.ingress !== undefined,
        listens: args.port !== undefined,
        tiers,
      },
      ({ tiers: declared, ...given }) =>
        serviceSpec({ ...given, tiers: checked((check) => declaredTiers(declared, check)) }),
    ),
    disruption: decision(pick(args, "maxUnavailable"), disruptionSpec),
    ingress: decision(pick(args, "ingress"), optionalIngressSpec),
    upgrade: decision(args.upgrade ?? {}, upgradeSpec),
    virtualNodes: decision(pick(args.cluster, "virtualNodeGeneration", "virtualNodeLabels"), virtualNodeSelectorSpec),
  });
  return { ...decided, tiers: checked((check) => declaredTiers(tiers, check)) };
}

function placementDecision(name: string, args: ElasticServiceArgs) {
  return decision(placementArgs(name, args), (known) => placementSpec(settledPlacement(known)));
}

/** How a service is scaled; nothing where it is not. */
function scalingDecision(name: string, args: ElasticServiceArgs) {
  const { autoscale } = args;
  return decision({ placement: placementArgs(name, args), autoscale }, ({ placement, autoscale: scaled }) =>
    scaled === undefined ? undefined : scalingSpec({ placement: settledPlacement(placement), autoscale: scaled }),
  );
}

const POD_ARGS = [
  "image",
  "port",
  "resources",
  "env",
  "probe",
  "liveness",
  "imagePullSecrets",
  "spread",
] as const satisfies readonly (keyof ElasticServiceArgs)[];

function patchOf({ podTemplate, nodeSelector }: Partial<Pick<TierArgs, "podTemplate" | "nodeSelector">>) {
  return { podTemplate, nodeSelector };
}

interface IdentityArgs {
  readonly name: string;
  readonly namespace: string;
  readonly tiers:
    readonly Tier[] | readonly { readonly kind: TierKind; readonly name?: string | undefined }[] | undefined;
}

function identitySpec({ name, namespace, tiers }: IdentityArgs) {
  const declared = checked((check) => declaredTiers(tiers, check));
  const onAci = declared.filter(({ kind }) => kind === TierKind.virtualNode).map((tier) => tier.name);
  // The canary of an upgrade runs there as well.
  return serviceIdentity({ name, namespace }, onAci.length === 0 ? [] : [...onAci, "canary"]);
}

function optionalIngressSpec({ ingress }: { readonly ingress?: IngressArgs | undefined }): IngressSpec | undefined {
  return ingress === undefined ? undefined : ingressSpec({ ingress });
}

/** Something of a service that is known only when all that it hangs on is. */
export type Known<Name extends keyof ServiceDecisions> =
  ServiceDecisions[Name] extends pulumi.Output<infer Spec> ? Spec : never;
