import type { Faults, Mishap, VmChoice } from "../arm/faults";
import { RESOURCE_TYPES } from "../arm/types/table";
import { badImage, badImageLines, IMAGE_FAILURE_OPTIONS } from "./bad-image-words";
import { numberWithin, type Parsed, UsageError } from "./usage";

/** The options that some fault has. */
export const FAULT_OPTIONS = {
  cores: { type: "string" },
  groups: { type: "string" },
  pool: { type: "string" },
  zone: { type: "string" },
  node: { type: "string" },
  pod: { type: "string" },
  times: { type: "string" },
  code: { type: "string" },
  ...IMAGE_FAILURE_OPTIONS,
} as const;

/** The options of one call. */
export type Values = Readonly<Partial<Parsed<typeof FAULT_OPTIONS>["values"]>>;

/** The name of an option. */
export type OptionName = keyof typeof FAULT_OPTIONS;

/** A fault as the command line has it. */
export interface FaultWord {
  readonly word: string;
  readonly fault: keyof Faults;
  /** Whether a word stands behind it, such as `1/2`. */
  readonly takesOperand: boolean;
  readonly options: readonly OptionName[];
  /** @throws UsageError that says what is wrong. */
  readonly switchedOn: (operand: string | undefined, values: Values) => Faults;
  /** The lines that would switch it on as it is now; none where it is off. */
  readonly shown: (faults: Faults) => readonly string[];
}

/** How the value of one fault is written. */
interface Grammar<Value> {
  readonly takesOperand?: boolean;
  readonly options?: readonly OptionName[];
  readonly read: (operand: string | undefined, values: Values) => Value;
  /** What stands behind the word, with a space in front of each part; a list where it takes several calls. */
  readonly write: (value: Value) => string | readonly string[];
}

function faultWord<Fault extends keyof Faults>(
  word: string,
  fault: Fault,
  { takesOperand = false, options = [], read, write }: Grammar<NonNullable<Faults[Fault]>>,
): FaultWord {
  return {
    word,
    fault,
    takesOperand,
    options,
    switchedOn: (operand, values) => ({ [fault]: read(operand, values) }),
    shown: (faults) => {
      const value = faults[fault];
      return value === undefined ? [] : [write(value)].flat().map((rest) => `${word}${rest}`);
    },
  };
}

const plain: Grammar<true> = { read: () => true, write: () => "" };

const vms: Grammar<VmChoice> = {
  options: ["pool", "zone", "node"],
  read: (_operand, values) => given(values, ["pool", "zone", "node"]),
  write: optionsOf,
};

/** Those of some options that were given. */
function given(values: Values, names: readonly OptionName[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = values[name];
      return typeof value === "string" ? [[name, value] as const] : [];
    }),
  );
}

function seconds(word: string): Grammar<{ readonly seconds: number }> {
  return {
    takesOperand: true,
    read: (operand) => ({ seconds: numberWithin(word, operand, { least: 0, most: 3600, whole: false }) }),
    write: (value) => ` ${value.seconds}`,
  };
}

function mishap(word: string): Grammar<Mishap> {
  return {
    takesOperand: true,
    options: ["times", "code"],
    read: (operand, { times = "1", code }) => ({
      ...target(word, operand),
      times: numberWithin("--times", times, { least: 1, most: 1_000_000 }),
      ...(code === undefined ? {} : { code }),
    }),
    write: ({ type, name, times, code }) =>
      ` ${type}${name === undefined ? "" : `/${name}`}` +
      optionsOf({ ...(times === 1 ? {} : { times }), ...(code === undefined ? {} : { code }) }),
  };
}

/** Every fault. */
export const FAULT_WORDS: readonly FaultWord[] = [
  faultWord("refuse", "refuse", { takesOperand: true, read: share, write: ({ count, of }) => ` ${count}/${of}` }),
  faultWord("quota", "quota", {
    options: ["cores", "groups"],
    read: (_operand, values) => quota(values),
    write: optionsOf,
  }),
  faultWord("throttle", "throttle", {
    takesOperand: true,
    read: (operand) => ({ createsPer5Minutes: numberWithin("throttle", operand, { least: 0, most: 100_000 }) }),
    write: ({ createsPer5Minutes }) => ` ${createsPer5Minutes}`,
  }),
  faultWord("slow-start", "slowStart", seconds("slow-start")),
  faultWord("connector-dead", "connectorDead", plain),
  faultWord("link-lingers", "linkLingers", plain),
  faultWord("role-delay", "roleDelay", seconds("role-delay")),
  faultWord("fail-operation", "failOperation", mishap("fail-operation")),
  faultWord("refuse-create", "refuseCreate", mishap("refuse-create")),
  faultWord("arm-throttle", "armThrottle", {
    takesOperand: true,
    read: (operand) => ({ every: numberWithin("arm-throttle", operand, { least: 1, most: 1_000_000 }) }),
    write: ({ every }) => ` ${every}`,
  }),
  faultWord("upgrade-outage", "upgradeOutage", seconds("upgrade-outage")),
  faultWord("api-server-restart", "apiServerRestart", {
    ...seconds("api-server-restart"),
    read: (operand) => seconds("api-server-restart").read(operand ?? "0", {}),
  }),
  faultWord("vm-loss", "vmLoss", vms),
  faultWord("vm-deletion", "vmDeletion", vms),
  faultWord("cordon", "cordon", vms),
  faultWord("pod-freeze", "frozenPods", {
    options: ["pod", "node"],
    read: (_operand, values) => given(values, ["pod", "node"]),
    write: optionsOf,
  }),
  faultWord("flap", "flap", {
    takesOperand: true,
    read: (operand) => ({ seconds: numberWithin("flap", operand, { least: 1, most: 3600, whole: false }) }),
    write: (value) => ` ${value.seconds}`,
  }),
  faultWord("zone-outage", "zoneOutage", {
    takesOperand: true,
    read: (operand) => ({ zone: availabilityZone(operand) }),
    write: ({ zone }) => ` ${zone}`,
  }),
  faultWord("bad-image", "badImages", {
    takesOperand: true,
    options: ["crashes", "completes", "never-ready", "answers", "not-found"],
    read: badImage,
    write: badImageLines,
  }),
];

/** `1/2`: the first of every two. */
function share(text: string | undefined): NonNullable<Faults["refuse"]> {
  const { count, of } = /^(?<count>\d+)\/(?<of>\d+)$/.exec(text ?? "")?.groups ?? {};
  const refused = { count: Number(count), of: Number(of) };
  if (refused.of >= 1 && refused.count >= 1 && refused.count <= refused.of) return refused;
  throw new UsageError(
    `refuse: must be a share such as 1/2 (one of every two) or 1/1 (all); got ${text === undefined ? "nothing" : `"${text}"`}`,
  );
}

function availabilityZone(text: string | undefined): string {
  if (text !== undefined && /^[1-9]$/.test(text)) return text;
  throw new UsageError(
    `zone-outage: must be an availability zone such as 1; got ${text === undefined ? "nothing" : `"${text}"`}`,
  );
}

function quota({ cores, groups }: Values): NonNullable<Faults["quota"]> {
  if (cores === undefined && groups === undefined) throw new UsageError("quota: give --cores N, --groups N or both");
  return {
    ...(cores === undefined ? {} : { cores: numberWithin("--cores", cores, { least: 0, most: 1_000_000 }) }),
    ...(groups === undefined ? {} : { groups: numberWithin("--groups", groups, { least: 0, most: 1_000_000 }) }),
  };
}

/** `TYPE` or `TYPE/NAME`, where the type may itself be nested: the longest one that is known. */
function target(word: string, text: string | undefined): Pick<Mishap, "type" | "name"> {
  const parts = (text ?? "").split("/");
  const whole = RESOURCE_TYPES.get(parts.join("/").toLowerCase());
  if (whole !== undefined) return { type: whole.type };
  const type = RESOURCE_TYPES.get(parts.slice(0, -1).join("/").toLowerCase())?.type;
  const name = parts.at(-1);
  if (type !== undefined && name !== undefined && name !== "") return { type, name };
  const known = [...RESOURCE_TYPES.values()].map((entry) => entry.type).join(", ");
  throw new UsageError(
    `${word}: must be TYPE or TYPE/NAME with one of the types ${known}; got ${text === undefined ? "nothing" : `"${text}"`}`,
  );
}

function optionsOf(given: object): string {
  return Object.entries(given)
    .map(([option, value]) => ` --${option} ${String(value)}`)
    .join("");
}
