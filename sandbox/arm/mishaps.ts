import { ArmError, conflict } from "./arm-error";
import type { Faults, Mishap } from "./faults";
import { nameOf } from "./resource-id";
import type { ResourceRecord } from "./store";

/** The faults that befall single resources. */
export type MishapKind = "failOperation" | "refuseCreate";

/** Whether a mishap is meant for a resource. */
export function hits({ type, name }: Mishap, resource: Pick<ResourceRecord, "id" | "type">): boolean {
  const isNamed = name === undefined || nameOf(resource.id).toLowerCase() === name.toLowerCase();
  return isNamed && resource.type.toLowerCase() === type.toLowerCase();
}

/** The faults after a mishap has happened: once fewer, and gone after the last time. */
export function spent(faults: Faults, kind: MishapKind): Faults {
  const { [kind]: mishap, ...others } = faults;
  if (mishap === undefined || mishap.times <= 1) return others;
  return { ...others, [kind]: { ...mishap, times: mishap.times - 1 } };
}

/**
 * How an operation fails where Azure says no more, after hashicorp/terraform-provider-azurerm#9342, which quotes AKS. The
 * status is one that no client repeats by itself.
 */
export function operationFailed({ code = "InternalOperationError" }: Mishap, id: string): ArmError {
  return conflict(
    code,
    `The resource provider encountered an internal error while attempting the requested operation on '${id}'. Check back to see if the operation requires resubmission. (The sandbox failed it on purpose.)`,
  );
}

/**
 * A refusal that any type can meet: an Azure Policy with the effect deny.
 *
 * @see https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-policy-requestdisallowedbypolicy
 */
export function createRefused({ code = "RequestDisallowedByPolicy" }: Mishap, id: string): ArmError {
  return new ArmError(403, {
    code,
    message: `Resource '${nameOf(id)}' was disallowed by policy. (The sandbox refused it on purpose.)`,
    target: nameOf(id),
  });
}
