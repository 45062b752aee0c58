import { randomUUID } from "node:crypto";
import { badRequest } from "../arm-error";
import { missingParameter } from "../common-errors";
import { objectAt, objectsAt, only, textAt, without, type JsonObject } from "../json";
import { sameId } from "../resource-id";
import type { PutRequest } from "../resource-type";
import { LOAD_BALANCER_TYPE } from "./names";

/** The lists of parts that a load balancer keeps itself; its pools are resources of their own. */
export const PART_LISTS = [
  "frontendIPConfigurations",
  "loadBalancingRules",
  "probes",
  "inboundNatRules",
  "inboundNatPools",
  "outboundRules",
] as const;

/** One of these lists. */
export type PartList = (typeof PART_LISTS)[number];

/** Set by Azure, ignored when sent. */
const READ_ONLY = ["provisioningState", "loadBalancingRules", "inboundNatRules", "inboundNatPools", "outboundRules"];

/** The parts of one kind as they are kept: with their ids, and the properties that `complete` adds. */
export function partsOf(
  { id, body, current }: PutRequest,
  list: PartList,
  complete: (part: JsonObject) => JsonObject = () => ({}),
): readonly JsonObject[] {
  const before = objectsAt(current?.body, `properties.${list}`);
  return objectsAt(body, `properties.${list}`).map((part) => {
    const name = textAt(part, "name");
    if (name === undefined) throw missingParameter(`properties.${list}.name`);
    const kept = before.find((other) => textAt(other, "name") === name);
    return {
      name,
      id: `${id.text}/${list}/${name}`,
      etag: textAt(kept, "etag") ?? `W/"${randomUUID()}"`,
      type: `${LOAD_BALANCER_TYPE}/${list}`,
      ...only(part, ["zones"]),
      properties: {
        ...without(objectAt(part, "properties"), ...READ_ONLY),
        ...complete(part),
        provisioningState: "Succeeded",
      },
    };
  });
}

/** What a rule names of its own load balancer, by the member that names it. */
const NAMED: readonly (readonly [member: string, list: string])[] = [
  ["frontendIPConfiguration", "frontendIPConfigurations"],
  ["backendAddressPool", "backendAddressPools"],
  ["probe", "probes"],
];

/** Refuses rules that name parts which the load balancer does not have, as Microsoft.Network does with every reference. */
export function checkRules({ id, body }: PutRequest, poolNames: readonly string[]): void {
  const names: Readonly<Record<string, readonly string[]>> = {
    frontendIPConfigurations: namesIn(body, "frontendIPConfigurations"),
    probes: namesIn(body, "probes"),
    backendAddressPools: poolNames,
  };
  for (const rule of objectsAt(body, "properties.loadBalancingRules")) {
    const ruleId = `${id.text}/loadBalancingRules/${textAt(rule, "name") ?? ""}`;
    const [unknown] = NAMED.flatMap(([member, list]) => {
      const named = textAt(rule, `properties.${member}.id`);
      const has = (name: string): boolean => sameId(named ?? "", `${id.text}/${list}/${name}`);
      return named === undefined || names[list]?.some(has) === true ? [] : [named];
    });
    if (unknown !== undefined) throw unknownPart(unknown, ruleId);
  }
}

function unknownPart(named: string, ruleId: string): Error {
  return badRequest(
    "InvalidResourceReference",
    `Resource ${named} referenced by resource ${ruleId} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`,
  );
}

/** The rules of a load balancer that name one of its parts, as a list of `{ id }`; absent where there are none. */
export function rulesOf(loadBalancer: JsonObject | undefined, partId: string): readonly JsonObject[] | undefined {
  const rules = objectsAt(loadBalancer, "properties.loadBalancingRules").filter((rule) =>
    NAMED.some(([member]) => sameId(textAt(rule, `properties.${member}.id`) ?? "", partId)),
  );
  return rules.length === 0 ? undefined : rules.map((rule) => ({ id: textAt(rule, "id") ?? "" }));
}

/** A part that rules can name, with those that do. */
export function withRules(part: JsonObject, loadBalancer: JsonObject): JsonObject {
  const loadBalancingRules = rulesOf(loadBalancer, textAt(part, "id") ?? "");
  return { ...part, properties: { ...objectAt(part, "properties"), loadBalancingRules } };
}

function namesIn(body: JsonObject, list: string): readonly string[] {
  return objectsAt(body, `properties.${list}`)
    .map((part) => textAt(part, "name"))
    .filter((name) => name !== undefined);
}
