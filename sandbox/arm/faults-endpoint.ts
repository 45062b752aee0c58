import { createHash } from "node:crypto";
import { ArmError, badRequest } from "./arm-error";
import { methodNotAllowed } from "./common-errors";
import type { Faults } from "./faults";
import { checkedFaults } from "./faults-check";
import type { Json } from "./json";
import type { ArmRequest, ArmResponse } from "./request";
import type { World } from "./world";

/** Tells and sets the faults that are switched on. A PUT with `If-Match` is refused where others have changed them since. */
export async function faultsAnswer(
  request: ArmRequest,
  world: World,
  switchFaults: (faults: Faults) => Promise<void>,
): Promise<ArmResponse> {
  if (request.method === "PUT") {
    const { faults, mistakes } = checkedFaults(request.body);
    if (mistakes.length > 0) throw badRequest("InvalidFaults", mistakes.join("; "));
    const wanted = request.headers["if-match"];
    if (wanted !== undefined && wanted !== tagOf(world.declaredFaults)) throw changedSince();
    await switchFaults(faults);
  } else if (request.method !== "GET") {
    throw methodNotAllowed(request.method, request.path);
  }
  const faults = world.declaredFaults;
  return { status: 200, headers: { ETag: tagOf(faults) }, body: { ...(faults as { readonly [key: string]: Json }) } };
}

function tagOf(faults: Faults): string {
  return `"${createHash("sha256").update(JSON.stringify(faults)).digest("hex").slice(0, 16)}"`;
}

function changedSince(): ArmError {
  return new ArmError(412, {
    code: "PreconditionFailed",
    message: "Somebody else has changed the faults since they were read.",
  });
}
