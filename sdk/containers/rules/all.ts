import { PART_RULES } from "./parts";
import { PLACE_RULES } from "./place";
import { PORT_RULES } from "./ports";
import type { GroupRule } from "./rule";
import { SIZE_RULES } from "./sizes";

/** Everything that is looked for in a container group, in the order in which one reads about it. */
export const GROUP_RULES: readonly GroupRule[] = [...PORT_RULES, ...PART_RULES, ...SIZE_RULES, ...PLACE_RULES];
