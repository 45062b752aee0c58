import type { Faults } from "../arm/faults";
import { FAULT_OPTIONS, FAULT_WORDS, type FaultWord, type Values } from "./fault-table";
import { parsed, UsageError } from "./usage";

/** What one call of `fault` asks for: faults to switch on, or to switch off. */
export type FaultChange = { readonly on: Faults } | { readonly off: readonly (keyof Faults)[] };

/** Reads what stands behind `fault`. @throws UsageError that says what is wrong. */
export function faultChange(args: readonly string[]): FaultChange {
  const { values, positionals } = parsed(args, FAULT_OPTIONS);
  const [word, operand, ...rest] = positionals;
  if (rest.length > 0) throw new UsageError(`fault ${word ?? ""}: unexpected argument "${rest.join(" ")}"`);
  if (word === "clear") {
    return { off: operand === undefined ? FAULT_WORDS.map(({ fault }) => fault) : [known(operand).fault] };
  }
  const chosen = known(word);
  if (!chosen.takesOperand && operand !== undefined)
    throw new UsageError(`fault ${chosen.word}: unexpected argument "${operand}"`);
  refuseForeignOptions(chosen, values);
  return { on: chosen.switchedOn(operand, values) };
}

function known(word: string | undefined): FaultWord {
  const found = FAULT_WORDS.find((entry) => entry.word === word);
  if (found !== undefined) return found;
  const words = FAULT_WORDS.map((entry) => entry.word).join(", ");
  throw new UsageError(
    word === undefined
      ? `fault: name one of ${words}; or list, or clear`
      : `fault: no fault "${word}"; there are ${words}`,
  );
}

function refuseForeignOptions({ options }: FaultWord, values: Values): void {
  const foreign = Object.keys(FAULT_OPTIONS).filter(
    (option) => values[option] !== undefined && !options.includes(option),
  );
  if (foreign.length > 0) throw new UsageError(`fault: --${foreign.join(", --")} belongs to another fault`);
}

/** The faults after a change; those that it does not name stay as they are. */
export function changedFaults(faults: Faults, change: FaultChange): Faults {
  if ("on" in change) return { ...faults, ...change.on };
  return Object.fromEntries(Object.entries(faults).filter(([name]) => !change.off.some((off) => off === name)));
}

/** One line for each fault that is switched on, in the words of the command line. */
export function describeFaults(faults: Faults): readonly string[] {
  return FAULT_WORDS.map(({ shown }) => shown(faults)).filter((line) => line !== undefined);
}
