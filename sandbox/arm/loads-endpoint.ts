import { ArgumentError } from "../../sdk/argument-error";
import type { Load, LoadFilter } from "../metrics/load";
import { matchingLoads, withLoad, withoutLoads } from "../metrics/load";
import { checkedLoad } from "../metrics/load-check";
import { badRequest } from "./arm-error";
import { CLUSTER_TYPE } from "./clusters/names";
import { methodNotAllowed } from "./common-errors";
import { isObject, type Json } from "./json";
import type { ArmRequest, ArmResponse } from "./request";
import type { World } from "./world";

/**
 * Answers `/sandbox/loads`: PUT sets one load, DELETE takes away those that the query means by `cluster`, `namespace` and
 * `service`, GET shows them. PUT and DELETE answer with all the loads that there are then.
 */
export function loadsAnswer(request: ArmRequest, world: World): ArmResponse {
  switch (request.method) {
    case "GET":
      return shown(matchingLoads(world.loads, filterOf(request.query)));
    case "PUT":
      world.setLoads(withLoad(world.loads, sentLoad(request.body, world)));
      return shown(world.loads);
    case "DELETE":
      world.setLoads(withoutLoads(world.loads, filterOf(request.query)));
      return shown(world.loads);
    default:
      throw methodNotAllowed(request.method, request.path);
  }
}

function shown(loads: readonly Load[]): ArmResponse {
  return { status: 200, body: loads.map((load) => ({ ...load })) };
}

function filterOf(query: URLSearchParams): LoadFilter {
  const named = (["cluster", "namespace", "service"] as const).map((name) => [name, query.get(name)] as const);
  return Object.fromEntries(named.filter(([, value]) => value !== null));
}

function sentLoad(body: Json | undefined, world: World): Load {
  const load = soundLoad(body);
  if (world.find(load.cluster)?.type === CLUSTER_TYPE) return load;
  throw badRequest("InvalidLoad", `cluster: there is no managed cluster ${load.cluster}`);
}

function soundLoad(body: Json | undefined): Load {
  try {
    return checkedLoad(isObject(body) ? body : {});
  } catch (error) {
    if (error instanceof ArgumentError) throw badRequest("InvalidLoad", error.message);
    throw error;
  }
}
