import { DeclaredTargetError, declaredTarget, TARGET_ANNOTATION } from "../../sdk/failover/declared-target";
import type { DeploymentObject } from "../../sdk/failover/objects";
import type { FailoverTarget } from "../../sdk/failover/target";

/** A Deployment with what says whose it is. */
export interface LabelledDeployment extends DeploymentObject {
  readonly metadata: DeploymentObject["metadata"] & {
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

/** The services that fail over, by namespace and name, and what is wrong with others. */
export interface FoundServices {
  readonly targets: readonly FailoverTarget[];
  /** One sentence for each service whose word on how it fails over cannot be followed. */
  readonly problems: readonly string[];
}

/** The services among Deployments that say how they fail over. */
export function servicesOf(deployments: readonly LabelledDeployment[]): FoundServices {
  const groups = new Map<string, LabelledDeployment[]>();
  for (const deployment of deployments) {
    const key = serviceKey(deployment);
    groups.set(key, [...(groups.get(key) ?? []), deployment]);
  }
  const found = [...groups].sort(([one], [other]) => one.localeCompare(other)).map(([, group]) => serviceOf(group));
  return {
    targets: found.flatMap(({ target }) => target ?? []),
    problems: found.flatMap(({ problem }) => problem ?? []),
  };
}

/** A service in sentences. */
export function serviceTitle({ service, namespace }: Pick<FailoverTarget, "service" | "namespace">): string {
  return `${service} in ${namespace}`;
}

function serviceKey({ metadata: { namespace = "", labels = {} } }: LabelledDeployment): string {
  return `${namespace}/${labels["app.kubernetes.io/name"] ?? ""}`;
}

function serviceOf(group: readonly LabelledDeployment[]): { target?: FailoverTarget; problem?: string } {
  const [first] = group;
  try {
    const target = declaredTarget(group);
    if (target === undefined || first === undefined) return {};
    // A copy of a Deployment still has the word of the one that it was copied from.
    if (`${target.namespace}/${target.service}` === serviceKey(first)) return { target };
    return { problem: `${placeOf(first)}: its annotation ${TARGET_ANNOTATION} is about ${serviceTitle(target)}` };
  } catch (error) {
    if (!(error instanceof DeclaredTargetError) || first === undefined) throw error;
    return { problem: `${placeOf(first)}: ${error.message}` };
  }
}

function placeOf({ metadata: { namespace = "", labels = {}, name } }: LabelledDeployment): string {
  return serviceTitle({ service: labels["app.kubernetes.io/name"] ?? name, namespace });
}
