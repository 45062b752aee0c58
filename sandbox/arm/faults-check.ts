import type { Faults } from "./faults";
import { isObject, type Json, type JsonObject } from "./json";

/** A document of faults, and what is wrong with it: one line each, with the property's path. */
export interface CheckedFaults {
  readonly faults: Faults;
  readonly mistakes: readonly string[];
}

type Rule = (value: Json, path: string) => readonly string[];

const whole =
  (least: number): Rule =>
  (value, path) =>
    Number.isInteger(value) && Number(value) >= least
      ? []
      : [`${path}: must be a whole number, ${least} or more; got ${shown(value)}`];

const number: Rule = (value, path) =>
  typeof value === "number" && value >= 0 ? [] : [`${path}: must be a number, 0 or more; got ${shown(value)}`];

const period: Rule = (value, path) =>
  typeof value === "number" && value >= 1 ? [] : [`${path}: must be a number, 1 or more; got ${shown(value)}`];

const text: Rule = (value, path) =>
  typeof value === "string" && value !== "" ? [] : [`${path}: must be a name; got ${shown(value)}`];

const onlyTrue: Rule = (value, path) =>
  value === true ? [] : [`${path}: must be true, or absent; got ${shown(value)}`];

/** An object with only these members, each by its rule; those in `required` must be there. */
const members =
  (rules: Readonly<Record<string, Rule>>, required: readonly string[] = []): Rule =>
  (value, path) => {
    if (!isObject(value)) return [`${path}: must be an object; got ${shown(value)}`];
    const missing = required.filter((name) => value[name] === undefined).map((name) => `${path}.${name}: is required`);
    return [...missing, ...memberMistakes(value, path, rules)];
  };

/** An object with members of any names, each by the same rule. */
const mapOf =
  (rule: Rule): Rule =>
  (value, path) => {
    if (!isObject(value)) return [`${path}: must be an object; got ${shown(value)}`];
    return Object.entries(value).flatMap(([name, member]) => rule(member ?? null, `${path}["${name}"]`));
  };

const httpStatus: Rule = (value, path) =>
  Number.isInteger(value) && Number(value) >= 200 && Number(value) <= 599
    ? []
    : [`${path}: must be an HTTP status from 200 to 599; got ${shown(value)}`];

const FAILURES = {
  crashes: onlyTrue,
  completes: onlyTrue,
  neverReady: onlyTrue,
  answers: httpStatus,
  notFound: onlyTrue,
};

const imageFailure: Rule = (value, path) => {
  const mistakes = members(FAILURES)(value, path);
  if (mistakes.length > 0 || Object.keys(value as JsonObject).length === 1) return mistakes;
  return [`${path}: must have exactly one of ${Object.keys(FAILURES).join(", ")}`];
};

const MISHAP = members({ type: text, name: text, times: whole(1), code: text }, ["type", "times"]);

const VMS = members({ pool: text, zone: text, node: text });

const FAULTS: Readonly<Record<string, Rule>> = {
  refuse: members({ count: whole(0), of: whole(1) }, ["count", "of"]),
  quota: members({ groups: whole(0), cores: number }),
  throttle: members({ createsPer5Minutes: whole(0) }, ["createsPer5Minutes"]),
  slowStart: members({ seconds: number }, ["seconds"]),
  connectorDead: onlyTrue,
  linkLingers: onlyTrue,
  vmLoss: VMS,
  vmDeletion: VMS,
  cordon: VMS,
  frozenPods: members({ pod: text, node: text }),
  zoneOutage: members({ zone: text }, ["zone"]),
  badImages: mapOf(imageFailure),
  roleDelay: members({ seconds: number }, ["seconds"]),
  failOperation: MISHAP,
  refuseCreate: MISHAP,
  armThrottle: members({ every: whole(1) }, ["every"]),
  upgradeOutage: members({ seconds: number }, ["seconds"]),
  apiServerRestart: members({ seconds: number }, ["seconds"]),
  flap: members({ seconds: period }, ["seconds"]),
};

/** Checks a whole document of faults as it came over the wire. */
export function checkedFaults(document: Json | undefined): CheckedFaults {
  if (!isObject(document))
    return { faults: {}, mistakes: [`faults: must be an object; got ${shown(document ?? null)}`] };
  const mistakes = memberMistakes(document, "", FAULTS);
  return mistakes.length > 0 ? { faults: {}, mistakes } : { faults: document, mistakes };
}

function memberMistakes(value: JsonObject, path: string, rules: Readonly<Record<string, Rule>>): readonly string[] {
  return Object.entries(value).flatMap(([name, member]) => {
    const memberPath = path === "" ? name : `${path}.${name}`;
    const rule = rules[name];
    if (rule === undefined) return [`${memberPath}: is not known; known are ${Object.keys(rules).join(", ")}`];
    return member === undefined ? [] : rule(member, memberPath);
  });
}

function shown(value: Json): string {
  return JSON.stringify(value);
}
