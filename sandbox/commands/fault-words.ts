import type { BadImages, Faults } from "../arm/faults";
import { withTag } from "../images/bad-image";
import { FAULT_OPTIONS, FAULT_WORDS, type FaultWord, type OptionName, type Values } from "./fault-table";
import { parsed, UsageError } from "./usage";

/** What one call of `fault` asks for: faults to switch on, or to switch off, or an image that is to be good again. */
export type FaultChange =
  { readonly on: Faults } | { readonly off: readonly (keyof Faults)[] } | { readonly goodImage: string };

/** Reads what stands behind `fault`. @throws UsageError that says what is wrong. */
export function faultChange(args: readonly string[]): FaultChange {
  const { values, positionals } = parsed(args, FAULT_OPTIONS);
  const [word, operand, ...rest] = positionals;
  if (word === "clear" && operand === "bad-image" && rest[0] !== undefined && rest.length === 1) {
    return { goodImage: rest[0] };
  }
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
  const foreign = (Object.keys(FAULT_OPTIONS) as OptionName[]).filter(
    (option) => values[option] !== undefined && !options.includes(option),
  );
  if (foreign.length > 0) throw new UsageError(`fault: --${foreign.join(", --")} belongs to another fault`);
}

/** The faults after a change; those that it does not name stay as they are. */
export function changedFaults(faults: Faults, change: FaultChange): Faults {
  if ("on" in change) return { ...faults, ...change.on, ...withImages(faults.badImages, change.on.badImages) };
  if ("goodImage" in change) {
    const { badImages = {}, ...others } = faults;
    return { ...others, ...withImages(withoutImage(badImages, change.goodImage), {}) };
  }
  return Object.fromEntries(Object.entries(faults).filter(([name]) => !change.off.some((off) => off === name)));
}

/** One line for each fault that is switched on, in the words of the command line. */
export function describeFaults(faults: Faults): readonly string[] {
  return FAULT_WORDS.flatMap(({ shown }) => shown(faults));
}

/** Bad images add up; what is said of one anew replaces what was said of it before. */
function withImages(before: BadImages = {}, added: BadImages = {}): Pick<Faults, "badImages"> {
  const kept = Object.keys(added).reduce(withoutImage, before);
  const badImages = { ...kept, ...added };
  return Object.keys(badImages).length === 0 ? {} : { badImages };
}

function withoutImage(badImages: BadImages, image: string): BadImages {
  const others = Object.entries(badImages).filter(([bad]) => withTag(bad) !== withTag(image));
  return Object.fromEntries(others);
}
