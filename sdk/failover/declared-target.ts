import { ArgumentError } from "../argument-error";
import { canonical } from "../canonical";
import type { DeploymentObject } from "./objects";
import { failoverTarget, type FailoverTarget, type FailoverTargetArgs } from "./target";

/**
 * Annotation by which the Deployment of a service's first tier says how the service fails over, as JSON: that one write
 * tells everybody who looks after it, at the same moment, and a service that fails over can be told from one that does not.
 */
export const TARGET_ANNOTATION = "aks-elastic/failover-target";

/** What a program has said on a Deployment cannot be followed. */
export class DeclaredTargetError extends Error {
  override readonly name = "DeclaredTargetError";
}

/** The annotation of the first tier's Deployment. The same target is always the same text. */
export function targetAnnotation(args: FailoverTargetArgs): Readonly<Record<string, string>> {
  return { [TARGET_ANNOTATION]: JSON.stringify(canonical(args)) };
}

/**
 * How a service fails over, as one of its Deployments says; the newest one's word counts, where another tier has become
 * the first. Nothing where none says it.
 *
 * @throws DeclaredTargetError where it cannot be understood
 */
export function declaredTarget(deployments: readonly DeploymentObject[]): FailoverTarget | undefined {
  const declaring = deployments.filter(({ metadata }) => metadata.annotations?.[TARGET_ANNOTATION] !== undefined);
  const [newest] = declaring.sort((one, other) => (createdAt(one) > createdAt(other) ? -1 : 1));
  const text = newest?.metadata.annotations?.[TARGET_ANNOTATION];
  return newest === undefined || text === undefined ? undefined : parsed(text, newest);
}

function createdAt({ metadata }: DeploymentObject): string {
  return metadata.creationTimestamp ?? "";
}

function parsed(text: string, { metadata }: DeploymentObject): FailoverTarget {
  try {
    return failoverTarget(JSON.parse(text) as FailoverTargetArgs);
  } catch (error) {
    if (!(error instanceof ArgumentError) && !(error instanceof SyntaxError)) throw error;
    const where = `the annotation ${TARGET_ANNOTATION} of the Deployment ${metadata.name}`;
    throw new DeclaredTargetError(`${where} cannot be understood: ${error.message}`, { cause: error });
  }
}
