import { methodNotAllowed } from "./common-errors";
import { containersOverview } from "./containers/overview";
import type { Faults } from "./faults";
import { faultsAnswer } from "./faults-endpoint";
import type { JsonObject } from "./json";
import { loadsAnswer } from "./loads-endpoint";
import type { ArmRequest, ArmResponse } from "./request";
import type { World } from "./world";

/** Answers what is under `/sandbox`, which is ours and not Azure's; nothing for other paths. */
export async function sandboxAnswer(
  request: ArmRequest,
  world: World,
  switchFaults: (faults: Faults) => Promise<void>,
): Promise<ArmResponse | undefined> {
  if (request.path === "/sandbox/summary") return summary(request, world);
  if (request.path === "/sandbox/containers") return containers(request, world);
  if (request.path === "/sandbox/loads") return loadsAnswer(request, world);
  if (request.path === "/sandbox/faults") return faultsAnswer(request, world, switchFaults);
  return undefined;
}

/** The container instances that no cluster has. */
function containers(request: ArmRequest, world: World): ArmResponse {
  if (request.method !== "GET") throw methodNotAllowed(request.method, request.path);
  return { status: 200, body: { ...(containersOverview(world) as unknown as JsonObject) } };
}

/** How many resources of each type there are. */
function summary(request: ArmRequest, world: World): ArmResponse {
  if (request.method !== "GET") throw methodNotAllowed(request.method, request.path);
  const counts: Record<string, number> = {};
  for (const { type } of world.all()) counts[type] = (counts[type] ?? 0) + 1;
  return { status: 200, body: counts };
}
