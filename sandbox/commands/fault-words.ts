import type { Faults } from "../arm/faults";
import { numberWithin, parsed, UsageError } from "./usage";

/** What one call of `fault` asks for: faults to switch on, or to switch off. */
export type FaultChange = { readonly on: Faults } | { readonly off: readonly (keyof Faults)[] };

/** The words of the command line for each fault. */
const words: Readonly<Record<string, keyof Faults>> = {
  refuse: "refuse",
  quota: "quota",
  throttle: "throttle",
  "slow-start": "slowStart",
  "connector-dead": "connectorDead",
  "link-lingers": "linkLingers",
  "vm-loss": "vmLoss",
};

/** Reads what stands behind `fault`. @throws UsageError that says what is wrong. */
export function faultChange(args: readonly string[]): FaultChange {
  const { values, positionals } = parsed(args, {
    cores: { type: "string" },
    groups: { type: "string" },
    pool: { type: "string" },
    zone: { type: "string" },
    node: { type: "string" },
  });
  const [word, operand, ...rest] = positionals;
  if (rest.length > 0) throw new UsageError(`fault ${word ?? ""}: unexpected argument "${rest.join(" ")}"`);
  if (word === "clear") return { off: operand === undefined ? Object.values(words) : [fault(operand)] };
  const name = fault(word);
  const takesOperand = name === "refuse" || name === "throttle" || name === "slowStart";
  if (!takesOperand && operand !== undefined)
    throw new UsageError(`fault ${word ?? ""}: unexpected argument "${operand}"`);
  refuseForeignOptions(name, values);
  return { on: switchedOn(name, operand, values) };
}

type Values = Readonly<Record<string, string | undefined>>;

function fault(word: string | undefined): keyof Faults {
  const name = word === undefined ? undefined : words[word];
  if (name !== undefined) return name;
  const known = Object.keys(words).join(", ");
  throw new UsageError(
    word === undefined
      ? `fault: name one of ${known}; or list, or clear`
      : `fault: no fault "${word}"; there are ${known}`,
  );
}

const optionsOf: Readonly<Partial<Record<keyof Faults, readonly string[]>>> = {
  quota: ["cores", "groups"],
  vmLoss: ["pool", "zone", "node"],
};

function refuseForeignOptions(name: keyof Faults, values: Values): void {
  const foreign = ["cores", "groups", "pool", "zone", "node"].filter(
    (option) => values[option] !== undefined && optionsOf[name]?.includes(option) !== true,
  );
  if (foreign.length > 0) throw new UsageError(`fault: --${foreign.join(", --")} belongs to another fault`);
}

function switchedOn(name: keyof Faults, operand: string | undefined, values: Values): Faults {
  switch (name) {
    case "refuse":
      return { refuse: share(operand) };
    case "quota":
      return { quota: quota(values) };
    case "throttle":
      return { throttle: { createsPer5Minutes: numberWithin("throttle", operand, { least: 0, most: 100_000 }) } };
    case "slowStart":
      return { slowStart: { seconds: numberWithin("slow-start", operand, { least: 0, most: 3600, whole: false }) } };
    case "connectorDead":
      return { connectorDead: true };
    case "linkLingers":
      return { linkLingers: true };
    case "vmLoss":
      return { vmLoss: chosen(values) };
  }
}

/** `1/2`: the first of every two. */
function share(text: string | undefined): NonNullable<Faults["refuse"]> {
  const { count, of } = /^(?<count>\d+)\/(?<of>\d+)$/.exec(text ?? "")?.groups ?? {};
  const refused = { count: Number(count), of: Number(of) };
  if (refused.of >= 1 && refused.count >= 1 && refused.count <= refused.of) return refused;
  throw new UsageError(
    `refuse: must be a share such as 1/2 (one of every two) or 1/1 (all); got ${text === undefined ? "nothing" : `"${text}"`}`,
  );
}

function quota({ cores, groups }: Values): NonNullable<Faults["quota"]> {
  if (cores === undefined && groups === undefined) throw new UsageError("quota: give --cores N, --groups N or both");
  return {
    ...(cores === undefined ? {} : { cores: numberWithin("--cores", cores, { least: 0, most: 1_000_000 }) }),
    ...(groups === undefined ? {} : { groups: numberWithin("--groups", groups, { least: 0, most: 1_000_000 }) }),
  };
}

function chosen({ pool, zone, node }: Values): NonNullable<Faults["vmLoss"]> {
  return {
    ...(pool === undefined ? {} : { pool }),
    ...(zone === undefined ? {} : { zone }),
    ...(node === undefined ? {} : { node }),
  };
}

/** The faults after a change; those that it does not name stay as they are. */
export function changedFaults(faults: Faults, change: FaultChange): Faults {
  if ("on" in change) return { ...faults, ...change.on };
  return Object.fromEntries(Object.entries(faults).filter(([name]) => !change.off.some((off) => off === name)));
}

/** One line for each fault that is switched on, in the words of the command line. */
export function describeFaults(faults: Faults): readonly string[] {
  const { refuse, quota: limit, throttle, slowStart, connectorDead, linkLingers, vmLoss } = faults;
  const options = (given: object): string =>
    Object.entries(given)
      .map(([option, value]) => ` --${option} ${String(value)}`)
      .join("");
  return [
    ...(refuse === undefined ? [] : [`refuse ${refuse.count}/${refuse.of}`]),
    ...(limit === undefined ? [] : [`quota${options(limit)}`]),
    ...(throttle === undefined ? [] : [`throttle ${throttle.createsPer5Minutes}`]),
    ...(slowStart === undefined ? [] : [`slow-start ${slowStart.seconds}`]),
    ...(connectorDead === undefined ? [] : ["connector-dead"]),
    ...(linkLingers === undefined ? [] : ["link-lingers"]),
    ...(vmLoss === undefined ? [] : [`vm-loss${options(vmLoss)}`]),
  ];
}
